"""Places and what one gets done there, for those who keep them true."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from modeltranslation.admin import TranslationAdmin, TranslationInlineModelAdmin
from unfold.admin import ModelAdmin, StackedInline, TabularInline
from unfold.widgets import UnfoldAdminTextareaWidget, UnfoldAdminTextInputWidget

from supportdesk.core.choices import Language

from . import services
from .hours import DAY, parse_intervals, parse_time, show_time
from .models import LocalService, LocalSupport, OpeningHours, PlaceLanguage, SpecialDay


class TimeOfDayField(forms.Field):
    """Minutes after midnight, typed as 09:30."""

    widget = UnfoldAdminTextInputWidget

    def to_python(self, value: Any) -> Any:
        if value in (None, ""):
            return None
        try:
            return parse_time(str(value))
        except ValueError as error:
            raise forms.ValidationError(_("Write a time like 09:30."), code="invalid_time") from error

    def prepare_value(self, value: Any) -> Any:
        return show_time(value) if isinstance(value, int) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        # By what is shown: a time after midnight is read as one before it.
        return (self.prepare_value(initial) or "") != str(data or "").strip()


class LinesField(forms.Field):
    """A list of texts, typed one a line."""

    widget = UnfoldAdminTextareaWidget

    def to_python(self, value: Any) -> Any:
        return [line.strip() for line in str(value or "").splitlines() if line.strip()]

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        return list(initial or []) != self.to_python(data)


class IntervalsField(forms.Field):
    """Intervals of minutes, typed as 09:00-12:00, 14:00-18:00."""

    widget = UnfoldAdminTextInputWidget

    def to_python(self, value: Any) -> Any:
        try:
            return parse_intervals(str(value or ""))
        except ValueError as error:
            message = _("Write intervals like 09:00-12:00, 14:00-18:00 that do not overlap.")
            raise forms.ValidationError(message, code="invalid_intervals") from error

    def prepare_value(self, value: Any) -> Any:
        return (
            ", ".join(f"{show_time(opens)}-{show_time(closes)}" for opens, closes in value) if isinstance(value, list) else value
        )

    def has_changed(self, initial: Any, data: Any) -> bool:
        return (self.prepare_value(initial) or "") != str(data or "").strip()


class OpeningHoursForm(forms.ModelForm):
    opens = TimeOfDayField(label=_("Opens"))
    closes = TimeOfDayField(label=_("Closes"), help_text=_("Not after the opening time means on the next day."))

    class Meta:
        model = OpeningHours
        fields = ["weekday", "opens", "closes"]

    def clean_opens(self) -> int:
        opens = self.cleaned_data["opens"]
        if opens == DAY:
            raise forms.ValidationError(_("A day begins at 00:00."), code="invalid_time")
        return opens

    def clean(self) -> dict:
        cleaned = super().clean() or self.cleaned_data
        opens, closes = cleaned.get("opens"), cleaned.get("closes")
        if opens is not None and closes is not None and closes <= opens:
            cleaned["closes"] = closes + DAY
        return cleaned


class SpecialDayForm(forms.ModelForm):
    spans = IntervalsField(label=_("Open"), required=False, help_text=_("For example 10:00-14:00. Nothing means closed all day."))

    class Meta:
        model = SpecialDay
        fields = ["day", "name"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["spans"] = [(row.opens, row.closes) for row in self.instance.hours.all()]

    def _save_m2m(self) -> None:
        super()._save_m2m()  # type: ignore[misc]
        services.set_special_hours(self.instance, self.cleaned_data["spans"])


class LocalSupportForm(forms.ModelForm):
    phones = LinesField(label=_("Phone numbers"), required=False, help_text=_("One a line."))

    def clean_country(self) -> str:
        return self.cleaned_data["country"].upper()


class OpeningHoursInline(TabularInline):
    model = OpeningHours
    form = OpeningHoursForm
    extra = 0
    tab = True


class SpecialDayInline(TranslationInlineModelAdmin, StackedInline):
    model = SpecialDay
    form = SpecialDayForm
    extra = 0
    tab = True

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("hours").order_by("-day")

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        names = [f"name_{code.replace('-', '_')}" for code in Language.values]
        return [(None, {"fields": [("day", "spans"), *zip(names[::2], names[1::2], strict=True)]})]


class PlaceLanguageInline(TabularInline):
    model = PlaceLanguage
    extra = 0
    tab = True


def _in_each_language(*fields: str) -> list:
    """A tab for every language of the portal."""
    return [
        (label, {"fields": [f"{field}_{code.replace('-', '_')}" for field in fields], "classes": ["tab"]})
        for code, label in Language.choices
    ]


@admin.register(LocalSupport)
class LocalSupportAdmin(ModelAdmin, TranslationAdmin):
    form = LocalSupportForm
    list_display = ["name", "kind", "city", "country", "time_zone", "has_emergency_line", "is_published"]
    list_filter = ["is_published", "kind", "country", "services"]
    search_fields = [*(f"{field}_{code.replace('-', '_')}" for field in ("name", "city") for code in Language.values), "address"]
    list_per_page = 50
    inlines = [OpeningHoursInline, SpecialDayInline, PlaceLanguageInline]
    filter_horizontal = ["services"]
    fieldsets = [
        (None, {"fields": ["slug", "kind", "is_published", "services"]}),
        (_("Where"), {"fields": ["address", "postal_code", "country", ("latitude", "longitude"), "time_zone"]}),
        (_("Contact"), {"fields": ["phones", "email", "emergency_line"]}),
        *_in_each_language("name", "city", "description"),
    ]

    @admin.display(boolean=True, description=_("emergency line"))
    def has_emergency_line(self, place: LocalSupport) -> bool:
        return bool(place.emergency_line)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: Any) -> None:
        super().save_related(request, form, formsets, change)
        services.index_place(form.instance)

    def delete_model(self, request: HttpRequest, obj: LocalSupport) -> None:
        services.delete_place(obj)

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        for place in queryset:
            services.delete_place(place)


@admin.register(LocalService)
class LocalServiceAdmin(ModelAdmin, TranslationAdmin):
    list_display = ["name", "slug", "position"]
    list_editable = ["position"]
    search_fields = ["name", "slug"]
    fieldsets = [(None, {"fields": ["slug", "position"]}), *_in_each_language("name")]

    def save_model(self, request: HttpRequest, obj: LocalService, form: Any, change: Any) -> None:
        super().save_model(request, obj, form, change)
        services.index_places_with(obj)
