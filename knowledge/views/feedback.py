"""What readers think of a page: yes or no, and then why. The same for FAQs, articles and tutorials."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.views.decorators.http import require_POST

from supportdesk.core.ratelimits import limit
from supportdesk.core.requests import PortalRequest
from supportdesk.core.visitors import party

from .. import services
from ..forms import FeedbackForm
from ..models import FAQ, Article, Feedback, Tutorial
from .reading import open_page


@require_POST
def feedback(request: PortalRequest, slug: str, kind: str) -> HttpResponse:
    """Take a vote, a reason or a comment. Without scripts one comes back to the page, htmx gets the part that asked."""
    page = open_page(kind, slug, request.user)
    form = FeedbackForm(request.POST)
    if not form.is_valid():
        context = about_feedback(request, page, form=form)
        part = "knowledge/feedback.html" if request.htmx else "knowledge/feedback_page.html"
        return render(request, part, context, status=422)
    limit(request, "create")
    user, visitor = party(request)
    services.rate_page(page, user=user, visitor=visitor, language=translation.get_language() or "en", **form.words())
    if not request.htmx:
        return redirect(f"{page.get_absolute_url()}#feedback")
    page.refresh_from_db(fields=["helpful_count", "not_helpful_count"])
    return render(request, "knowledge/feedback.html", about_feedback(request, page))


def about_feedback(request: PortalRequest, page: FAQ | Article | Tutorial, form: FeedbackForm | None = None) -> dict[str, Any]:
    """What knowledge/feedback.html needs: `page`, the reader's own `vote`, the `form` of reason and comment, `feedback_url`;
    and the `flag_url` for knowledge/flag_link.html."""
    user, visitor = party(request)
    vote = services.vote_of(page, user=user, visitor=visitor, language=translation.get_language() or "en")
    if form is None and vote:
        form = FeedbackForm(initial=_said(vote))
    if form is not None and (vote is None or vote.helpful):
        del form.fields["reason"]
    kind = Feedback.field_of(page)
    return {
        "page": page,
        "vote": vote,
        "form": form,
        "feedback_url": reverse(f"knowledge:{kind}-feedback", args=[page.slug]),
        "flag_url": reverse(f"knowledge:{kind}-flag", args=[page.slug]),
    }


def _said(vote: Feedback) -> dict[str, str]:
    return {"helpful": "yes" if vote.helpful else "no", "reason": vote.reason, "comment": vote.comment}
