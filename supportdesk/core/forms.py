"""The forms of the account pages, and how every field is drawn."""

from __future__ import annotations

import zoneinfo

from django import forms
from django.forms.renderers import TemplatesSetting
from django.utils.translation import gettext_lazy as _

from .models import User


class PortalRenderer(TemplatesSetting):
    """Every field is drawn by one component: label, help, error and control tied together for screen readers."""

    field_template_name = "components/field.html"
    form_template_name = "components/form.html"


class SignupForm(forms.Form):
    """What sign-up asks beside address and password."""

    display_name = forms.CharField(label=_("Your name"), max_length=80, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    field_order = ["display_name", "email", "password1", "password2"]

    def signup(self, request, user) -> None:
        user.display_name = self.cleaned_data["display_name"]
        user.save(update_fields=["display_name"])


class ProfileForm(forms.ModelForm):
    time_zone = forms.ChoiceField(label=_("Time zone"), choices=lambda: [(name, name.replace("_", " ")) for name in sorted(zoneinfo.available_timezones())])

    class Meta:
        model = User
        fields = ["display_name", "language", "time_zone"]
