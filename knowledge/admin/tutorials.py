"""Tutorials with their videos and captions."""

from __future__ import annotations

from django.contrib import admin
from django.core.files.base import File
from django.utils.translation import gettext_lazy as _
from unfold.admin import TabularInline
from unfold.widgets import UnfoldAdminFileFieldWidget, UnfoldBooleanSwitchWidget

from supportdesk.core.choices import Language

from .. import services
from ..forms import TutorialForm
from ..models import Tutorial, TutorialCaption
from ..rendering import media_url
from .languages import TranslatedAdmin, UntranslatedFilter, language_tabs


class MediaWidget(UnfoldAdminFileFieldWidget):
    """Links a stored file to where it can be fetched."""

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        if context["widget"]["is_initial"]:
            context["widget"]["value"] = {"url": media_url(value)}
        return context


class CaptionInline(TabularInline):
    model = TutorialCaption
    fields = ["language", "file"]
    extra = 0
    tab = True

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name == "file":
            kwargs["widget"] = MediaWidget()
        return super().formfield_for_dbfield(db_field, request, **kwargs)


@admin.register(Tutorial)
class TutorialAdmin(TranslatedAdmin):
    form = TutorialForm
    long_texts = ("transcript",)
    list_display = ["title", "category", "level", "length_shown", "with_video", "is_published", "language_list", "view_count"]
    list_filter = ["is_published", "category", "level", UntranslatedFilter]
    search_fields = [f"title_{language.replace('-', '_')}" for language in Language.values]
    ordering = ["position", "pk"]
    readonly_fields = ["view_count", "created_at", "updated_at"]
    fieldsets = [
        (None, {"fields": [("category", "level"), ("is_published", "position"), "slug"]}),
        (_("Video"), {"fields": ["video", "video_url", "poster", "duration_seconds"]}),
        *language_tabs("title", "description", "transcript"),
        (_("Figures"), {"classes": ["tab"], "fields": ["view_count", ("created_at", "updated_at")]}),
    ]
    inlines = [CaptionInline]

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name == "video_url":
            kwargs["assume_scheme"] = "https"
        if db_field.name in ("video", "poster"):
            kwargs["widget"] = MediaWidget()
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "is_published":
            field.widget = UnfoldBooleanSwitchWidget()
        return field

    @admin.display(description=_("length"), ordering="duration_seconds")
    def length_shown(self, tutorial) -> str:
        return tutorial.length

    @admin.display(description=_("video"), boolean=True)
    def with_video(self, tutorial) -> bool:
        return tutorial.has_video

    def save_model(self, request, obj, form, change):
        names = ("category", "level", "position", "is_published", "video_url", "duration_seconds")
        saved = services.save_tutorial(
            obj if change else None,
            by=request.user,
            texts=form.texts(),
            slug=form.cleaned_data["slug"],
            files=form.files_given(),
            **{name: form.cleaned_data[name] for name in names},
        )
        self.adopt(obj, saved)

    def save_formset(self, request, form, formset, change):
        formset.save(commit=False)
        captions: dict[str, File | None] = {}
        for row in formset.forms:
            words = row.cleaned_data
            if words and row.has_changed():
                # A row whose language was changed leaves its old language.
                captions.setdefault(row.initial.get("language", words["language"]), None)
                if not words.get("DELETE"):
                    captions[words["language"]] = words["file"]
        services.replace_captions(form.instance, by=request.user, captions=captions)

    def delete_model(self, request, obj):
        services.delete_tutorial(obj, by=request.user)

    def delete_queryset(self, request, queryset):
        for tutorial in queryset:
            services.delete_tutorial(tutorial, by=request.user)
