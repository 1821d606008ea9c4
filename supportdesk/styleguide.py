"""The living reference of the design: every class and component in use, for the people who build pages."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

from django import forms
from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe


class SampleForm(forms.Form):
    """Every kind of field."""

    name = forms.CharField(label="Name", help_text="As on your passport.", max_length=80)
    email = forms.EmailField(label="E-mail address")
    topic = forms.ChoiceField(label="Topic", choices=[("a", "A payment"), ("b", "A booking")])
    text = forms.CharField(label="What happened?", required=False, widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}))
    way = forms.ChoiceField(
        label="How may we reach you?", choices=[("mail", "By e-mail"), ("call", "By phone")], widget=forms.RadioSelect
    )
    days = forms.MultipleChoiceField(
        label="On which days?",
        choices=[("mon", "Monday"), ("tue", "Tuesday")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    file = forms.FileField(label="Screenshot", required=False, help_text="PNG, JPEG or PDF, up to 10 MB.")
    code = forms.CharField(label="Code", required=False, widget=forms.TextInput(attrs={"autocomplete": "one-time-code"}))
    agree = forms.BooleanField(label="Send me a copy by e-mail", required=False, help_text="You can change this later.")


def icon_names() -> list[str]:
    """Every icon of the sprite, in its order."""
    sprite = finders.find("img/icons.svg")
    return re.findall(r'<symbol id="([^"]+)"', Path(sprite).read_text()) if sprite else []


def token_names(family: str, *steps: str) -> list[str]:
    """The names of a family of tokens: `token_names("radius", "s", "")` is ["radius-s", "radius"]."""
    return [f"{family}-{step}" if step else family for step in steps]


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """Only in development: strangers have no use for it. `?theme=dark` and `?language=ar` show it in another dress."""
    if not settings.DEBUG:
        raise Http404
    wrong = SampleForm({"email": "ana at example"})
    wrong.is_valid()
    theme = request.GET.get("theme", request.COOKIES.get("theme", ""))
    now = timezone.now()
    context = {
        "sample": SampleForm(auto_id="sample_%s"),
        "wrong": wrong,
        "icons": icon_names(),
        "now": now,
        "earlier": now - timedelta(minutes=12),
        "files": [
            {"name": "boarding-pass.pdf", "size": 183_000, "url": "#files"},
            {"name": "لقطة شاشة.png", "size": 48_200, "url": "#files"},
        ],
        "trail": [("Help centre", "#"), ("Payments", "#")],
        "tones": ["neutral", "info", "good", "warn", "bad"],
        "spaces": token_names("space", "3xs", "2xs", "xs", "s", "m", "l", "xl", "2xl"),
        "radii": token_names("radius", "xs", "s", "", "l", "xl", "full"),
        "shadows": token_names("shadow", "s", "", "l"),
        "movements": ["quick", "calm", "loop"],
        "dresses": [("Light", "light", "ltr", "en"), ("Dark", "dark", "ltr", "en"), ("Right to left", "light", "rtl", "ar")],
        "looks": [("light", "ltr"), ("dark", "ltr"), ("light", "rtl"), ("dark", "rtl")],
        "color_scheme": theme
        if (theme := request.GET.get("theme", "")) in ("light", "dark")
        else request.COOKIES.get("theme", ""),
    }
    return render(request, "styleguide.html", context)
