"""What the API says about tickets and messages, and what it takes."""

from __future__ import annotations

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from supportdesk.core.api.fields import (
    KnownFieldsMixin,
    StrictBooleanField,
    StrictCharField,
    StrictChoiceField,
    StrictEmailField,
    StrictIntegerField,
)
from supportdesk.core.choices import Language, Topic
from supportdesk.core.models import User

from .. import policies
from ..doors import Door
from ..models import SupportAttachment, SupportMessage, SupportTicket

MAX_TEXT = 20_000
_TICKET_FIELDS = [
    "id", "number", "subject", "description", "category", "priority", "status", "language", "channel", "requester", "assignee",
    "booking_reference", "invoice_reference", "created_at", "updated_at", "first_response_at", "resolved_at", "ai_suggestions",
]  # fmt: skip


class PersonSerializer(serializers.Serializer):
    id = serializers.IntegerField()
    name = serializers.CharField(source="public_name")


class RequesterSerializer(serializers.Serializer):
    id = serializers.IntegerField(allow_null=True, help_text="null for a guest.")
    name = serializers.CharField()
    email = serializers.EmailField(help_text="Who may see the ticket is its customer or works at the desk.")
    is_guest = serializers.BooleanField()


class TicketSerializer(serializers.ModelSerializer):
    requester = serializers.SerializerMethodField()
    assignee = PersonSerializer(allow_null=True, read_only=True)
    ai_suggestions = serializers.ListField(child=serializers.DictField(), read_only=True)

    class Meta:
        model = SupportTicket
        fields = _TICKET_FIELDS
        read_only_fields = fields

    @extend_schema_field(RequesterSerializer)
    def get_requester(self, ticket: SupportTicket) -> dict:
        return {
            "id": ticket.requester_id,
            "name": ticket.requester_name,
            "email": ticket.requester_email,
            "is_guest": ticket.requester_id is None,
        }


class OpenedTicketSerializer(TicketSerializer):
    """A guest's ticket comes with its private link: here and only here."""

    access_token = serializers.CharField(required=False, help_text="For guests: send it as `X-Ticket-Token`.")
    access_url = serializers.URLField(required=False, help_text="For guests: the page of the ticket.")

    class Meta(TicketSerializer.Meta):
        fields = [*_TICKET_FIELDS, "access_token", "access_url"]
        read_only_fields = fields


class OpenTicketSerializer(serializers.Serializer):
    subject = StrictCharField(max_length=200)
    description = StrictCharField(max_length=MAX_TEXT)
    category = StrictChoiceField(choices=Topic.choices, default=Topic.GENERAL)
    priority = StrictChoiceField(choices=SupportTicket.Priority.choices, default=SupportTicket.Priority.NORMAL)
    language = StrictChoiceField(choices=Language.choices, required=False, help_text="By default the language of the call.")
    booking_reference = StrictCharField(max_length=40, required=False, allow_blank=True)
    invoice_reference = StrictCharField(max_length=40, required=False, allow_blank=True)
    guest_name = StrictCharField(max_length=80, required=False, help_text="Required without an account.")
    guest_email = StrictEmailField(max_length=254, required=False, help_text="Required without an account.")

    def validate(self, attrs: dict) -> dict:
        signed_in = self.context["request"].user.is_authenticated
        problems = {}
        for field in ("guest_name", "guest_email"):
            if signed_in and field in attrs:
                problems[field] = serializers.ErrorDetail(
                    str(_("You are signed in, so the ticket is yours: leave this out.")), "not_for_you"
                )
            elif not signed_in and field not in attrs:
                problems[field] = serializers.ErrorDetail(str(_("Without an account we need this to answer you.")), "required")
        if problems:
            raise serializers.ValidationError(problems)
        attrs.setdefault("language", get_language() or Language.EN)
        return attrs


class UpdateTicketSerializer(KnownFieldsMixin, serializers.Serializer):
    status = StrictChoiceField(choices=SupportTicket.Status.choices, required=False)
    priority = StrictChoiceField(choices=SupportTicket.Priority.choices, required=False)
    category = StrictChoiceField(choices=Topic.choices, required=False)
    assignee = StrictIntegerField(
        required=False, allow_null=True, help_text="Id of an agent; null puts the ticket back into the queue."
    )
    reason = StrictCharField(max_length=500, required=False, allow_blank=True, help_text="Kept in the timeline.")

    def validate_assignee(self, value: int | None) -> User | None:
        if value is None:
            return None
        person = User.objects.filter(pk=value, is_active=True).first()
        if person is None or not policies.can_answer(person):
            raise serializers.ValidationError(_("That is not an active agent."), code="not_an_agent")
        return person


class AttachmentSerializer(serializers.ModelSerializer):
    url = serializers.SerializerMethodField(help_text="Asks for the same credentials as the ticket.")

    class Meta:
        model = SupportAttachment
        fields = ["id", "name", "content_type", "size", "url"]
        read_only_fields = fields

    @extend_schema_field(serializers.URLField)
    def get_url(self, attachment: SupportAttachment) -> str:
        # Without the token of a private link, which the caller sends as a header: addresses end up in logs.
        door = Door(self.context["ticket"])
        return self.context["request"].build_absolute_uri(door.url_of(attachment))


class MessageSerializer(serializers.ModelSerializer):
    seq = serializers.IntegerField(source="event.seq", read_only=True, help_text="Rises within the ticket; for `since`.")
    author = PersonSerializer(allow_null=True, read_only=True)
    attachments = AttachmentSerializer(many=True, read_only=True)
    language = serializers.CharField(read_only=True, help_text="Empty when it is not known.")

    class Meta:
        model = SupportMessage
        fields = [
            "id", "seq", "sender_type", "author", "author_name", "body", "body_html", "internal", "client_id", "language",
            "created_at", "attachments",
        ]  # fmt: skip
        read_only_fields = fields


class PostMessageSerializer(serializers.Serializer):
    body = StrictCharField(max_length=MAX_TEXT, required=False, allow_blank=True, help_text="Required without files.")
    internal = StrictBooleanField(default=False, help_text="A note that only agents read.")
    client_id = StrictCharField(
        max_length=64, required=False, allow_blank=True, help_text="A repeat with the same id is the same message."
    )
    language = StrictChoiceField(choices=Language.choices, required=False)
    files = serializers.ListField(
        child=serializers.FileField(allow_empty_file=True), required=False, help_text="In multipart calls."
    )

    def validate(self, attrs: dict) -> dict:
        if not attrs.get("body") and not attrs.get("files"):
            raise serializers.ValidationError({"body": serializers.ErrorDetail(str(_("Please write something.")), "required")})
        return attrs
