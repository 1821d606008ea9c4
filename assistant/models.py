"""Conversations with the assistant: what was asked, what was answered, from which sources, and how sure it was."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from supportdesk.core.choices import Language
from supportdesk.core.models import TimeStamped
from tickets.models import SupportTicket

from .querysets import ConversationQuerySet


class AISupportConversation(TimeStamped):
    """One talk with the assistant. Its id is the `session_id` of the API."""

    class Status(models.TextChoices):
        ACTIVE = "active", _("Active")
        ESCALATED = "escalated", _("Handed over")
        CLOSED = "closed", _("Closed")

    class Reason(models.TextChoices):
        REQUESTED = "requested", _("The person asked for a human")
        EMERGENCY = "emergency", _("Words of an emergency")
        URGENT = "urgent", _("Urgent words")
        TECHNICAL = "technical", _("Technical trouble")
        LOW_CONFIDENCE = "low_confidence", _("No sure answer")
        ANGER = "anger", _("The person is upset")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="ai_conversations", verbose_name=_("person")
    )
    visitor = models.CharField(_("visitor"), max_length=64, blank=True)
    language = models.CharField(_("language"), max_length=10, choices=Language, default=Language.EN)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.ACTIVE)
    context = models.JSONField(_("context"), default=dict, blank=True)
    escalated_ticket = models.OneToOneField(
        SupportTicket, models.PROTECT, null=True, blank=True, related_name="ai_conversation", verbose_name=_("ticket")
    )
    escalation_reason = models.CharField(_("why it was handed over"), max_length=20, choices=Reason, blank=True)
    last_message_at = models.DateTimeField(_("last message"), default=timezone.now)

    objects = ConversationQuerySet.as_manager()

    class Meta:
        verbose_name = _("assistant conversation")
        verbose_name_plural = _("assistant conversations")
        constraints = [
            models.CheckConstraint(
                name="conversation_of_a_user_or_a_visitor",
                condition=Q(user__isnull=False, visitor="") | (Q(user__isnull=True) & ~Q(visitor="")),
            ),
            models.CheckConstraint(
                name="conversation_escalated_iff_ticket",
                condition=Q(status="escalated", escalated_ticket__isnull=False) | ~Q(status="escalated"),
            ),
        ]
        indexes = [
            models.Index(fields=["user", "-last_message_at"], name="conversation_of_user"),
            models.Index(fields=["-last_message_at"], name="conversation_latest"),
        ]

    def __str__(self) -> str:
        return f"{self.user or _('Visitor')} {self.created_at:%Y-%m-%d %H:%M}"


class AISupportMessage(models.Model):
    class Role(models.TextChoices):
        USER = "user", _("Person")
        ASSISTANT = "assistant", _("Assistant")

    class Intent(models.TextChoices):
        BOOKING = "booking", _("Booking")
        PAYMENT = "payment", _("Payment")
        ACCOUNT = "account", _("Account")
        TECHNICAL = "technical", _("Technical")
        GENERAL = "general", _("General")

    class Sentiment(models.TextChoices):
        NEGATIVE = "negative", _("Negative")
        NEUTRAL = "neutral", _("Neutral")
        POSITIVE = "positive", _("Positive")

    conversation = models.ForeignKey(
        AISupportConversation, models.CASCADE, related_name="messages", verbose_name=_("conversation")
    )
    role = models.CharField(_("who"), max_length=10, choices=Role)
    text = models.TextField(_("text"))
    intent = models.CharField(_("intent"), max_length=10, choices=Intent, blank=True)
    confidence = models.FloatField(_("confidence"), null=True, blank=True, help_text=_("Probability, 0 to 1."))
    sentiment = models.CharField(_("sentiment"), max_length=10, choices=Sentiment, blank=True)
    urgent = models.BooleanField(_("urgent"), default=False)
    sources = models.JSONField(_("sources"), default=list, blank=True)
    suggested_actions = models.JSONField(_("suggested actions"), default=list, blank=True)
    signals = models.JSONField(_("why"), default=dict, blank=True, help_text=_("The figures behind the decision; never texts."))
    answer_ms = models.PositiveIntegerField(_("answer time in ms"), null=True, blank=True)
    helpful = models.BooleanField(_("helpful"), null=True, blank=True)
    created_at = models.DateTimeField(_("when"), default=timezone.now)

    class Meta:
        verbose_name = _("assistant message")
        verbose_name_plural = _("assistant messages")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="confidence_is_a_probability", condition=Q(confidence__isnull=True) | Q(confidence__gte=0, confidence__lte=1)
            ),
            models.CheckConstraint(name="assistant_role_known", condition=Q(role__in=["user", "assistant"])),
        ]
        indexes = [models.Index(fields=["conversation", "id"], name="assistant_message_order")]

    def __str__(self) -> str:
        return self.text[:60]
