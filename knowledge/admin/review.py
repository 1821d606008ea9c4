"""What editors proposed: the queue, and deciding on one."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from supportdesk.core.exceptions import NotAllowed, Refusal

from .. import policies, services
from ..models import Revision
from ..services.versions import NotOpen
from .comparing import compare_words
from .editing import address_of_version, find_version, frame
from .forms import PUBLISH, SCHEDULE, DecisionForm
from .versions import said_of

A_PAGE = 25
REJECT = "reject"


@require_safe
def show_queue(request: HttpRequest) -> HttpResponse:
    """All proposals, the oldest first."""
    waiting = Revision.objects.waiting_for_review().select_related("faq__category", "article__category", "author")
    shown = Paginator(waiting.defer("body", "summary"), A_PAGE).get_page(request.GET.get("page"))
    for proposal in shown:
        proposal.mine_to_decide = policies.can_publish_revision(request.user, proposal)
    return render(request, "admin/knowledge/review_queue.html", frame(request, _("To review"), proposals=shown))


@require_http_methods(["GET", "HEAD", "POST"])
def show_proposal(request: HttpRequest, key: int) -> HttpResponse:
    """One proposal against the live text, with the decision. Refusals answer 409 with what was typed."""
    revision = find_version(key)
    if revision.status != Revision.Status.PROPOSED:
        messages.info(request, str(NotOpen()))
        return redirect(address_of_version(revision))
    if request.method != "POST":
        return _page(request, revision, DecisionForm(initial={"publish_at": revision.publish_at}))
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return _page(request, revision, form, status=409)
    try:
        decided = _decide(revision, request, form.cleaned_data)
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return _page(request, revision, form, status=refusal.status if isinstance(refusal, NotAllowed) else 409)
    messages.success(request, said_of(decided))
    return redirect("admin:knowledge_revision_review")


def _decide(revision: Revision, request: HttpRequest, cleaned: dict) -> Revision:
    do, note = request.POST.get("do"), cleaned["note"]
    if do == REJECT:
        return services.reject_revision(revision, by=request.user, note=note)
    if do in (PUBLISH, SCHEDULE):
        at = cleaned["publish_at"] if do == SCHEDULE else None
        return services.publish_revision(revision, by=request.user, at=at, over_newer=cleaned["over_newer"], note=note)
    raise NotAllowed(_("That is not something one can do with a proposal."))


def _page(request: HttpRequest, revision: Revision, form: DecisionForm, *, status: int = 200) -> HttpResponse:
    page = revision.page
    live = services.live_revision(page, revision.language)
    context = frame(
        request,
        revision.title or str(page),
        revision=revision,
        page=page,
        form=form,
        live=live,
        moved_on=live is not None and live.pk != revision.based_on_id,
        parts=compare_words(page, live.words, revision.words) if live else [],
        is_own=revision.author_id == request.user.pk,
        may_approve=policies.can_publish_revision(request.user, revision),
        may_reject=policies.can_review_revision(request.user, revision),
        may_change=policies.can_change_page(request.user, page),
    )
    return render(request, "admin/knowledge/review.html", context, status=status)
