"""What editors do for the search: keep synonyms, try what is found, and see what people search for."""

from __future__ import annotations

from django import forms
from django.contrib import admin
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.decorators import action, display

from ..choices import Language
from ..models import SearchAsked, SearchSynonym
from ..search import search, synonyms
from .reading import ReadingAdmin

_TRIED = 5


class SearchSynonymForm(forms.ModelForm):
    class Meta:
        model = SearchSynonym
        fields = ["language", "phrases", "note"]

    def clean(self) -> dict:
        cleaned = super().clean() or self.cleaned_data
        if "phrases" in cleaned:
            try:
                synonyms.checked_phrases(cleaned["phrases"], cleaned.get("language") or "")
            except forms.ValidationError as error:
                self.add_error("phrases", error)
        return cleaned


@admin.register(SearchSynonym)
class SearchSynonymAdmin(ModelAdmin):
    """Groups of words that mean the same. What they find is shown as it is found by readers without an account."""

    form = SearchSynonymForm
    list_display = ["group", "in_language", "note", "changed_by", "updated_at"]
    list_filter = ["language"]
    search_fields = ["phrases", "note"]
    ordering = ["-updated_at", "-pk"]
    list_select_related = ["changed_by"]
    list_per_page = 50
    show_full_result_count = False
    readonly_fields = ["changed_by", "updated_at", "found_now"]
    fieldsets = [
        (None, {"fields": ["language", "phrases", "note"]}),
        (_("What its words find now"), {"fields": ["found_now"]}),
        (_("Last change"), {"fields": ["changed_by", "updated_at"]}),
    ]
    actions_list = ["try_it"]

    @display(description=_("means the same"), ordering="phrases")
    def group(self, synonym: SearchSynonym) -> str:
        return str(synonym)

    @display(description=_("language"), ordering="language")
    def in_language(self, synonym: SearchSynonym) -> str:
        return synonym.get_language_display() if synonym.language else str(_("All languages"))

    @display(description=_("entries"))
    def found_now(self, synonym: SearchSynonym) -> str:
        if not synonym.pk:
            return str(_("Save the group to see what its words find."))
        language = synonym.language or Language.EN.value
        tried = [(way, search(way, language=language, limit=_TRIED).hits) for way in synonym.ways]
        return render_to_string("admin/core/found_now.html", {"tried": tried})

    def save_model(self, request, obj, form, change) -> None:
        synonyms.keep_synonym(obj, by=request.user)

    def delete_model(self, request, obj) -> None:
        synonyms.forget_synonym(obj)

    @action(description=_("Try a search"), url_path="try", permissions=["view"])
    def try_it(self, request) -> TemplateResponse:
        """What `?q=` finds in `?language=`."""
        query = " ".join(request.GET.get("q", "").replace("\x00", "").split())[:200]
        language = request.GET.get("language", "")
        language = language if language in Language.values else Language.EN.value
        context = {
            **self.admin_site.each_context(request),
            "title": _("Try a search"),
            "opts": self.opts,
            "query": query,
            "language": language,
            "languages": Language.choices,
            "results": search(query, language=language, limit=_TRIED * 2) if query else None,
        }
        return TemplateResponse(request, "admin/core/try_search.html", context)


@admin.register(SearchAsked)
class SearchAskedAdmin(ReadingAdmin):
    list_display = ["words", "language", "day", "times", "without_result", "clicked"]
    list_filter = ["language"]
    search_fields = ["words"]
    date_hierarchy = "day"
    ordering = ["-day", "-times", "words"]
