from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from modeltranslation.admin import TranslationAdmin
from unfold.admin import ModelAdmin, TabularInline

from supportdesk.core.choices import Language

from . import services
from .hours import DAY, parse_time, show_time
from .models import LocalService, LocalSupport, OpeningHours, PlaceLanguage


class TimeOfDayField(forms.CharField):
    """Minutes after midnight, typed as 09:30."""

    def to_python(self, value):
        if value in (None, ""):
            return None
        try:
            return parse_time(str(value))
        except ValueError as error:
            raise forms.ValidationError(_("Write a time like 09:30."), code="invalid_time") from error

    def prepare_value(self, value):
        return show_time(value) if isinstance(value, int) else value


class OpeningHoursForm(forms.ModelForm):
    opens = TimeOfDayField(label=_("Opens"), max_length=5)
    closes = TimeOfDayField(label=_("Closes"), max_length=5, help_text=_("Before the opening time means after midnight."))

    class Meta:
        model = OpeningHours
        fields = ["weekday", "opens", "closes"]

    def clean(self) -> dict:
        cleaned = super().clean()
        opens, closes = cleaned.get("opens"), cleaned.get("closes")
        if opens is not None and closes is not None and closes <= opens:
            cleaned["closes"] = closes + DAY
        return cleaned


class OpeningHoursInline(TabularInline):
    model = OpeningHours
    form = OpeningHoursForm
    extra = 0
    tab = True


class PlaceLanguageInline(TabularInline):
    model = PlaceLanguage
    extra = 0
    tab = True


@admin.register(LocalSupport)
class LocalSupportAdmin(ModelAdmin, TranslationAdmin):
    list_display = ["name", "kind", "city", "country", "time_zone", "has_emergency_line", "is_published"]
    list_filter = ["is_published", "kind", "country", "services"]
    search_fields = [f"{field}_{code.replace('-', '_')}" for field in ("name", "city") for code in Language.values] + ["address"]
    list_per_page = 50
    inlines = [OpeningHoursInline, PlaceLanguageInline]
    filter_horizontal = ["services"]
    fieldsets = [
        (None, {"fields": ["slug", "kind", "is_published", "services"]}),
        (_("Where"), {"fields": ["address", "postal_code", "country", ("latitude", "longitude"), "time_zone"]}),
        (_("Contact"), {"fields": ["phones", "email", "emergency_line"]}),
        *(
            (label, {"fields": [f"{field}_{code.replace('-', '_')}" for field in ("name", "city", "description")], "classes": ["tab"]})
            for code, label in Language.choices
        ),
    ]

    @admin.display(boolean=True, description=_("emergency line"))
    def has_emergency_line(self, place: LocalSupport) -> bool:
        return bool(place.emergency_line)

    def save_related(self, request, form, formsets, change) -> None:
        super().save_related(request, form, formsets, change)
        services.index_place(form.instance)

    def delete_model(self, request, obj) -> None:
        services.delete_place(obj)

    def delete_queryset(self, request, queryset) -> None:
        for place in queryset:
            services.delete_place(place)


@admin.register(LocalService)
class LocalServiceAdmin(ModelAdmin, TranslationAdmin):
    list_display = ["name", "slug", "position"]
    list_editable = ["position"]
    search_fields = ["name", "slug"]
