"""What readers think of an answer."""

from __future__ import annotations

from django.db import transaction
from django.db.models import F

from supportdesk.core.exceptions import NotFound

from ..models import FAQ, FAQFeedback


@transaction.atomic
def rate_faq(
    faq: FAQ, *, user=None, visitor: str = "", helpful: bool, comment: str | None = None, language: str
) -> tuple[FAQFeedback, bool]:
    """The one vote of a user, or of a visitor, on a published FAQ: `(feedback, created)`, with fresh counts on its FAQ.

    A later vote replaces the first; without `comment` an earlier comment stays.
    """
    # The row lock makes voters take turns: nobody votes twice, and the counts are the votes.
    locked = FAQ.objects.select_for_update(of=("self",)).published().filter(pk=faq.pk).first()
    if locked is None:
        raise NotFound
    who = {"user": user} if user else {"visitor": visitor}
    feedback = FAQFeedback.objects.filter(faq=locked, **who).first()
    created = feedback is None
    if feedback is None:
        feedback = FAQFeedback(faq=locked, **who)
    elif feedback.helpful != helpful:
        _count(locked, feedback.helpful, -1)
    if created or feedback.helpful != helpful:
        _count(locked, helpful, +1)
    feedback.helpful = helpful
    feedback.language = language
    if comment is not None:
        feedback.comment = comment.strip()
    feedback.save()
    locked.refresh_from_db(fields=["helpful_count", "not_helpful_count"])
    feedback.faq = locked
    return feedback, created


def _count(faq: FAQ, helpful: bool, step: int) -> None:
    column = "helpful_count" if helpful else "not_helpful_count"
    FAQ.objects.filter(pk=faq.pk).update(**{column: F(column) + step})
