"""What there is to do for those who keep the help centre true."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from .. import policies, services
from ..models import FAQ, Article, Revision
from .editing import SEE_VERSIONS, address_of, find_page, frame, person_of
from .states import State, counts_by_language

SHOWN = 15
LATELY = timedelta(days=14)
KINDS: dict[str, type[FAQ] | type[Article]] = {"faq": FAQ, "article": Article}


@require_http_methods(["GET", "HEAD", "POST"])
def show_todo(request: HttpRequest) -> HttpResponse:
    """Pages to verify, proposals, drafts and translations; a POST says of one page that it is still true."""
    if request.method == "POST":
        return _still_true(request)
    user, today, now = person_of(request), timezone.localdate(), timezone.now()
    due = services.pages_due(today)
    due.sort(key=lambda page: user.pk not in (page.owner_id, None if page.owner_id else page.updated_by_id))
    versions = Revision.objects.select_related("faq", "article", "author", "reviewer").defer("body", "summary")
    mine = versions.open_work().filter(author=user)
    context = frame(
        request,
        _("To do"),
        due=[(page, Revision.field_of(page), address_of(page, "change")) for page in due[:SHOWN]],
        due_count=len(due),
        today=today,
        proposals=versions.waiting_for_review()[:SHOWN] if may_review(user) else [],
        proposal_count=Revision.objects.waiting_for_review().count() if may_review(user) else 0,
        may_review=may_review(user),
        drafts=mine.order_by("-created_at")[:SHOWN],
        decided=versions.filter(author=user, reviewed_at__gte=now - LATELY)
        .exclude(reviewer=None)
        .order_by("-reviewed_at")[:SHOWN],
        outdated=[(language, counts) for language, counts in counts_by_language().items() if counts[State.OUTDATED]],
        may_change=_may_change(user),
    )
    return render(request, "admin/knowledge/todo.html", context)


def _still_true(request: HttpRequest) -> HttpResponse:
    model = KINDS.get(request.POST.get("kind", ""))
    key = request.POST.get("page", "")
    if model is None or not key.isdecimal() or len(key) > 18:
        raise Http404
    page = find_page(model, int(key))
    if not policies.can_change_page(request.user, page):
        raise PermissionDenied
    page = services.mark_verified(page, by=request.user)
    text = _("“%(page)s” is to be checked again by %(day)s.")
    messages.success(request, text % {"page": page, "day": page.verify_by})
    return redirect("admin:knowledge_revision_todo")


def may_review(user) -> bool:
    return user.has_perm("knowledge.review_revision")


def _may_change(user) -> bool:
    return any(policies.can_change_page(user, model) for model in KINDS.values())


def places_for(request: HttpRequest) -> list[dict[str, Any]]:
    """The pages for versions in the side bar; what waits for the person is counted."""
    user = request.user
    if not user.has_perm(SEE_VERSIONS):
        return []
    proposals = Revision.objects.waiting_for_review().count() if may_review(user) else 0
    places: list[dict[str, Any]] = [
        {"title": _("To do"), "icon": "checklist", "link": reverse("admin:knowledge_revision_todo")},
        {"title": _("To review"), "icon": "rate_review", "link": reverse("admin:knowledge_revision_review")},
        {"title": _("Translations"), "icon": "translate", "link": reverse("admin:knowledge_revision_translations")},
    ]
    if proposals:
        places[1] |= {"badge": proposals, "badge_variant": "warning"}
    return [{**place, "active": request.path.startswith(place["link"])} for place in places]


def figures_for(user) -> list[dict[str, Any]]:
    """How the help centre stands, for the first page of those who keep it; at most eight queries."""
    if not user.has_perm(SEE_VERSIONS):
        return []
    todo, proposals = reverse("admin:knowledge_revision_todo"), Revision.objects.waiting_for_review().count()
    figures: list[dict[str, Any]] = [
        {
            "number": proposals,
            "label": _("To review"),
            "url": reverse("admin:knowledge_revision_review"),
            "alert": proposals,
        }
    ]
    if not _may_change(user):
        return figures
    due = len(services.pages_due(timezone.localdate()))
    outdated = sum(counts[State.OUTDATED] for counts in counts_by_language().values())
    return [
        {"number": due, "label": _("To verify"), "url": todo, "alert": due},
        *figures,
        {
            "number": outdated,
            "label": _("Outdated translations"),
            "url": f"{reverse('admin:knowledge_revision_translations')}?state={State.OUTDATED}",
        },
        {
            "number": Revision.objects.open_work().filter(author=user).count(),
            "label": _("Your open texts"),
            "url": todo,
        },
    ]
