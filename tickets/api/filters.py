"""Filters of the lists; an unknown value is refused, several may be repeated or separated by commas."""

from __future__ import annotations

from datetime import UTC

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django_filters.fields import IsoDateTimeField

from supportdesk.core.choices import Language, Topic

from ..models import SupportMessage, SupportTicket

# The serial number rises with time and is unique, which is what paging by keyset needs.
ORDERINGS = {
    "-created": "-serial",
    "created": "serial",
    "-created_at": "-serial",
    "created_at": "serial",
    "-number": "-serial",
    "number": "serial",
}


class Separated(forms.SelectMultiple):
    def value_from_datadict(self, data, files, name):
        values = data.getlist(name) if hasattr(data, "getlist") else [data.get(name, "")]
        return [word.strip() for value in values for word in value.split(",") if word.strip()]


def several(choices, **kwargs) -> django_filters.MultipleChoiceFilter:
    return django_filters.MultipleChoiceFilter(choices=choices, widget=Separated, distinct=False, **kwargs)


class MomentField(IsoDateTimeField):
    """ISO 8601; a time that no calendar of ours can hold in UTC is refused."""

    def clean(self, value):
        moment = super().clean(value)
        try:
            return moment and moment.astimezone(UTC)
        except (OverflowError, ValueError) as error:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from error


class MomentFilter(django_filters.IsoDateTimeFilter):
    field_class = MomentField


class AssigneeField(forms.CharField):
    def clean(self, value):
        value = super().clean(value)
        if value and value not in ("me", "none") and not (value.isascii() and value.isdigit() and len(value) < 19):
            raise ValidationError(_("Give the id of an agent, “me” or “none”."), code="invalid")
        return value


class AssigneeFilter(django_filters.CharFilter):
    field_class = AssigneeField


class TicketFilter(django_filters.FilterSet):
    status = several(SupportTicket.Status.choices, label="Status; several may be given")
    category = several(Topic.choices, label="Category; several may be given")
    priority = several(SupportTicket.Priority.choices, label="Priority; several may be given")
    language = several(Language.choices, label="Language of the ticket; several may be given")
    assignee = AssigneeFilter(method="by_assignee", label="Id of an agent, `me` or `none`")
    created_after = MomentFilter(field_name="created_at", lookup_expr="gte", label="Created at this time or later (ISO 8601)")
    created_before = MomentFilter(field_name="created_at", lookup_expr="lt", label="Created before this time (ISO 8601)")
    search = django_filters.CharFilter(
        method="by_words", max_length=200, label="Words of number, subject, description, references or people; all must occur"
    )
    ordering = django_filters.ChoiceFilter(
        method="in_order", choices=[(name, name) for name in ORDERINGS], label="Newest first (`-created`) is the default"
    )

    class Meta:
        model = SupportTicket
        fields: list[str] = []

    def by_assignee(self, queryset, name: str, value: str):
        if value == "none":
            return queryset.unassigned()
        if value == "me":
            return queryset.assigned_to(self.request.user)
        return queryset.filter(assignee_id=int(value))

    def by_words(self, queryset, name: str, value: str):
        return queryset.matching(value)

    def in_order(self, queryset, name: str, value: str):
        """Checked here; applied by the pages, whose keyset it is."""
        return queryset


class SequenceField(forms.IntegerField):
    def __init__(self, **kwargs) -> None:
        super().__init__(**{**kwargs, "min_value": 0, "max_value": 2**31 - 1})


class SequenceFilter(django_filters.Filter):
    field_class = SequenceField


class MessageFilter(django_filters.FilterSet):
    since = SequenceFilter(method="after", label="Only messages with a greater sequence number")

    class Meta:
        model = SupportMessage
        fields: list[str] = []

    def after(self, queryset, name: str, value: int):
        return queryset.since(value)
