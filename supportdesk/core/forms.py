"""The forms of the account pages, and how every field is drawn."""

from __future__ import annotations

import zoneinfo
from functools import lru_cache
from typing import cast

from django import forms
from django.forms.renderers import TemplatesSetting
from django.utils.translation import gettext_lazy as _

from .choices import Language
from .models import User

REGIONS = {"Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific"}


class PortalRenderer(TemplatesSetting):
    """Every field is drawn by one component: label, help, error and control tied together for screen readers."""

    field_template_name = "components/field.html"
    form_template_name = "components/form.html"


class SignupForm(forms.Form):
    """What sign-up asks beside address and password."""

    display_name = forms.CharField(
        label=_("Your name"), max_length=80, widget=forms.TextInput(attrs={"autocomplete": "name", "dir": "auto"})
    )
    field_order = ["display_name", "email", "password1", "password2"]

    def signup(self, request, user) -> None:
        user.display_name = self.cleaned_data["display_name"]
        user.save(update_fields=["display_name"])


@lru_cache
def time_zones() -> list[tuple[str, list[tuple[str, str]]]]:
    """The places of the world's time zones by region, as groups of choices; reading them from disk takes a while."""
    places: dict[str, list[tuple[str, str]]] = {}
    for name in sorted(zoneinfo.available_timezones()):
        region, _slash, place = name.partition("/")
        if region in REGIONS and place:
            places.setdefault(region, []).append((name, place.replace("_", " ").replace("/", " / ")))
    return [("UTC", [("UTC", "UTC")]), *places.items()]


class ProfileForm(forms.ModelForm):
    """Name, language and time zone of a person."""

    language = forms.ChoiceField(
        label=_("Preferred language"), required=False, choices=[("", _("As my browser asks for")), *Language.choices]
    )
    time_zone = forms.ChoiceField(label=_("Time zone"))

    class Meta:
        model = User
        fields = ["display_name", "language", "time_zone"]
        widgets = {"display_name": forms.TextInput(attrs={"autocomplete": "name", "dir": "auto"})}
        help_texts = {"display_name": _("Agents and the community read this name. Your e-mail address stays between us.")}

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        groups = time_zones()
        current = self.instance.time_zone
        if not any(current == name for _region, names in groups for name, _place in names):
            groups = [(current, [(current, current)]), *groups]
        time_zone = cast(forms.ChoiceField, self.fields["time_zone"])
        time_zone.choices = groups
