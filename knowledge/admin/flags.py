"""What readers report of pages: a queue, oldest first, decided page by page with a reason; and what was decided."""

from __future__ import annotations

from dataclasses import dataclass, field

from django import forms
from django.contrib import admin, messages
from django.db.models import Q
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from supportdesk.core.exceptions import Refusal

from .. import policies, services
from ..models import FAQ, AboutPage, Article, ContentFlag, Tutorial
from .frames import FramedAdmin, chosen, editor_of, rows_of

LIST = "admin:knowledge_contentflag_changelist"
# So many are shown at once; the next ones come when these are decided.
MOST = 200
KINDS = ("faq", "article", "tutorial")
Status = ContentFlag.Status


class DecisionForm(forms.Form):
    """What is decided on the flags that are ticked."""

    flags = forms.ModelMultipleChoiceField(ContentFlag.objects.all())
    verdict = forms.ChoiceField(choices=[("uphold", _("Uphold")), ("dismiss", _("Dismiss"))])
    decision = forms.CharField(label=gettext_lazy("Reason"), max_length=500)
    then = forms.ChoiceField(choices=[("", ""), ("take_down", ""), ("edit", "")], required=False)


@dataclass
class Case:
    """The open flags of one page, the oldest first, and what was decided on that page before."""

    page: FAQ | Article | Tutorial
    kind: str
    editor: str
    may_decide: bool
    flags: list[ContentFlag] = field(default_factory=list)
    earlier: list[ContentFlag] = field(default_factory=list)

    @property
    def kind_name(self) -> str:
        return str(self.page._meta.verbose_name)


@admin.register(ContentFlag)
class ContentFlagAdmin(FramedAdmin):
    def changelist_view(self, request, extra_context=None):
        context = self.frame(request, _("Flags"))
        if request.method == "POST":
            return self._decide(request)
        tab = chosen(request, "tab", ("open", "decided"), "open")
        flags = ContentFlag.objects.select_related(*KINDS, "user", "decided_by")
        shown: dict = {"tab": tab, "waiting": ContentFlag.objects.to_decide().count()}
        if tab == "open":
            shown["cases"] = self._cases(request, list(flags.to_decide()[:MOST]))
        else:
            decided = flags.exclude(status=Status.OPEN).order_by("-decided_at", "-pk")
            shown["page"] = rows_of(request, decided)
            shown["rows"] = [(flag, flag.page._meta.verbose_name) for flag in shown["page"]]
        return TemplateResponse(request, "admin/knowledge/flags.html", {**context, **shown})

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """A flag has no page of its own; old links lead to the queue."""
        return redirect(LIST)

    def _cases(self, request, flags: list[ContentFlag]) -> list[Case]:
        cases: dict[tuple[str, int], Case] = {}
        for flag in flags:
            kind = AboutPage.field_of(flag.page)
            case = cases.get((kind, flag.page.pk))
            if case is None:
                editor = reverse(editor_of(flag.page), args=[flag.page.pk])
                may_decide = policies.can_decide_flag(request.user, flag)
                case = cases[kind, flag.page.pk] = Case(flag.page, kind, editor, may_decide)
            case.flags.append(flag)
        for flag in self._decided_on(cases):
            kind = next(name for name in KINDS if getattr(flag, f"{name}_id"))
            cases[kind, getattr(flag, f"{kind}_id")].earlier.append(flag)
        return list(cases.values())

    def _decided_on(self, cases: dict[tuple[str, int], Case]) -> list[ContentFlag]:
        about = Q()
        for wanted in KINDS:
            about |= Q(**{f"{wanted}_id__in": [pk for kind, pk in cases if kind == wanted]})
        decided = ContentFlag.objects.filter(about).exclude(status=Status.OPEN) if cases else ContentFlag.objects.none()
        return list(decided.select_related("decided_by").order_by("-decided_at", "-pk")[:MOST])

    def _decide(self, request) -> HttpResponse:
        form = DecisionForm(request.POST)
        if not form.is_valid():
            missing = "decision" in form.errors
            text = _("Say why, in a few words.") if missing else _("Choose at least one flag, and what becomes of it.")
            self.message_user(request, text, messages.ERROR)
            return redirect(LIST)
        words, flags = form.cleaned_data, list(form.cleaned_data["flags"])
        upheld = words["verdict"] == "uphold"
        try:
            decided = services.decide_flags(
                flags, by=request.user, upheld=upheld, decision=words["decision"], take_down=words["then"] == "take_down"
            )
        except Refusal as refusal:
            self.refuse(request, refusal)
            return redirect(LIST)
        self.message_user(request, self._done(len(decided), upheld=upheld), messages.SUCCESS)
        if upheld and words["then"] == "edit":
            page = decided[0].page
            return HttpResponseRedirect(reverse(editor_of(page), args=[page.pk]))
        return redirect(LIST)

    def _done(self, count: int, *, upheld: bool) -> str:
        if upheld:
            text = ngettext("%(count)d flag was upheld.", "%(count)d flags were upheld.", count)
        else:
            text = ngettext("%(count)d flag was dismissed.", "%(count)d flags were dismissed.", count)
        return text % {"count": count}
