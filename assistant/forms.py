"""What the assistant's page asks."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from .services.asking import MAX_MESSAGE


class QuestionForm(forms.Form):
    message = forms.CharField(
        label=_("Your question"),
        max_length=MAX_MESSAGE,
        widget=forms.Textarea(
            attrs={
                "rows": 1,
                "dir": "auto",
                "placeholder": _("Ask in your own words"),
                "autocomplete": "off",
                "enterkeyhint": "send",
            }
        ),
    )


class ContactForm(forms.Form):
    """How to reach a visitor."""

    guest_name = forms.CharField(
        label=_("Your name"), max_length=80, widget=forms.TextInput(attrs={"autocomplete": "name", "dir": "auto"})
    )
    guest_email = forms.EmailField(
        label=_("Your e-mail address"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )
