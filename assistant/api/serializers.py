"""What the API says and takes about conversations with the assistant."""

from __future__ import annotations

from django.urls import reverse
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from supportdesk.core.api.fields import StrictCharField
from supportdesk.core.choices import Language
from supportdesk.core.exceptions import Refusal
from supportdesk.core.markup import render_article
from tickets.models import SupportTicket

from ..models import AISupportConversation, AISupportMessage
from ..services import Answer
from ..services.asking import MAX_MESSAGE, clean_context

Reason = AISupportConversation.Reason


class ChatSerializer(serializers.Serializer):
    message = StrictCharField(max_length=MAX_MESSAGE)
    session_id = StrictCharField(
        max_length=100,
        required=False,
        allow_null=True,
        allow_blank=True,
        help_text="From the answer before; an unknown one starts a new conversation.",
    )
    context = serializers.DictField(  # type: ignore[assignment]
        required=False,
        help_text="Up to 4,000 characters of JSON that go to the ticket, such as `page` or `booking_reference`. "
        "`guest_name` and `guest_email` let a visitor be handed over at once.",
    )

    def validate_context(self, context: dict) -> dict:
        try:
            return clean_context(context)
        except Refusal as refusal:
            raise serializers.ValidationError(str(refusal), code=refusal.code) from refusal


class SourceSerializer(serializers.Serializer):
    type = serializers.CharField(help_text="faq.")
    id = serializers.IntegerField()
    title = serializers.CharField()
    url = serializers.URLField()


class RelatedSerializer(serializers.Serializer):
    id = serializers.IntegerField()
    question = serializers.CharField()
    url = serializers.URLField()


class ActionSerializer(serializers.Serializer):
    type = serializers.ChoiceField(choices=["question", "handover", "link", "ticket"])
    label = serializers.CharField()  # type: ignore[assignment]
    url = serializers.URLField(required=False)
    value = serializers.CharField(required=False, help_text="Send it as the next message.")


class EscalatedTicketSerializer(serializers.Serializer):
    id = serializers.UUIDField()
    number = serializers.CharField()
    status = serializers.ChoiceField(choices=SupportTicket.Status.choices)
    url = serializers.URLField(allow_null=True, help_text="For a guest the private link, given once; later null.")


class EscalationSerializer(serializers.Serializer):
    recommended = serializers.BooleanField()
    reason = serializers.ChoiceField(choices=Reason.choices, allow_null=True)
    reason_text = serializers.CharField(allow_blank=True)
    ticket = EscalatedTicketSerializer(allow_null=True)


class AnswerSerializer(serializers.Serializer):
    """An `Answer` of the services as the API tells it; needs the request in its context."""

    reply = serializers.CharField(source="message.text", help_text="Markdown.")
    reply_html = serializers.SerializerMethodField(help_text="The same as safe HTML.")
    session_id = serializers.UUIDField(source="conversation.pk")
    message_id = serializers.IntegerField(source="message.pk")
    language = serializers.ChoiceField(choices=Language.choices, source="conversation.language")
    intent = serializers.ChoiceField(choices=AISupportMessage.Intent.choices, source="message.intent")
    confidence = serializers.FloatField(source="message.confidence", help_text="0 to 1.")
    sentiment = serializers.ChoiceField(choices=AISupportMessage.Sentiment.choices, source="asked.sentiment")
    sources = serializers.SerializerMethodField()
    related_faqs = serializers.SerializerMethodField()
    suggested_actions = serializers.SerializerMethodField()
    escalation = serializers.SerializerMethodField()
    visitor_token = serializers.CharField(
        required=False, help_text="Only for a new visitor: send it as `X-Visitor-Token` to go on with the conversation."
    )

    @extend_schema_field(serializers.CharField)
    def get_reply_html(self, answer: Answer) -> str:
        return render_article(answer.message.text)

    @extend_schema_field(SourceSerializer(many=True))
    def get_sources(self, answer: Answer) -> list[dict]:
        return with_whole_urls(answer.message.sources, self.context["request"])

    @extend_schema_field(RelatedSerializer(many=True))
    def get_related_faqs(self, answer: Answer) -> list[dict]:
        return with_whole_urls(answer.related, self.context["request"])

    @extend_schema_field(ActionSerializer(many=True))
    def get_suggested_actions(self, answer: Answer) -> list[dict]:
        return with_whole_urls(answer.message.suggested_actions, self.context["request"])

    @extend_schema_field(EscalationSerializer)
    def get_escalation(self, answer: Answer) -> dict:
        return escalation(
            answer.reason,
            answer.ticket,
            recommended=answer.recommended,
            token=answer.access_token,
            request=self.context["request"],
        )


class ConversationMessageSerializer(serializers.ModelSerializer):
    intent = serializers.CharField(allow_blank=True)
    sources = serializers.SerializerMethodField()

    class Meta:
        model = AISupportMessage
        fields = ["id", "role", "text", "intent", "confidence", "sentiment", "sources", "created_at", "helpful"]
        read_only_fields = fields

    @extend_schema_field(SourceSerializer(many=True))
    def get_sources(self, message: AISupportMessage) -> list[dict]:
        return with_whole_urls(message.sources, self.context["request"])


class ConversationSerializer(serializers.ModelSerializer):
    session_id = serializers.UUIDField(source="pk", read_only=True)
    escalation = serializers.SerializerMethodField()
    messages = ConversationMessageSerializer(many=True, read_only=True)

    class Meta:
        model = AISupportConversation
        fields = ["session_id", "language", "status", "escalation", "created_at", "messages"]
        read_only_fields = fields

    @extend_schema_field(EscalationSerializer)
    def get_escalation(self, conversation: AISupportConversation) -> dict:
        reason = conversation.escalation_reason
        return escalation(reason, conversation.escalated_ticket, recommended=bool(reason), request=self.context["request"])


def escalation(reason: str, ticket: SupportTicket | None, *, recommended: bool, request, token: str = "") -> dict:
    shown = None
    if ticket is not None:
        shown = {"id": str(ticket.pk), "number": ticket.number, "status": ticket.status, "url": _address(ticket, token, request)}
    reason_text = str(Reason(reason).label) if reason else ""
    return {"recommended": recommended, "reason": reason or None, "reason_text": reason_text, "ticket": shown}


def _address(ticket: SupportTicket, token: str, request) -> str | None:
    if ticket.requester_id is None and not token and not request.user.is_authenticated:
        return None
    path = reverse("tickets:link", args=[token]) if token else reverse("tickets:detail", args=[ticket.pk])
    return request.build_absolute_uri(path)


def with_whole_urls(entries: list[dict], request) -> list[dict]:
    return [entry | {"url": request.build_absolute_uri(entry["url"])} if "url" in entry else entry for entry in entries]
