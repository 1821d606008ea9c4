"""The versions of a page: their list with two of them side by side, one as readers see it, and writing on a draft."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from supportdesk.core.choices import Language
from supportdesk.core.exceptions import Refusal
from supportdesk.core.markup import render_article

from .. import policies, services
from ..models import FAQ, Article, Revision
from ..services.versions import NotOpen, TextMovedOn
from .comparing import compare_words
from .editing import PageModel, address_of, address_of_version, find_page, find_version, frame, must_change, versions_address
from .forms import DISCARD, PROPOSE, PUBLISH, SAVE, SCHEDULE, VersionForm

A_PAGE = 50


@dataclass(frozen=True)
class Comparison:
    """Two versions side by side; `old` is None when there was nothing before."""

    old: Revision | None
    new: Revision
    parts: list


@require_safe
def show_versions(request: HttpRequest, model: PageModel, key: int) -> HttpResponse:
    """All versions of a page in one language, the newest first, and two of them compared."""
    page = find_page(model, key)
    language = request.GET.get("lang", Language.EN.value)
    if language not in Language.values:
        raise Http404
    found = Revision.objects.of(page, language).select_related("author", "reviewer", "translated_from")
    live = services.live_revision(page, language)
    shown = Paginator(found.defer("body", "summary").order_by("-number"), A_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "admin/knowledge/versions.html",
        frame(
            request,
            str(page),
            page=page,
            language=Language(language),
            tabs=_tabs(page),
            versions=shown,
            live=live,
            comparison=_compared(page, language, live, request.GET.get("old", ""), request.GET.get("new", "")),
            may_change=policies.can_change_page(request.user, page),
        ),
    )


def _tabs(page: FAQ | Article) -> list[tuple[Language, int]]:
    """The languages with how many versions each has."""
    written = list(Revision.objects.of(page).values_list("language", flat=True))
    return [(language, written.count(language.value)) for language in Language]


def _compared(page: FAQ | Article, language: str, live: Revision | None, old: str, new: str) -> Comparison | None:
    """The two whose numbers were asked for; else the live one and what it took the place of."""
    versions = Revision.objects.of(page, language)
    first, second = (versions.filter(number=int(text)).first() if _is_number(text) else None for text in (old, new))
    if first and second and first.number > second.number:
        first, second = second, first
    if second is None or first is None:
        second = live or versions.order_by("-number").first()
        if second is None:
            return None
        first = versions.published().live_first().exclude(pk=second.pk).filter(number__lt=second.number).first()
    return Comparison(first, second, compare_words(page, first.words, second.words) if first else [])


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 10


@require_safe
def show_version(request: HttpRequest, key: int) -> HttpResponse:
    """One version with everything that is known of it."""
    revision = find_version(key)
    page, user = revision.page, request.user
    live = services.live_revision(page, revision.language)
    may_change = policies.can_change_page(user, page)
    return render(
        request,
        "admin/knowledge/version.html",
        frame(
            request,
            revision.title or str(page),
            revision=revision,
            page=page,
            live=live,
            is_live=live is not None and live.pk == revision.pk,
            html=render_article(revision.body),
            parts=compare_words(page, live.words, revision.words) if live and live.pk != revision.pk else [],
            may_change=may_change,
            may_revert=may_change and page.words_in(revision.language) != revision.words,
            versions_url=versions_address(page, revision.language),
        ),
    )


@require_safe
def preview_version(request: HttpRequest, key: int) -> HttpResponse:
    """The version inside of the portal's own frame, in its language, as its readers would see it."""
    revision = find_version(key)
    with translation.override(revision.language):
        return render(
            request,
            "admin/knowledge/preview.html",
            {
                "revision": revision,
                "html": render_article(revision.body),
                "back": address_of_version(revision),
                "LANGUAGE_CODE": revision.language,
            },
        )


@require_http_methods(["POST"])
def open_draft(request: HttpRequest, key: int) -> HttpResponse:
    """Begin a draft with the text of this version."""
    revision = find_version(key)
    must_change(request, revision.page)
    draft = services.write_draft(
        revision.page,
        by=request.user,
        language=revision.language,
        words=revision.words,
        translated_from=revision.translated_from,
    )
    messages.success(request, _("A draft with this text is open. Readers do not see it yet."))
    return redirect(address_of_version(draft, "edit"))


