"""One tab per language, and the same treatment for everything that is written in several."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from modeltranslation.admin import TranslationAdmin
from modeltranslation.utils import build_localized_fieldname
from unfold.admin import ModelAdmin
from unfold.widgets import UnfoldAdminTextareaWidget

from supportdesk.core.choices import Language


def language_tabs(*fields: str) -> list[tuple]:
    return [
        (language.label, {"classes": ["tab"], "fields": [build_localized_fieldname(field, language.value) for field in fields]})
        for language in Language
    ]


class UntranslatedFilter(admin.SimpleListFilter):
    """What is still missing in a language."""

    title = _("not translated into")
    parameter_name = "untranslated"

    def lookups(self, request, model_admin):
        return [choice for choice in Language.choices if choice[0] != "en"]

    def queryset(self, request, queryset):
        language = self.value()
        if language not in Language.values:
            return queryset
        column = build_localized_fieldname(queryset.model.ESSENTIAL[0], language)
        return queryset.filter(Q(**{column: ""}) | Q(**{f"{column}__isnull": True}))


class OutdatedFilter(admin.SimpleListFilter):
    """What is there, but older than its original."""

    title = _("outdated in")
    parameter_name = "outdated"

    def lookups(self, request, model_admin):
        return [choice for choice in Language.choices if choice[0] != "en"]

    def queryset(self, request, queryset):
        return queryset.outdated_in(self.value()) if self.value() in Language.values else queryset


class TranslatedAdmin(ModelAdmin, TranslationAdmin):
    """Saving is left to the services: `save_model` of each calls its own."""

    list_per_page = 50
    list_filter_submit = False
    warn_unsaved_form = True
    long_texts: tuple[str, ...] = ()

    def get_fieldsets(self, request, obj=None):
        return self.fieldsets

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name.partition("_")[0] in self.long_texts and field is not None:
            field.widget = UnfoldAdminTextareaWidget({"rows": 18})
        if getattr(db_field, "language", "") and field is not None:
            field.widget.attrs.update({"lang": db_field.language, "dir": "rtl" if db_field.language == "ar" else "ltr"})
        return field

    def get_deleted_objects(self, objs, request):
        """Who may delete something may delete what exists only for it: its feedback, its versions, its captions."""
        to_delete, counts, _perms_needed, protected = super().get_deleted_objects(objs, request)
        return to_delete, counts, set(), protected

    @admin.display(description=_("languages"))
    def language_list(self, thing) -> str:
        return ", ".join(thing.languages)

    @staticmethod
    def adopt(draft, saved) -> None:
        """Make the form's object stand for the row that the service wrote."""
        draft.pk = saved.pk
        draft.slug = saved.slug
        draft._state.adding = False
        draft._state.db = saved._state.db
