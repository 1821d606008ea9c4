"""What the desk lets people enter; the services decide whether it is done."""

from __future__ import annotations

import uuid

from django import forms
from django.utils.translation import gettext_lazy as _

from supportdesk.core import roles
from supportdesk.core.choices import Language, Topic
from supportdesk.core.models import User

from ..models import SupportTicket

Status = SupportTicket.Status


def colleagues():
    """Everybody who may take care of a ticket, by name."""
    at_the_desk = [roles.AGENT, roles.SUPERVISOR, roles.ADMINISTRATOR]
    return User.objects.filter(is_active=True, groups__name__in=at_the_desk).distinct().order_by("display_name", "pk")


def with_all(label: object, choices) -> list[tuple[str, object]]:
    return [("", label), *choices]


class QueueForm(forms.Form):
    """Search and filters of the queue; all optional."""

    q = forms.CharField(
        label=_("Search tickets"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("Number, words, name, booking …")}),
    )
    category = forms.ChoiceField(label=_("Category"), required=False, choices=with_all(_("All categories"), Topic.choices))
    priority = forms.ChoiceField(
        label=_("Priority"), required=False, choices=with_all(_("All priorities"), SupportTicket.Priority.choices)
    )
    # Not "language": that parameter changes the language of the page itself.
    lang = forms.ChoiceField(label=_("Language"), required=False, choices=with_all(_("All languages"), Language.choices))

    def usable(self) -> dict[str, str]:
        """What was understood; the rest is shown as an error and filters nothing."""
        self.is_valid()
        return self.cleaned_data


class ManyFilesInput(forms.FileInput):
    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """Any number of files; what kinds and how many is for the service to say."""

    widget = ManyFilesInput

    def clean(self, data, initial=None):
        files = data if isinstance(data, list | tuple) else [data] if data else []
        return [super(ManyFilesField, self).clean(file, initial) for file in files]


class AnswerForm(forms.Form):
    """A public answer or an internal note."""

    PUBLIC, INTERNAL = "public", "internal"

    audience = forms.ChoiceField(choices=[(PUBLIC, _("Public answer")), (INTERNAL, _("Internal note"))], initial=PUBLIC)
    body = forms.CharField(
        label=_("Text"), required=False, max_length=20_000, strip=False, widget=forms.Textarea(attrs={"rows": 5})
    )
    files = ManyFilesField(label=_("Attach files"), required=False)  # type: ignore[assignment]
    then = forms.ChoiceField(
        label=_("After sending"),
        required=False,
        choices=[
            ("", _("keep the status")),
            (Status.WAITING, _("wait for the customer")),
            (Status.RESOLVED, _("mark as resolved")),
        ],
    )
    client_id = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("client_id", uuid.uuid4().hex)

    @property
    def is_internal(self) -> bool:
        return self["audience"].value() == self.INTERNAL


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=300,
        widget=forms.TextInput(attrs={"placeholder": _("Optional; the customer may read it")}),
    )


class StatusForm(ReasonForm):
    status = forms.ChoiceField(label=_("Status"), choices=Status.choices)


class AssignForm(ReasonForm):
    # Nobody means: back to the queue.
    to = forms.ModelChoiceField(label=_("Agent"), queryset=colleagues(), required=False)


class PriorityForm(forms.Form):
    priority = forms.ChoiceField(label=_("Priority"), choices=SupportTicket.Priority.choices)


class CategoryForm(forms.Form):
    category = forms.ChoiceField(label=_("Category"), choices=Topic.choices)


class NewTicketForm(forms.Form):
    """A ticket that an agent writes down for a customer, for instance on the phone."""

    email = forms.EmailField(
        label=_("Customer's e-mail"), help_text=_("With an account the ticket goes there; otherwise a private link is sent.")
    )
    name = forms.CharField(
        label=_("Customer's name"), required=False, max_length=80, help_text=_("Needed when there is no account.")
    )
    subject = forms.CharField(label=_("Subject"), max_length=200)
    description = forms.CharField(label=_("What the customer says"), max_length=20_000, widget=forms.Textarea(attrs={"rows": 7}))
    channel = forms.ChoiceField(
        label=_("How they reached us"),
        initial=SupportTicket.Channel.CALL,
        choices=[
            (value, value.label) for value in (SupportTicket.Channel.CALL, SupportTicket.Channel.EMAIL, SupportTicket.Channel.WEB)
        ],
    )
    language = forms.ChoiceField(label=_("Language"), choices=Language.choices)
    category = forms.ChoiceField(label=_("Category"), choices=Topic.choices, initial=Topic.GENERAL)
    priority = forms.ChoiceField(
        label=_("Priority"), choices=SupportTicket.Priority.choices, initial=SupportTicket.Priority.NORMAL
    )
    booking_reference = forms.CharField(label=_("Booking reference"), required=False, max_length=40)
    invoice_reference = forms.CharField(label=_("Invoice reference"), required=False, max_length=40)

    def clean(self) -> dict:
        cleaned = super().clean() or {}
        cleaned["requester"] = User.objects.filter(email=cleaned.get("email", "").lower(), is_active=True).first()
        if "email" in cleaned and cleaned["requester"] is None and not cleaned.get("name"):
            self.add_error("name", _("There is no account with this address, so please give a name."))
        return cleaned
