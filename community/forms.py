"""What people enter in the community."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from supportdesk.core.choices import Language, Topic

from .models import CommunityFlag

MARKDOWN = _("**bold**, lists and links work.")


class TopicForm(forms.Form):
    title = forms.CharField(label=_("Your question in one line"), max_length=200)
    body = forms.CharField(label=_("Tell more"), max_length=10_000, help_text=MARKDOWN, widget=forms.Textarea(attrs={"rows": 8}))
    category = forms.ChoiceField(label=_("What it is about"), choices=Topic.choices, initial=Topic.GENERAL)
    language = forms.ChoiceField(label=_("Language of your question"), choices=Language.choices)


class ReplyForm(forms.Form):
    body = forms.CharField(label=_("Your reply"), max_length=10_000, help_text=MARKDOWN, widget=forms.Textarea(attrs={"rows": 5}))


class FlagForm(forms.Form):
    reason = forms.ChoiceField(label=_("What is wrong with it?"), choices=CommunityFlag.Reason.choices)
    comment = forms.CharField(label=_("Anything a moderator should know"), required=False, max_length=500)
