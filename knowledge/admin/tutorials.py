"""Tutorials with their videos, captions and chapters, and the series they belong to."""

from __future__ import annotations

from django.conf import settings
from django.contrib import admin
from django.core.files.base import File
from django.db.models import Count
from django.utils.translation import gettext_lazy as _
from modeltranslation.admin import TranslationStackedInline
from modeltranslation.utils import build_localized_fieldname
from unfold.admin import StackedInline, TabularInline
from unfold.widgets import UnfoldAdminFileFieldWidget, UnfoldBooleanSwitchWidget

from supportdesk.core.choices import Language

from .. import services
from ..forms import CaptionForm, ChapterForm, ChapterFormSet, TutorialForm, TutorialSeriesForm
from ..models import Tutorial, TutorialCaption, TutorialChapter, TutorialSeries
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
    form = CaptionForm
    fields = ["language", "file"]
    extra = 0
    tab = True

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name == "file":
            kwargs["widget"] = MediaWidget()
        return super().formfield_for_dbfield(db_field, request, **kwargs)


class ChapterInline(StackedInline, TranslationStackedInline):
    model = TutorialChapter
    form = ChapterForm
    formset = ChapterFormSet
    extra = 0
    tab = True

    def get_fieldsets(self, request, obj=None):
        columns = [build_localized_fieldname("title", language) for language in Language.values]
        return [(None, {"fields": ["starts_at", *zip(columns[::2], columns[1::2], strict=True)]})]

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if getattr(db_field, "language", "") and field is not None:
            field.widget.attrs.update({"lang": db_field.language, "dir": "rtl" if db_field.language == "ar" else "ltr"})
        return field


@admin.register(Tutorial)
class TutorialAdmin(TranslatedAdmin):
    form = TutorialForm
    long_texts = ("transcript",)
    list_display = [
        *("title", "category", "level", "length_shown", "with_video", "is_published", "language_list"),
        *("view_count", "completion_count"),
    ]
    list_filter = ["is_published", "category", "level", "series", UntranslatedFilter]
    search_fields = [f"title_{language.replace('-', '_')}" for language in Language.values]
    ordering = ["position", "pk"]
    readonly_fields = [
        *("view_count", "completion_count", "helpful_count", "not_helpful_count"),
        *("created_at", "updated_at"),
    ]
    fieldsets = [
        (None, {"fields": [("category", "level"), ("is_published", "position"), ("series", "place_in_series"), "slug"]}),
        (_("Video"), {"fields": ["video", "video_url", "poster", "duration_seconds"]}),
        *language_tabs("title", "description", "transcript"),
        (
            _("Figures"),
            {
                "classes": ["tab"],
                "fields": [
                    ("view_count", "completion_count"),
                    ("helpful_count", "not_helpful_count"),
                    ("created_at", "updated_at"),
                ],
            },
        ),
    ]
    inlines = [ChapterInline, CaptionInline]

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name == "video_url":
            kwargs["assume_scheme"] = "https"
        if db_field.name in ("video", "poster"):
            kwargs["widget"] = MediaWidget()
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "is_published":
            field.widget = UnfoldBooleanSwitchWidget()
        if db_field.name == "duration_seconds":
            field.help_text = _("Read from the file when there is one.")
        if db_field.name == "video_url":
            field.help_text = _("Of a video at %(hosts)s.") % {"hosts": ", ".join(settings.VIDEO_HOSTS)}
        return field

    @admin.display(description=_("length"), ordering="duration_seconds")
    def length_shown(self, tutorial) -> str:
        return tutorial.length

    @admin.display(description=_("video"), boolean=True)
    def with_video(self, tutorial) -> bool:
        return tutorial.has_video

    def save_model(self, request, obj, form, change):
        names = ("category", "level", "position", "is_published", "series", "place_in_series", "video_url", "duration_seconds")
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
        if formset.model is TutorialChapter:
            kept = [row for row in formset.forms if row.cleaned_data and not row.cleaned_data.get("DELETE")]
            chapters = {row.cleaned_data["starts_at"]: row.titles() for row in kept}
            services.replace_chapters(form.instance, by=request.user, chapters=chapters)
            return
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


@admin.register(TutorialSeries)
class TutorialSeriesAdmin(TranslatedAdmin):
    form = TutorialSeriesForm
    list_display = ["title", "slug", "position", "number_of_tutorials", "language_list"]
    list_filter = [UntranslatedFilter]
    search_fields = ["title_en", "slug"]
    fieldsets = [(None, {"fields": ["slug", "position"]}), *language_tabs("title")]

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(tutorial_number=Count("tutorials"))

    @admin.display(description=_("tutorials"), ordering="tutorial_number")
    def number_of_tutorials(self, series) -> int:
        return series.tutorial_number

    def save_model(self, request, obj, form, change):
        words = form.cleaned_data
        saved = services.save_series(
            obj if change else None, by=request.user, texts=form.texts(), slug=words["slug"], position=words["position"]
        )
        self.adopt(obj, saved)

    def delete_model(self, request, obj):
        services.delete_series(obj, by=request.user)

    def delete_queryset(self, request, queryset):
        for series in queryset:
            services.delete_series(series, by=request.user)
