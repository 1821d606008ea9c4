"""Who is at the desk: skills, presence, live rooms and calls."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from supportdesk.core.choices import Language, Topic
from supportdesk.core.models import TimeStamped, validate_time_zone
from tickets.models import SupportTicket

from .querysets import AgentQuerySet, CallQuerySet, RoomQuerySet


class SupportAgent(TimeStamped):
    """The working side of a person: what they can do, and whether they are there."""

    class Availability(models.TextChoices):
        ONLINE = "online", _("Online")
        AWAY = "away", _("Away")
        BUSY = "busy", _("Busy")
        OFFLINE = "offline", _("Offline")

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.PROTECT, related_name="support_agent", verbose_name=_("person"))
    availability = models.CharField(_("availability"), max_length=10, choices=Availability, default=Availability.OFFLINE)
    availability_changed_at = models.DateTimeField(_("since"), default=timezone.now)
    capacity = models.PositiveSmallIntegerField(
        _("capacity"),
        default=8,
        validators=[MaxValueValidator(200)],
        help_text=_("Tickets whose clock may run at the same time."),
    )
    time_zone = models.CharField(_("time zone"), max_length=64, default="UTC", validators=[validate_time_zone])
    bio = models.CharField(_("about"), max_length=300, blank=True)
    rating = models.DecimalField(
        _("rating"),
        max_digits=3,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(5)],
    )
    rating_count = models.PositiveIntegerField(_("ratings"), default=0)
    first_response_count = models.PositiveIntegerField(_("first answers"), default=0)
    first_response_seconds = models.PositiveBigIntegerField(_("seconds to first answers, all together"), default=0)
    resolution_count = models.PositiveIntegerField(_("tickets resolved"), default=0)
    resolution_seconds = models.PositiveBigIntegerField(_("seconds to resolve, all together"), default=0)
    last_assigned_at = models.DateTimeField(_("last ticket"), null=True, blank=True)

    objects = AgentQuerySet.as_manager()

    class Meta:
        verbose_name = _("agent")
        verbose_name_plural = _("agents")
        constraints = [
            models.CheckConstraint(
                name="agent_availability_known", condition=Q(availability__in=["online", "away", "busy", "offline"])
            ),
            models.CheckConstraint(
                name="agent_rating_one_to_five", condition=Q(rating__isnull=True) | Q(rating__gte=1, rating__lte=5)
            ),
        ]
        indexes = [models.Index(fields=["availability", "last_assigned_at"], name="agent_by_availability")]

    def __str__(self) -> str:
        return str(self.user)

    @property
    def average_first_response_seconds(self) -> int | None:
        """Mean time to the first answer in seconds; None before the first one."""
        return self.first_response_seconds // self.first_response_count if self.first_response_count else None

    @property
    def average_resolution_seconds(self) -> int | None:
        return self.resolution_seconds // self.resolution_count if self.resolution_count else None


class AgentLanguage(models.Model):
    class Level(models.IntegerChoices):
        BASIC = 1, _("Basic")
        FLUENT = 2, _("Fluent")
        NATIVE = 3, _("Native")

    agent = models.ForeignKey(SupportAgent, models.CASCADE, related_name="languages", verbose_name=_("agent"))
    language = models.CharField(_("language"), max_length=10, choices=Language)
    level = models.PositiveSmallIntegerField(_("level"), choices=Level, default=Level.FLUENT)

    class Meta:
        verbose_name = _("language")
        verbose_name_plural = _("languages")
        constraints = [models.UniqueConstraint(fields=["agent", "language"], name="agent_language_once")]
        indexes = [models.Index(fields=["language", "level"], name="agent_language_search")]

    def __str__(self) -> str:
        return f"{self.get_language_display()} ({self.get_level_display()})"


class AgentSpecialty(models.Model):
    agent = models.ForeignKey(SupportAgent, models.CASCADE, related_name="specialties", verbose_name=_("agent"))
    category = models.CharField(_("category"), max_length=12, choices=Topic)

    class Meta:
        verbose_name = _("specialty")
        verbose_name_plural = _("specialties")
        constraints = [models.UniqueConstraint(fields=["agent", "category"], name="agent_specialty_once")]

    def __str__(self) -> str:
        return self.get_category_display()


class ChatRoom(TimeStamped):
    """The live side of a ticket whose channel is chat: the queue, who is in the room, when it ended."""

    class Status(models.TextChoices):
        WAITING = "waiting", _("Waiting for an agent")
        ACTIVE = "active", _("Active")
        ENDED = "ended", _("Ended")

    ticket = models.OneToOneField(SupportTicket, models.PROTECT, related_name="chat_room", verbose_name=_("ticket"))
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.WAITING)
    queued_at = models.DateTimeField(_("queued"), default=timezone.now)
    joined_at = models.DateTimeField(_("agent joined"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("ended by")
    )
    end_reason = models.CharField(_("why it ended"), max_length=200, blank=True)

    objects = RoomQuerySet.as_manager()

    class Meta:
        verbose_name = _("chat room")
        verbose_name_plural = _("chat rooms")
        constraints = [
            models.CheckConstraint(
                name="room_ended_iff_ended_at",
                condition=Q(status="ended", ended_at__isnull=False) | (~Q(status="ended") & Q(ended_at__isnull=True)),
            ),
            models.CheckConstraint(name="room_active_has_joined", condition=~Q(status="active") | Q(joined_at__isnull=False)),
        ]
        indexes = [models.Index(fields=["queued_at"], condition=Q(status="waiting"), name="room_queue")]

    def __str__(self) -> str:
        return str(self.ticket)


class ChatParticipant(models.Model):
    """Somebody in a room, with how far they have read."""

    room = models.ForeignKey(ChatRoom, models.CASCADE, related_name="participants", verbose_name=_("room"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("person")
    )
    joined_at = models.DateTimeField(_("joined"), default=timezone.now)
    left_at = models.DateTimeField(_("left"), null=True, blank=True)
    last_read_seq = models.PositiveIntegerField(_("read up to"), default=0)

    class Meta:
        verbose_name = _("participant")
        verbose_name_plural = _("participants")
        constraints = [
            models.UniqueConstraint(fields=["room", "user"], name="room_participant_once"),
            models.UniqueConstraint(fields=["room"], condition=Q(user__isnull=True), name="room_one_guest"),
        ]

    def __str__(self) -> str:
        return str(self.user or _("Guest"))


class CallSession(models.Model):
    """One video call about a ticket, from the first ring."""

    class Status(models.TextChoices):
        RINGING = "ringing", _("Ringing")
        ACCEPTED = "accepted", _("In progress")
        DECLINED = "declined", _("Declined")
        MISSED = "missed", _("Missed")
        ENDED = "ended", _("Ended")
        FAILED = "failed", _("Failed")

    OVER = (Status.DECLINED, Status.MISSED, Status.ENDED, Status.FAILED)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    ticket = models.ForeignKey(SupportTicket, models.PROTECT, related_name="calls", verbose_name=_("ticket"))
    caller = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("caller")
    )
    callee = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("answered by")
    )
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.RINGING)
    started_at = models.DateTimeField(_("started"), default=timezone.now)
    ring_until = models.DateTimeField(_("rings until"))
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("ended by")
    )
    end_reason = models.CharField(_("why it ended"), max_length=200, blank=True)

    objects = CallQuerySet.as_manager()

    class Meta:
        verbose_name = _("call")
        verbose_name_plural = _("calls")
        constraints = [
            models.CheckConstraint(
                name="call_over_iff_ended_at",
                condition=Q(status__in=["declined", "missed", "ended", "failed"], ended_at__isnull=False)
                | Q(status__in=["ringing", "accepted"], ended_at__isnull=True),
            ),
            models.CheckConstraint(
                name="call_accepted_has_an_answer", condition=~Q(status="accepted") | Q(answered_at__isnull=False)
            ),
            models.CheckConstraint(name="call_rings_for_a_while", condition=Q(ring_until__gt=F("started_at"))),
            models.UniqueConstraint(
                fields=["ticket"], condition=Q(status__in=["ringing", "accepted"]), name="call_one_at_a_time_per_ticket"
            ),
        ]
        indexes = [
            models.Index(fields=["ring_until"], condition=Q(status="ringing"), name="call_ringing"),
            models.Index(fields=["ticket", "-started_at"], name="call_of_ticket"),
        ]

    def __str__(self) -> str:
        return f"{self.ticket.number} {self.get_status_display()}"

    @property
    def duration_seconds(self) -> int | None:
        """How long people talked, in seconds; None while nobody has."""
        if self.answered_at is None:
            return None
        return int(((self.ended_at or timezone.now()) - self.answered_at).total_seconds())
