"""Translations: how far they are, and writing one with the original beside it."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import CharField, Value
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from supportdesk.core.choices import Language
from supportdesk.core.exceptions import Refusal

from .. import services
from ..models import FAQ, Article, Revision, Words
from .comparing import compare_words
from .editing import PageModel, address_of, find_language, find_page, frame, label_of, must_change, person_of, versions_address
from .forms import SAVE, TranslationForm, TranslationsFilter
from .machine import machine_offer
from .states import TARGETS, counts_by_language, in_state, rows_of
from .versions import decide, may_publish, said_of

A_PAGE = 40
STILL_RIGHT = "still_right"
Status = Revision.Status


@require_safe
def show_translations(request: HttpRequest) -> HttpResponse:
    """Published pages by traffic with the state of each language."""
    form = TranslationsFilter(request.GET)
    asked = form.usable()
    shown = Paginator(_pages_by_traffic(asked), A_PAGE).get_page(request.GET.get("page"))
    wanted = asked.get("lang")
    context = frame(
        request,
        _("Translations"),
        form=form,
        is_filtered=any(asked.values()),
        pages=shown,
        rows=rows_of(_fetched(shown.object_list)),
        languages=[language for language in TARGETS if not wanted or language == wanted],
        wanted=wanted,
        counts=[(language, counts) for language, counts in counts_by_language().items()],
    )
    return render(request, "admin/knowledge/translations.html", context)


def _pages_by_traffic(asked: dict):
    """Kind and key of the pages asked for, the most read first."""
    languages = [asked["lang"]] if asked.get("lang") else TARGETS
    found = []
    for model in (FAQ, Article):
        kind = Revision.field_of(model)
        if asked.get("kind") not in ("", None, kind):
            continue
        pages = model.objects.published().annotate(kind=Value(kind, output_field=CharField()))
        if asked.get("category"):
            pages = pages.filter(category=asked["category"])
        if asked.get("state"):
            pages = pages.filter(in_state(model, asked["state"], languages))
        found.append(pages.order_by().values_list("kind", "pk", "view_count"))
    return found[0].union(*found[1:]).order_by("-view_count", "kind", "pk")


def _fetched(keys) -> list[FAQ | Article]:
    wanted = [(kind, pk) for kind, pk, _views in keys]
    there = {}
    for model in (FAQ, Article):
        kind = Revision.field_of(model)
        for page in model.objects.filter(pk__in=[pk for name, pk in wanted if name == kind]):
            there[(kind, page.pk)] = page
    return [there[key] for key in wanted if key in there]


@require_http_methods(["GET", "HEAD", "POST"])
def show_translator(request: HttpRequest, model: PageModel, key: int, code: str) -> HttpResponse:
    """The original beside its translation. Refusals answer 409 with what was typed."""
    page, language = find_page(model, key), find_language(code)
    if language == Language.EN:
        raise Http404
    must_change(request, page)
    draft = Revision.objects.of(page, language).open_work().order_by("-number").first()
    if request.method != "POST":
        return _page(request, page, language, draft, _fresh_form(page, language, draft))
    form = TranslationForm(request.POST, page=page, language=language)
    if request.POST.get("do") != STILL_RIGHT and not form.is_valid():
        return _page(request, page, language, draft, form, status=409)
    try:
        if request.POST.get("do") == STILL_RIGHT:
            original = _original(page, request.POST.get("original", ""))
            done = services.confirm_translation(page, by=request.user, language=language, original=original)
        else:
            done = _write(request, page, language, draft, form)
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return _page(request, page, language, draft, form, status=409)
    messages.success(request, said_of(done))
    return redirect(address_of(page, "translate", language))


def _fresh_form(page: FAQ | Article, language: Language, draft: Revision | None) -> TranslationForm:
    original = services.live_revision(page, Language.EN)
    words = draft.words if draft else page.words_in(language)
    initial = {
        **words._asdict(),
        "comment": draft.comment if draft else "",
        "publish_at": draft.publish_at if draft else None,
        "seen": services.fingerprint(words),
        "original": original.pk if original else None,
    }
    if isinstance(page, FAQ):
        initial["phrasings"] = "\n".join(page.phrasings.filter(language=language).values_list("text", flat=True))
    return TranslationForm(initial=initial, page=page, language=language)


@transaction.atomic
def _write(
    request: HttpRequest, page: FAQ | Article, language: Language, draft: Revision | None, form: TranslationForm
) -> Revision:
    """The other ways to ask, the text, and what becomes of it: all of it, or nothing."""
    cleaned = form.cleaned_data
    if isinstance(page, FAQ):
        services.replace_phrasings(page, by=request.user, phrasings={language: cleaned["phrasings"]})
    words = form.words()
    source = _original(page, str(cleaned["original"] or ""))
    seen = "" if cleaned["over_newer"] else cleaned["seen"]
    if draft is None:
        written = services.write_draft(
            page, by=request.user, language=language, words=words, comment=cleaned["comment"], translated_from=source, seen=seen
        )
    elif _differs(draft, words, cleaned["comment"]) or request.POST.get("do") == SAVE:
        written = services.change_draft(
            draft, by=request.user, words=words, comment=cleaned["comment"], translated_from=source, seen=seen
        )
    else:
        written = draft
    return decide(written, request, cleaned)


def _differs(draft: Revision, words: Words, comment: str) -> bool:
    """Other line breaks, as browsers send them, are no difference: a machine's draft stays one when it is only published."""
    return (services.fingerprint(draft.words), draft.comment) != (services.fingerprint(words), comment)


