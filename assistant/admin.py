"""Conversations with the assistant in the admin: to read, never to change."""

from __future__ import annotations

from django.contrib import admin
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from supportdesk.core.read_only import ReadOnlyAdmin

from .models import AISupportConversation, AISupportMessage
from .rendering import rendered

Status = AISupportConversation.Status


class IntentFilter(admin.SimpleListFilter):
    """Conversations in which something of that kind was asked."""

    title = _("intent")
    parameter_name = "intent"

    def lookups(self, request, model_admin):
        return AISupportMessage.Intent.choices

    def queryset(self, request, queryset):
        if self.value() not in AISupportMessage.Intent.values:
            return queryset
        asked = AISupportMessage.objects.filter(role=AISupportMessage.Role.USER, intent=self.value())
        return queryset.filter(pk__in=asked.values("conversation"))


@admin.register(AISupportConversation)
class AISupportConversationAdmin(ReadOnlyAdmin):
    list_display = ["beginning", "who", "language", "shown_status", "escalation_reason", "ticket_link", "last_message_at"]
    list_filter = ["status", "escalation_reason", IntentFilter, "language"]
    list_select_related = ["user", "escalated_ticket"]
    search_fields = ["id", "user__email", "escalated_ticket__number"]
    ordering = ["-last_message_at", "pk"]
    date_hierarchy = "created_at"
    fields = [
        "dialogue",
        "who",
        "language",
        "status",
        "escalation_reason",
        "ticket_link",
        "context",
        "created_at",
        "last_message_at",
    ]
    readonly_fields = fields

    def get_queryset(self, request):
        return super().get_queryset(request).with_first_question()

    @admin.display(description=_("first question"))
    def beginning(self, conversation) -> str:
        return (conversation.first_question or "")[:80] or str(conversation)

    @admin.display(description=_("person"), ordering="user")
    def who(self, conversation) -> str:
        return str(conversation.user or _("Visitor"))

    @display(
        description=_("status"),
        ordering="status",
        label={Status.ACTIVE: "info", Status.ESCALATED: "warning", Status.CLOSED: "default"},
    )
    def shown_status(self, conversation):
        return conversation.status, conversation.get_status_display()

    @admin.display(description=_("ticket"), ordering="escalated_ticket__serial")
    def ticket_link(self, conversation) -> str:
        ticket = conversation.escalated_ticket
        if ticket is None:
            return "–"
        return format_html('<a href="{}">{}</a>', reverse("admin:tickets_supportticket_change", args=[ticket.pk]), ticket.number)

    @admin.display(description=_("conversation"))
    def dialogue(self, conversation) -> str:
        said = [(message, rendered(message)) for message in conversation.messages.all()]
        return render_to_string("admin/assistant/dialogue.html", {"said": said})


@admin.register(AISupportMessage)
class AISupportMessageAdmin(ReadOnlyAdmin):
    list_display = [
        "beginning",
        "role",
        "intent",
        "confidence_percent",
        "sentiment",
        "urgent",
        "source_titles",
        "helpful",
        "created_at",
    ]
    list_filter = ["role", "intent", "sentiment", "urgent", "helpful"]
    search_fields = ["text", "conversation__id"]
    ordering = ["-pk"]
    fields = [
        *("conversation", "role", "text", "intent", "confidence", "sentiment", "urgent", "sources", "suggested_actions"),
        *("signals", "answer_ms", "helpful", "created_at"),
    ]
    readonly_fields = fields

    @admin.display(description=_("text"))
    def beginning(self, message) -> str:
        return message.text[:80]

    @admin.display(description=_("confidence"), ordering="confidence")
    def confidence_percent(self, message) -> str:
        return "–" if message.confidence is None else f"{message.confidence:.0%}"

    @admin.display(description=_("sources"))
    def source_titles(self, message) -> str:
        return ", ".join(source["title"] for source in message.sources) or "–"
