"""What the ticket pages ask."""

from __future__ import annotations

import uuid

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from supportdesk.core.choices import Language, Topic
from supportdesk.core.files import EXTENSIONS

from .models import SupportTicket


class FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Any number of files, as a list; what may be in them is decided where they are stored."""

    def __init__(self, **kwargs) -> None:
        kwargs.setdefault("widget", FilesInput(attrs={"accept": ",".join(EXTENSIONS)}))
        super().__init__(allow_empty_file=True, **kwargs)

    def clean(self, data, initial=None):
        single = super().clean
        return [single(file, initial) for file in data] if isinstance(data, list | tuple) and data else []


class BodyField(forms.CharField):
    """May be empty as far as the form knows: files can go without words."""

    def validate(self, value) -> None:
        return


class ReplyForm(forms.Form):
    """A message in a thread. `client_id` makes a second click the same message."""

    use_required_attribute = False

    body = BodyField(
        label=_("Your message"),
        widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"}),
    )
    attachments = FilesField(label=_("Attach files"), required=False)
    client_id = forms.CharField(required=False, max_length=64, initial=lambda: uuid.uuid4().hex, widget=forms.HiddenInput)


class AgentReplyForm(ReplyForm):
    internal = forms.BooleanField(label=_("Internal note: only agents read it"), required=False)


class NewTicketForm(forms.Form):
    """A request for help by somebody with an account. `client_id` makes a second click the same ticket."""

    subject = forms.CharField(
        label=_("Subject"),
        help_text=_("In a few words."),
        max_length=200,
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
    )
    description = forms.CharField(
        label=_("What happened?"),
        help_text=_("Tell us what you wanted to do, what happened instead, and what would help you now."),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 7, "dir": "auto"}),
    )
    category = forms.ChoiceField(label=_("Topic"), choices=Topic, initial=Topic.GENERAL)
    priority = forms.ChoiceField(
        label=_("How urgent is it?"), choices=SupportTicket.Priority, initial=SupportTicket.Priority.NORMAL
    )
    language = forms.ChoiceField(label=_("Answer me in"), choices=Language, initial=get_language)
    booking_reference = forms.CharField(
        label=_("Booking reference"),
        help_text=_("If you have one: it looks like LUM-7K2P9Q."),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )
    attachments = FilesField(
        label=_("Attach files"), help_text=_("Screenshots, PDF, text or office documents, short videos."), required=False
    )
    client_id = forms.CharField(required=False, max_length=64, initial=lambda: uuid.uuid4().hex, widget=forms.HiddenInput)


class GuestTicketForm(NewTicketForm):
    """The same for a guest, who also says how to be reached."""

    guest_name = forms.CharField(label=_("Your name"), max_length=80, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    guest_email = forms.EmailField(
        label=_("Your e-mail address"),
        help_text=_("We send the answer and your private link there."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    field_order = [
        "guest_name",
        "guest_email",
        "subject",
        "description",
        "category",
        "priority",
        "language",
        "booking_reference",
        "attachments",
    ]
