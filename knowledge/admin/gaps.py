"""What is missing: questions that the help centre does not answer, and what becomes of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from supportdesk.core.choices import Language
from supportdesk.core.exceptions import NotFound, Refusal
from supportdesk.core.markup import render_article
from supportdesk.core.search import Hit, search

from .. import policies, services
from ..models import FAQ, ContentGap, FAQCategory
from .frames import FramedAdmin, chosen, editor_of, rows_of

LIST, ONE = "admin:knowledge_contentgap_changelist", "admin:knowledge_contentgap_change"
NEAREST = 5
# Between the subject of a ticket and its story.
TELLS_MORE = " — "
Source, Status = ContentGap.Source, ContentGap.Status


def _link_to_ticket(number: str) -> str:
    return f"{reverse('admin:tickets_supportticket_changelist')}?{urlencode({'q': number, 'tab': 'settled'})}"


def _link_to_conversation(pk: str) -> str:
    return reverse("admin:assistant_aisupportconversation_change", args=[pk])


# Where it was asked is private: shown to those who may see that, with a way there. Searches have no such place.
PRIVATE = {
    Source.TICKET: ("tickets.view_supportticket", _link_to_ticket),
    Source.ASSISTANT: ("assistant.view_aisupportconversation", _link_to_conversation),
}


@dataclass(frozen=True)
class Near:
    """An FAQ that may answer it already. `chance` is a probability in per cent."""

    hit: Hit
    chance: int


class AnswerForm(forms.Form):
    """An FAQ that answers the question already, and how the question was worded."""

    faq = forms.ModelChoiceField(FAQ.objects.published())
    wording = forms.CharField(label=gettext_lazy("Also asked as"), max_length=250, required=False)


class DraftForm(forms.Form):
    """A first draft: in the language of the question, and in English, which every FAQ has."""

    category: forms.ModelChoiceField = forms.ModelChoiceField(
        FAQCategory.objects.all(), label=gettext_lazy("Category"), empty_label=None
    )
    wording = forms.CharField(label=gettext_lazy("Also asked as"), max_length=250, required=False)

    def __init__(self, gap: ContentGap, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.languages = list(dict.fromkeys([gap.language, Language.EN.value]))
        for language in self.languages:
            own = language == gap.language
            attrs = {"lang": language, "dir": "rtl" if language == Language.AR else "ltr"}
            self.fields[f"question_{language}"] = forms.CharField(
                label=gettext_lazy("Question"), max_length=250, initial=wording_of(gap) if own else "", widget=_line(attrs)
            )
            self.fields[f"answer_{language}"] = forms.CharField(
                label=gettext_lazy("Answer"), initial=gap.answer if own else "", widget=forms.Textarea({"rows": 7, **attrs})
            )

    def parts(self) -> list[tuple[str, str, forms.BoundField, forms.BoundField]]:
        """For each language its code, its name, and the two fields."""
        return [
            (language, Language(language).label, self[f"question_{language}"], self[f"answer_{language}"])
            for language in self.languages
        ]

    def texts(self) -> dict[str, dict[str, str]]:
        return {
            language: {part: self.cleaned_data[f"{part}_{language}"] for part in ("question", "answer")}
            for language in self.languages
        }


def _line(attrs: dict[str, str]) -> forms.TextInput:
    return forms.TextInput(attrs)


def wording_of(gap: ContentGap) -> str:
    """The question alone; of a ticket the subject, without the story after it."""
    return gap.question.partition(TELLS_MORE)[0] if gap.source == Source.TICKET else gap.question


@admin.register(ContentGap)
class ContentGapAdmin(FramedAdmin):
    """The list of what is missing, and a page for each question."""

    place_title = gettext_lazy("What is missing")

    def changelist_view(self, request, extra_context=None):
        context = self.frame(request, _("What is missing"))
        if request.method == "POST":
            return self._decide_in_list(request)
        status = chosen(request, "status", Status.values, Status.OPEN)
        source, language = chosen(request, "source", Source.values), chosen(request, "language", Language.values)
        found = ContentGap.objects.filter(status=status).order_by("-times", "-last_asked_at", "pk").select_related("faq")
        found = found.filter(source=source) if source else found
        found = found.filter(language=language) if language else found
        counts = dict(ContentGap.objects.order_by().values_list("status").annotate(Count("pk")))
        page = rows_of(request, found)
        return TemplateResponse(
            request,
            "admin/knowledge/gaps.html",
            {
                **context,
                "tabs": [(value, label, counts.get(value, 0)) for value, label in Status.choices],
                "status": status,
                "sources": Source.choices,
                "source": source,
                "languages": Language.choices,
                "language": language,
                "page": page,
                "most": max((gap.times for gap in page), default=1) or 1,
                "undo": self._put_aside_now(request),
                "may_decide": policies.can_decide_gap(request.user),
            },
        )

    def change_view(self, request, object_id, form_url="", extra_context=None):
        context = self.frame(request, _("What is missing"))
        gap = self._gap(object_id)
        do, wording = request.POST.get("do"), {"wording": wording_of(gap)}
        draft = DraftForm(gap, request.POST if do == "draft" else None, initial=wording)
        answer = AnswerForm(request.POST if do == "answer" else None, initial=wording)
        if request.method == "POST" and (done := self._decide(request, gap, draft, answer)):
            return done
        return TemplateResponse(request, "admin/knowledge/gap.html", {**context, **self._shown(request, gap, draft, answer)})

    def _shown(self, request: HttpRequest, gap: ContentGap, draft: DraftForm, answer: AnswerForm) -> dict[str, Any]:
        find = request.GET.get("find", "").strip()[:200]
        near, confidence = self._nearest(request, gap, find)
        # On the shelf of the nearest FAQ, as a rule.
        draft.initial["category"] = FAQCategory.objects.filter(slug=near[0].hit.category).first() if near else None
        permission, link = PRIVATE.get(Source(gap.source), ("", None))
        may_see = bool(permission) and request.user.has_perm(permission)
        wording, _dash, story = gap.question.partition(TELLS_MORE) if gap.source == Source.TICKET else (gap.question, "", "")
        return {
            "gap": gap,
            "wording": wording,
            "story": story,
            "proposed": render_article(gap.answer) if gap.answer else "",
            "near": near,
            "is_likely": confidence >= settings.ASSISTANT_OFFER_AT,
            "find": find,
            "draft": draft,
            "answer": answer,
            "places": [(reference, link(reference)) for reference in gap.references] if may_see and link else [],
            "hidden_places": 0 if may_see else len(gap.references),
            "elsewhere": ContentGap.objects.filter(language=gap.language, key=gap.key).exclude(pk=gap.pk).order_by("pk"),
            "may_decide": policies.can_decide_gap(request.user),
            "may_write": policies.can_add_page(request.user, FAQ),
            "dir": "rtl" if gap.language == Language.AR else "ltr",
        }

    def _nearest(self, request: HttpRequest, gap: ContentGap, find: str) -> tuple[list[Near], float]:
        """The published FAQs nearest to the question, or to what the editor looks for; and how sure the first is."""
        results = search(find or wording_of(gap), language=gap.language, user=request.user, kinds=["faq"], limit=NEAREST)
        hits = results.hits or results.nearest
        best = hits[0].score if hits else 0.0
        return [
            Near(hit, round(100 * min(results.confidence * (hit.score / best if best else 1.0), 1.0))) for hit in hits
        ], results.confidence

    def _decide(self, request, gap: ContentGap, draft: DraftForm, answer: AnswerForm) -> HttpResponse | None:
        """Do what a button asks for; None when its form has to be shown again."""
        do = request.POST.get("do")
        try:
            if do == "draft":
                return self._write(request, gap, draft) if draft.is_valid() else None
            if do == "answer":
                if not answer.is_valid():
                    return None
                words = answer.cleaned_data
                services.answer_gap(gap, by=request.user, faq=words["faq"], wording=words["wording"])
                self.message_user(request, _("Answered. The FAQ is found by these words from now on."), messages.SUCCESS)
            elif do == "dismiss":
                services.dismiss_gap(gap, by=request.user)
                return self._to_list(aside=gap.pk)
            elif do == "reopen":
                services.reopen_gap(gap, by=request.user)
                self.message_user(request, _("The question is open again."), messages.SUCCESS)
        except Refusal as refusal:
            self.refuse(request, refusal)
        return redirect(ONE, gap.pk)

    def _write(self, request, gap: ContentGap, form: DraftForm) -> HttpResponse:
        words = form.cleaned_data
        try:
            faq = services.draft_faq(
                gap, by=request.user, category=words["category"], texts=form.texts(), wording=words["wording"]
            )
        except services.GapDecided:
            # A second click comes here: the draft of the first is what the person wants to see.
            gap.refresh_from_db()
            if gap.faq is None:
                raise
            faq = gap.faq
        self.message_user(request, _("The draft is written. Check it, then publish it."), messages.SUCCESS)
        return redirect(editor_of(faq), faq.pk)

    def _decide_in_list(self, request) -> HttpResponse:
        gap = self._gap(request.POST.get("gap", ""))
        try:
            if request.POST.get("do") == "dismiss":
                services.dismiss_gap(gap, by=request.user)
                return self._to_list(request, aside=gap.pk)
            if request.POST.get("do") == "reopen":
                services.reopen_gap(gap, by=request.user)
                self.message_user(request, _("The question is open again."), messages.SUCCESS)
        except Refusal as refusal:
            self.refuse(request, refusal)
        return self._to_list(request)

    def _to_list(self, request: HttpRequest | None = None, **more: Any) -> HttpResponseRedirect:
        """The list as it was filtered."""
        kept = {name: value for name, value in request.GET.items() if name != "aside"} if request else {}
        query = urlencode({**kept, **more})
        return HttpResponseRedirect(f"{reverse(LIST)}?{query}" if query else reverse(LIST))

    def _put_aside_now(self, request: HttpRequest) -> ContentGap | None:
        """What was put aside a moment ago and may be taken back."""
        pk = request.GET.get("aside", "")
        return ContentGap.objects.filter(pk=pk, status=Status.DISMISSED).first() if _is_key(pk) else None

    def _gap(self, pk: str) -> ContentGap:
        gap = ContentGap.objects.select_related("faq", "decided_by").filter(pk=pk).first() if _is_key(pk) else None
        if gap is None:
            raise Http404(str(NotFound()))
        return gap


def _is_key(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 19
