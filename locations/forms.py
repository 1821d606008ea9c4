"""What one may ask of the list of places; pages and API share it."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from supportdesk.core.middleware import known_language

from .gazetteer import City
from .models import LocalService
from .whereabouts import locate

MAX_RADIUS_KM = 20_040


class PlaceSearchForm(forms.Form):
    """`lat` and `lon` go together; a city to be `near` stands for them, and its cleaned value is the cities it may mean."""

    country = forms.CharField(label=_("Country"), required=False, max_length=2, min_length=2)
    city = forms.CharField(label=_("City"), required=False, max_length=80)
    service = forms.SlugField(label=_("Service"), required=False)
    language = forms.CharField(label=_("Language"), required=False, max_length=20)
    open_now = forms.CharField(label=_("Open now"), required=False, max_length=5)
    near = forms.CharField(label=_("Near"), required=False, max_length=120)
    lat = forms.FloatField(label=_("Latitude"), required=False, min_value=-90, max_value=90)
    lon = forms.FloatField(label=_("Longitude"), required=False, min_value=-180, max_value=180)
    ordering = forms.ChoiceField(label=_("Order"), required=False, choices=[("emergency", _("Emergency lines first"))])
    radius_km = forms.FloatField(label=_("Radius in km"), required=False, min_value=0.1, max_value=MAX_RADIUS_KM)

    TRUTHS = {"": None, "true": True, "1": True, "on": True, "false": False, "0": False, "off": False}

    def clean_country(self) -> str:
        country = self.cleaned_data["country"].upper()
        if country and not (country.isascii() and country.isalpha()):
            raise forms.ValidationError(_("A country is an ISO code of two letters."), code="invalid_country")
        return country

    def clean_service(self) -> str:
        service = self.cleaned_data["service"]
        if service and not LocalService.objects.filter(slug=service).exists():
            raise forms.ValidationError(_("There is no such service."), code="unknown_service")
        return service

    def clean_language(self) -> str:
        language = known_language(self.cleaned_data["language"])
        if self.cleaned_data["language"] and language is None:
            raise forms.ValidationError(_("We do not know this language."), code="unknown_language")
        return language or ""

    def clean_near(self) -> list[City]:
        near = self.cleaned_data["near"]
        cities = locate(near) if near else []
        if near and not cities:
            message = _("We do not know a city called “%(city)s”. Try a larger one nearby, or its name in another language.")
            raise forms.ValidationError(message, code="unknown_city", params={"city": near})
        return cities

    def clean_open_now(self) -> bool | None:
        value = self.cleaned_data["open_now"].lower()
        if value not in self.TRUTHS:
            raise forms.ValidationError(_("Say true or false."), code="invalid_boolean")
        return self.TRUTHS[value]

    def clean(self) -> dict:
        cleaned = super().clean() or self.cleaned_data
        if cities := cleaned.get("near"):
            cleaned |= {"lat": cities[0].latitude, "lon": cities[0].longitude}
        missing = [name for name in ("lat", "lon") if cleaned.get(name) is None]
        if len(missing) == 1 and not {"lat", "lon"} & set(self.errors):
            self.add_error(missing[0], forms.ValidationError(_("A point needs lat and lon."), code="half_a_point"))
        return cleaned