@require_http_methods(["GET", "HEAD", "POST"])
def revert_version(request: HttpRequest, key: int) -> HttpResponse:
    """Bring an earlier text back, once the person has seen what that changes."""
    revision = find_version(key)
    page = revision.page
    must_change(request, page)
    error = ""
    if request.method == "POST":
        try:
            again = services.revert_to(revision, by=request.user, comment=request.POST.get("comment", "").strip()[:300])
        except Refusal as refusal:
            error = str(refusal)
        else:
            messages.success(request, said_of(again))
            return redirect(versions_address(page, revision.language))
    context = frame(
        request,
        str(page),
        revision=revision,
        page=page,
        error=error,
        proposes=page.is_published and not policies.can_publish_own(request.user, page),
        parts=compare_words(page, page.words_in(revision.language), revision.words),
        back=address_of_version(revision),
    )
    return render(request, "admin/knowledge/revert.html", context, status=409 if error else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def edit_draft(request: HttpRequest, key: int) -> HttpResponse:
    """Write on a version that is not decided yet. Refusals answer 409 with what was typed."""
    revision = find_version(key)
    page = revision.page
    must_change(request, page)
    if not revision.is_open:
        messages.error(request, str(NotOpen()))
        return redirect(address_of_version(revision))
    if request.method != "POST":
        initial = {
            **revision.words._asdict(),
            "significance": revision.significance,
            "comment": revision.comment,
            "publish_at": revision.publish_at,
            "seen": services.fingerprint(revision.words),
        }
        return _edit_page(request, revision, VersionForm(initial=initial, page=page, language=revision.language))
    if request.POST.get("do") == DISCARD:
        return _discard(request, revision)
    form = VersionForm(request.POST, page=page, language=revision.language)
    if not form.is_valid():
        return _edit_page(request, revision, form, status=409)
    try:
        done = _write(revision, request, form)
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return _edit_page(request, revision, form, status=409, refusal=refusal)
    messages.success(request, said_of(done))
    return redirect(address_of_version(done, "edit" if done.status == Revision.Status.DRAFT else "change"))


@transaction.atomic
def _write(revision: Revision, request: HttpRequest, form: VersionForm) -> Revision:
    """The text and what becomes of it: both, or neither."""
    cleaned = form.cleaned_data
    kept = (revision.words, revision.significance, revision.comment)
    if kept != (form.words(), cleaned["significance"], cleaned["comment"]) or request.POST.get("do") == SAVE:
        revision = services.change_draft(
            revision,
            by=request.user,
            words=form.words(),
            significance=cleaned["significance"],
            comment=cleaned["comment"],
            seen="" if cleaned["over_newer"] else cleaned["seen"],
        )
    return decide(revision, request, cleaned)


def decide(revision: Revision, request: HttpRequest, cleaned: dict[str, Any]) -> Revision:
    """Do what the pressed button says with a draft that was saved."""
    do, at, over_newer = request.POST.get("do"), cleaned["publish_at"], cleaned["over_newer"]
    may_publish = policies.can_publish_revision(request.user, revision)
    if do == PUBLISH or (do == SCHEDULE and may_publish):
        return services.publish_revision(revision, by=request.user, at=at if do == SCHEDULE else None, over_newer=over_newer)
    if do in (PROPOSE, SCHEDULE):
        return services.propose_revision(revision, by=request.user, at=at if do == SCHEDULE else None)
    return revision


def _discard(request: HttpRequest, revision: Revision) -> HttpResponse:
    try:
        services.discard_draft(revision, by=request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect(address_of_version(revision, "edit"))
    messages.success(request, _("The draft is gone."))
    return redirect(versions_address(revision.page, revision.language))


def _edit_page(
    request: HttpRequest, revision: Revision, form: VersionForm, *, status: int = 200, refusal: Refusal | None = None
) -> HttpResponse:
    page = revision.page
    live = services.live_revision(page, revision.language)
    moved_on = live is not None and live.pk != revision.based_on_id
    typed = form.words() if form.is_bound and hasattr(form, "cleaned_data") else revision.words
    stored = Revision.objects.filter(pk=revision.pk).first() or revision
    clash = refusal is not None and not isinstance(refusal, TextMovedOn) and stored.words != typed
    context = frame(
        request,
        revision.title or str(page),
        revision=revision,
        page=page,
        form=form,
        live=live,
        moved_on=moved_on,
        against_live=compare_words(page, live.words, typed) if live else [],
        against_stored=compare_words(page, stored.words, typed) if clash else [],
        may_publish=may_publish(request.user, revision),
        is_original=revision.language == Language.EN,
        translate_url="" if revision.language == Language.EN else address_of(page, "translate", revision.language),
        versions_url=versions_address(page, revision.language),
    )
    return render(request, "admin/knowledge/draft.html", context, status=status)


def may_publish(user, revision: Revision) -> bool:
    """As it stands, or with a text of one's own."""
    return policies.can_publish_revision(user, revision) or policies.can_publish_own(user, revision.page)


def said_of(revision: Revision) -> str:
    """What became of a version, for the person who did it."""
    match revision.status:
        case Revision.Status.PUBLISHED:
            return _("Version %(number)d is published. Readers see it now.") % {"number": revision.number}
        case Revision.Status.SCHEDULED:
            return _("Version %(number)d will be published at its time.") % {"number": revision.number}
        case Revision.Status.PROPOSED:
            return _("Version %(number)d waits for a reviewer. Until then readers see the text before.") % {
                "number": revision.number
            }
        case Revision.Status.REJECTED:
            return _("Version %(number)d was turned down. Its author is told why.") % {"number": revision.number}
    return _("Version %(number)d is saved as a draft. Readers do not see it yet.") % {"number": revision.number}


def refuse_to_write(request: HttpRequest) -> None:
    """A version is changed by its own pages alone."""
    if request.method not in ("GET", "HEAD"):
        raise PermissionDenied
