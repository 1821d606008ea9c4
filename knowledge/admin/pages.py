"""What the forms of FAQs and articles share: standing, texts with what becomes of them, and what there is to do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth.models import Group
from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget, UnfoldAdminSelectWidget

from supportdesk.core import roles
from supportdesk.core.choices import Language
from supportdesk.core.exceptions import Refusal
from supportdesk.core.models import User

from .. import policies, services
from ..forms import PageForm
from ..models import FAQ, Article, Revision
from ..services.verifying import AHEAD
from ..services.versions import TextMovedOn
from .comparing import Part, compare_words
from .editing import SEE_VERSIONS, route, versions_address
from .figures import HelpfulColumn
from .languages import OutdatedFilter, TranslatedAdmin, UntranslatedFilter
from .states import Row, rows_of
from .translate import show_translator
from .versions import show_versions

KEEPERS = (roles.KNOWLEDGE_EDITOR, roles.KNOWLEDGE_REVIEWER, roles.ADMINISTRATOR)
STANDING: list[Any] = [
    ("category", "position"),
    ("status", "audience"),
    "groups",
    "expires_at",
    ("verify_by", "owner"),
    "tags",
    ("related_faqs", "related_articles"),
    "slug",
]
THIS_CHANGE: tuple[Any, Any] = (gettext_lazy("This change"), {"fields": [("significance", "comment"), ("outcome", "publish_at")]})
# What the services take as it stands in the form.
PLAIN = (
    *("category", "position", "status", "audience", "groups", "expires_at", "verify_by", "owner"),
    *("related_faqs", "related_articles", "slug", "significance", "comment", "outcome", "publish_at", "seen", "over_newer"),
)


class VerifyFilter(admin.SimpleListFilter):
    """What somebody should look at, because it was promised."""

    title = gettext_lazy("to verify")
    parameter_name = "verify"

    def lookups(self, request, model_admin):
        return [("late", _("overdue")), ("soon", _("within two weeks or overdue")), ("never", _("without a date"))]

    def queryset(self, request, queryset):
        today = timezone.localdate()
        match self.value():
            case "late":
                return queryset.due_for_verification(today - timedelta(days=1))
            case "soon":
                return queryset.due_for_verification(today + AHEAD)
            case "never":
                return queryset.published().filter(verify_by=None)
        return queryset


@dataclass(frozen=True)
class Collision:
    """A language in which somebody else wrote while the form was open."""

    language: Language
    parts: list[Part]


class PageAdmin(HelpfulColumn, TranslatedAdmin):
    list_filter = ["status", "audience", "category", UntranslatedFilter, OutdatedFilter, VerifyFilter, "tags"]
    list_select_related = ["category"]
    ordering = ["category__position", "position", "pk"]
    autocomplete_fields = ["tags", "related_faqs", "related_articles"]
    actions = ["still_true"]
    change_form_outer_before_template = "admin/knowledge/matters.html"
    change_form_before_template = "admin/knowledge/collisions.html"

    class Media:
        js = ("js/knowledge-admin.js",)

    conditional_fields = {"groups": "audience == 'groups'", "publish_at": "outcome == 'schedule'"}

    def get_urls(self):
        kind = self.opts.model_name
        return [
            route("<int:key>/versions/", self.versions_view, f"knowledge_{kind}_versions"),
            route("<int:key>/translate/<str:language>/", self.translate_view, f"knowledge_{kind}_translate"),
            *super().get_urls(),
        ]

    def versions_view(self, request, key: int):
        return show_versions(request, self.model, key)

    def translate_view(self, request, key: int, language: str):
        return show_translator(request, self.model, key, language)

    def get_queryset(self, request):
        """Drafts and what is kept for others are for those who write and review; an agent finds here what readers do."""
        pages = super().get_queryset(request)
        return pages if request.user.has_perm(SEE_VERSIONS) else pages.visible_to(request.user)  # type: ignore[attr-defined]

    # The form.

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "owner":
            kwargs["queryset"] = _keepers()
            kwargs["widget"] = UnfoldAdminSelectWidget()
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        if db_field.name == "groups":
            kwargs["queryset"] = Group.objects.order_by("name")
            kwargs["widget"] = UnfoldAdminCheckboxSelectMultipleWidget()
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name in ("owner", "groups") and field is not None:
            # Editors have no business in the lists of people and roles.
            field.widget = getattr(field.widget, "widget", field.widget)
        return field

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        if issubclass(form, PageForm):
            form.writer, form.refusal = request.user, getattr(request, "refusal", None)
        return form

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except Refusal as refusal:
            # Once more, with what the services said as an error of the form: so that no typed word is lost.
            request.refusal = refusal
            return super().changeform_view(request, object_id, form_url, extra_context)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj is not None and obj.pk:
            # As it is stored: what was typed is on `obj` already.
            page = self.model._default_manager.get(pk=obj.pk)
            context |= self._matters(request, page)
            if isinstance(getattr(request, "refusal", None), TextMovedOn):
                context["collisions"] = _collisions(context["adminform"].form, page)
            context["proposes"] = page.is_published and not policies.can_publish_own(request.user, page)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def _matters(self, request: HttpRequest, page: FAQ | Article) -> dict[str, Any]:
        """What is open about a page, for those who may see versions."""
        if not request.user.has_perm(SEE_VERSIONS):
            return {}
        open_work = Revision.objects.of(page).open_work().select_related("author").defer("body", "summary")
        if not page.is_published:
            # The form itself shows these drafts.
            open_work = open_work.exclude(status=Revision.Status.DRAFT)
        today = timezone.localdate()
        return {
            "page": page,
            "kind": Revision.field_of(page),
            "versions_url": versions_address(page, Language.EN),
            "may_change": policies.can_change_page(request.user, page),
            "row": _row_of(page),
            "open_work": open_work.order_by("language", "-number"),
            "live": Revision.objects.of(page).published().live_first().filter(language=Language.EN).only("pk", "number").first(),
            "verify_due": page.is_published and page.verify_by is not None and page.verify_by <= today + AHEAD,
            "verify_late": page.verify_by is not None and page.verify_by < today,
        }

    # Saving.

    def store(self, request: HttpRequest, page: FAQ | Article, form: PageForm, change: bool) -> FAQ | Article:
        """Hand the form to the service of its kind, and say what became of the texts."""
        last = Revision.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        cleaned = form.cleaned_data
        saved = self.save_page(
            page if change else None,
            by=request.user,
            texts=form.texts(),
            tags=[tag.name for tag in cleaned["tags"]],
            **{name: cleaned[name] for name in PLAIN},
        )
        self._tell_outcome(request, saved, last)
        return saved

    def save_page(self, page, **words):
        raise NotImplementedError

    def _tell_outcome(self, request: HttpRequest, page: FAQ | Article, last: int) -> None:
        written = Revision.objects.of(page).filter(pk__gt=last).values_list("status", flat=True)
        counts = {status: list(written).count(status) for status in Revision.Status}
        if number := counts[Revision.Status.PROPOSED]:
            text = ngettext(
                "%(number)d text waits for a reviewer. Until then readers see the one before.",
                "%(number)d texts wait for a reviewer. Until then readers see the ones before.",
                number,
            )
            self.message_user(request, text % {"number": number}, messages.INFO)
        if number := counts[Revision.Status.SCHEDULED]:
            text = ngettext(
                "%(number)d text will be published at its time.", "%(number)d texts will be published at their time.", number
            )
            self.message_user(request, text % {"number": number}, messages.INFO)
        if page.is_published and (number := counts[Revision.Status.DRAFT]):
            text = ngettext(
                "%(number)d draft is kept beside the live text.", "%(number)d drafts are kept beside the live text.", number
            )
            self.message_user(request, text % {"number": number}, messages.INFO)

    @admin.action(description=gettext_lazy("Say that the selected are still true"), permissions=["change"])
    def still_true(self, request, queryset):
        number = len([services.mark_verified(page, by=request.user) for page in queryset])
        text = ngettext(
            "%(number)d page is to be checked again in %(days)d days.",
            "%(number)d pages are to be checked again in %(days)d days.",
            number,
        )
        self.message_user(request, text % {"number": number, "days": settings.KNOWLEDGE_VERIFY_DAYS}, messages.SUCCESS)


def _keepers():
    """Who may keep a page true."""
    may = Q(groups__name__in=KEEPERS) | Q(is_superuser=True)
    return User.objects.filter(may, is_active=True).distinct().order_by("display_name", "email")


def _row_of(page: FAQ | Article) -> Row:
    [row] = rows_of([page])
    return row


def _collisions(form: PageForm, page: FAQ | Article) -> list[Collision]:
    """What is live now beside what was typed, in the languages where they clash."""
    if not isinstance(form.cleaned_data.get("seen"), dict):
        return []
    found = []
    for language, typed in form.words().items():
        live, seen = page.words_in(language), form.cleaned_data["seen"].get(language)
        if seen and seen not in (services.fingerprint(live), services.fingerprint(typed)) and live != typed:
            found.append(Collision(Language(language), compare_words(page, live, typed)))
    return found
