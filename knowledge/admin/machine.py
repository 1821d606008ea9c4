"""Machine drafts of translations: asked for one by one beside the original, or for many pages from the list."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST
from unfold.admin import ModelAdmin

from supportdesk.core import llm
from supportdesk.core.choices import Language
from supportdesk.core.exceptions import Refusal

from .. import policies, services
from ..models import FAQ, Article
from .editing import address_of, find_language, find_page, must_change, route

MOST_PAGES = 100


@dataclass(frozen=True)
class MachineOffer:
    """What the translator is told and offered; `url` takes a POST."""

    url: str
    is_under_way: bool
    failure: str


def machine_offer(page: FAQ | Article, language: Language) -> MachineOffer | None:
    """None where no language model is configured, and where no draft is needed."""
    if not llm.is_configured() or not services.needs_machine_draft(page, language):
        return None
    drafting = services.drafting_of(page, language)
    return MachineOffer(address_of(page, "machine", language), drafting.is_under_way, drafting.failure)


class MachineDraftAdmin(ModelAdmin):
    """Base class of the admins of FAQs and articles."""

    def get_urls(self):
        name = f"knowledge_{self.opts.model_name}_machine"
        return [route("<int:key>/translate/<str:language>/machine/", self.machine_view, name), *super().get_urls()]

    @method_decorator(require_POST)
    def machine_view(self, request: HttpRequest, key: int, language: str) -> HttpResponse:
        page, wanted = find_page(self.model, key), find_language(language)
        must_change(request, page)
        try:
            services.draft_translation(page, by=request.user, language=wanted)
        except Refusal as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("A machine is writing the draft. It is here within a minute or two."))
        return redirect(address_of(page, "translate", wanted) if wanted != Language.EN else address_of(page, "change"))

    def get_actions(self, request: HttpRequest):
        actions = super().get_actions(request)
        if llm.is_configured() and policies.can_change_page(request.user, self.model):
            return actions
        return {name: action for name, action in actions.items() if name != "draft_by_machine"}

    @admin.action(description=gettext_lazy("Draft missing translations by machine"), permissions=["change"])
    def draft_by_machine(self, request: HttpRequest, queryset) -> None:
        pages = list(queryset.published().order_by("pk")[: MOST_PAGES + 1])
        if len(pages) > MOST_PAGES:
            told = _("At most %(most)d pages at once, please.") % {"most": MOST_PAGES}
            self.message_user(request, told, messages.ERROR)
            return
        asked = sum(services.draft_missing_translations(page, by=request.user) for page in pages)
        told = ngettext("%(count)d draft will be written.", "%(count)d drafts will be written.", asked) % {"count": asked}
        self.message_user(request, told, messages.SUCCESS if asked else messages.INFO)
