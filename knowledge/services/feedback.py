"""What readers think of a page."""

from __future__ import annotations

from django.db import transaction
from django.db.models import F
from django.utils import translation

from supportdesk.core.exceptions import NotFound

from ..models import FAQ, Article, Feedback, Tutorial
from .versions import live_revision


@transaction.atomic
def rate_page(
    page: FAQ | Article | Tutorial,
    *,
    user=None,
    visitor: str = "",
    helpful: bool,
    reason: str = "",
    comment: str | None = None,
    language: str,
) -> tuple[Feedback, bool]:
    """The one vote of a user, or of a visitor, on the version that is live: `(feedback, created)`, with fresh counts on
    its page. A new version may be voted on again.

    A later vote replaces the first; without `comment` an earlier comment stays; a vote that it helped has no reason.
    """
    # The row lock makes voters take turns: nobody votes twice, and the counts are the votes.
    locked = type(page).objects.published().select_for_update(of=("self",)).filter(pk=page.pk).first()
    if locked is None:
        raise NotFound
    target = voted_on(locked, language)
    if not all(target.values()):
        raise NotFound
    feedback = Feedback.objects.by(user, visitor).filter(**target).first()
    created = feedback is None
    if feedback is None:
        who = {"user": user} if user else {"visitor": visitor}
        feedback = Feedback(**who, **(target | {Feedback.field_of(locked): locked}))
    elif feedback.helpful != helpful:
        _count(locked, feedback.helpful, -1)
    if created or feedback.helpful != helpful:
        _count(locked, helpful, +1)
    feedback.helpful = helpful
    feedback.language = language
    feedback.reason = "" if helpful else reason or feedback.reason
    if comment is not None:
        feedback.comment = comment.strip()
    feedback.save()
    locked.refresh_from_db(fields=["helpful_count", "not_helpful_count"])
    setattr(feedback, Feedback.field_of(locked), locked)
    return feedback, created


def vote_of(page: FAQ | Article | Tutorial, *, user=None, visitor: str = "", language: str) -> Feedback | None:
    """What the person said of the version that is live."""
    target = voted_on(page, language)
    return Feedback.objects.by(user, visitor).filter(**target).first() if all(target.values()) else None


def voted_on(page: FAQ | Article | Tutorial, language: str) -> dict:
    """What a vote in this language is about: the version shown in it, or the tutorial."""
    if isinstance(page, Tutorial):
        return {"tutorial": page}
    with translation.override(language):
        return {"revision": live_revision(page, page.shown_language)}


def _count(page: FAQ | Article | Tutorial, helpful: bool, step: int) -> None:
    column = "helpful_count" if helpful else "not_helpful_count"
    type(page)._default_manager.filter(pk=page.pk).update(**{column: F(column) + step})