def _original(page: FAQ | Article, key: str) -> Revision | None:
    """The version of the original that the translator had before them, if it is one of this page."""
    if not key.isdecimal() or len(key) > 18:
        return None
    return Revision.objects.of(page, Language.EN).filter(pk=int(key)).first()


def _page(
    request: HttpRequest,
    page: FAQ | Article,
    language: Language,
    draft: Revision | None,
    form: TranslationForm,
    *,
    status: int = 200,
) -> HttpResponse:
    original = services.live_revision(page, Language.EN)
    live = services.live_revision(page, language)
    made = draft or live
    source = made.translated_from if made else None
    words = original.words if original else page.words_in(Language.EN)
    asker = draft or Revision(**{Revision.field_of(page): page}, language=language, author=person_of(request))
    context = frame(
        request,
        str(page),
        page=page,
        language=language,
        form=form,
        draft=draft,
        live=live,
        original=original,
        source=source,
        original_fields=_fields(page, words),
        changes=compare_words(page, source.words, words) if source and original and source.pk != original.pk else [],
        is_outdated=language in page.outdated,
        against_live=_clash(page, language, form, status),
        original_phrasings=list(page.phrasings.filter(language=Language.EN)) if isinstance(page, FAQ) else [],
        may_publish=page.is_published and may_publish(request.user, asker),
        versions_url=versions_address(page, language),
        page_url=address_of(page, "change"),
        machine=machine_offer(page, language),
        others=[(other, address_of(page, "translate", other)) for other in TARGETS if other != language],
    )
    return render(request, "admin/knowledge/translate.html", context, status=status)


def _fields(page: FAQ | Article, words: Words) -> list[tuple[str, str, str]]:
    """Name, label and text of each part that this kind of page has."""
    return [
        (name, label_of(page, column), text)
        for name, text, column in zip(Words._fields, words, page.WORDS, strict=True)
        if column
    ]


def _clash(page: FAQ | Article, language: Language, form: TranslationForm, status: int) -> list:
    """After a refusal: the live text beside what was typed, when they differ."""
    live = services.live_revision(page, language)
    if status != 409 or live is None or not hasattr(form, "cleaned_data"):
        return []
    return compare_words(page, live.words, form.words())
