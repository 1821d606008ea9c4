"""The one conversation model, whatever its channel: a ticket, its messages, and its timeline."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from supportdesk.core.choices import Language, Topic
from supportdesk.core.models import TimeStamped

from .querysets import AccessLinkQuerySet, MessageQuerySet, TicketEventQuerySet, TicketQuerySet


class TicketNumber(models.Model):
    """Hands out serial numbers: inserting a row takes the next one without locking anybody. Gaps are allowed."""

    id = models.BigAutoField(primary_key=True)

    class Meta:
        verbose_name = _("ticket number")
        verbose_name_plural = _("ticket numbers")

    def __str__(self) -> str:
        return f"SUP-{self.pk:06d}"


class SupportTicket(TimeStamped):
    """One request for help, from the first word to the last."""

    Category = Topic

    class Priority(models.TextChoices):
        LOW = "low", _("Low")
        NORMAL = "normal", _("Normal")
        HIGH = "high", _("High")
        URGENT = "urgent", _("Urgent")

    class Status(models.TextChoices):
        OPEN = "open", _("Open")
        ASSIGNED = "assigned", _("Assigned")
        IN_PROGRESS = "in_progress", _("In progress")
        WAITING = "waiting", _("Waiting for customer")
        RESOLVED = "resolved", _("Resolved")
        CLOSED = "closed", _("Closed")

    class Channel(models.TextChoices):
        WEB = "web", _("Web")
        EMAIL = "email", _("E-mail")
        CHAT = "chat", _("Live chat")
        CALL = "call", _("Call")
        ASSISTANT = "assistant", _("Assistant")
        API = "api", _("API")
        INTEGRATION = "integration", _("Integration")

    SETTLED = (Status.RESOLVED, Status.CLOSED)
    # What counts as an agent's load: settled and waiting tickets do not.
    CLOCK_RUNS = (Status.ASSIGNED, Status.IN_PROGRESS)
    NEXT = {
        Status.OPEN: {Status.ASSIGNED},
        Status.ASSIGNED: {Status.OPEN, Status.IN_PROGRESS, Status.WAITING, Status.RESOLVED},
        Status.IN_PROGRESS: {Status.OPEN, Status.WAITING, Status.RESOLVED},
        Status.WAITING: {Status.OPEN, Status.IN_PROGRESS, Status.RESOLVED},
        Status.RESOLVED: {Status.IN_PROGRESS, Status.CLOSED},
        Status.CLOSED: set(),
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    serial = models.PositiveBigIntegerField(_("serial number"), unique=True, editable=False)
    number = models.CharField(_("number"), max_length=20, unique=True, editable=False)
    subject = models.CharField(_("subject"), max_length=200)
    description = models.TextField(_("description"))
    category = models.CharField(_("category"), max_length=12, choices=Topic, default=Topic.GENERAL)
    priority = models.CharField(_("priority"), max_length=10, choices=Priority, default=Priority.NORMAL)
    status = models.CharField(_("status"), max_length=12, choices=Status, default=Status.OPEN)
    language = models.CharField(_("language"), max_length=10, choices=Language, default=Language.EN)
    channel = models.CharField(_("channel"), max_length=12, choices=Channel, default=Channel.WEB)
    requester = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="requested_tickets",
        verbose_name=_("customer"),
    )
    guest_name = models.CharField(_("guest's name"), max_length=80, blank=True)
    guest_email = models.EmailField(_("guest's e-mail"), blank=True)
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="assigned_tickets",
        verbose_name=_("agent"),
    )
    booking_reference = models.CharField(_("booking reference"), max_length=40, blank=True)
    invoice_reference = models.CharField(_("invoice reference"), max_length=40, blank=True)
    context = models.JSONField(_("context"), default=dict, blank=True)
    ai_suggestions = models.JSONField(_("suggestions of the assistant"), default=list, blank=True)
    first_response_at = models.DateTimeField(_("first answer"), null=True, blank=True)
    resolved_at = models.DateTimeField(_("resolved"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    last_customer_message_at = models.DateTimeField(_("last message of the customer"), null=True, blank=True)
    last_agent_message_at = models.DateTimeField(_("last message of an agent"), null=True, blank=True)
    last_seq = models.PositiveIntegerField(_("last event"), default=0, editable=False)

    # The token of a guest's private link: on the ticket that `open_ticket` returns, and nowhere else.
    access_token = ""

    objects = TicketQuerySet.as_manager()

    class Meta:
        verbose_name = _("ticket")
        verbose_name_plural = _("tickets")
        constraints = [
            models.CheckConstraint(
                name="ticket_has_a_requester_or_a_guest",
                condition=Q(requester__isnull=False, guest_name="", guest_email="")
                | (Q(requester__isnull=True) & ~Q(guest_name="") & ~Q(guest_email="")),
            ),
            models.CheckConstraint(
                name="ticket_settled_iff_resolved_at",
                condition=Q(status__in=["resolved", "closed"], resolved_at__isnull=False)
                | (~Q(status__in=["resolved", "closed"]) & Q(resolved_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="ticket_closed_iff_closed_at",
                condition=Q(status="closed", closed_at__isnull=False) | (~Q(status="closed") & Q(closed_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="ticket_open_iff_unassigned",
                condition=Q(status="open", assignee__isnull=True) | (~Q(status="open") & Q(assignee__isnull=False)),
            ),
            models.CheckConstraint(name="ticket_subject_not_empty", condition=~Q(subject="")),
            *(
                models.CheckConstraint(name=f"ticket_{field}_known", condition=Q(**{f"{field}__in": values}))
                for field, values in (
                    ("category", Topic.values),
                    ("priority", ["low", "normal", "high", "urgent"]),
                    ("status", ["open", "assigned", "in_progress", "waiting", "resolved", "closed"]),
                    ("language", Language.values),
                    ("channel", ["web", "email", "chat", "call", "assistant", "api", "integration"]),
                )
            ),
        ]
        indexes = [
            models.Index(fields=["requester", "-serial"], name="ticket_of_requester"),
            models.Index(fields=["assignee", "status", "-serial"], name="ticket_of_assignee"),
            models.Index(fields=["status", "-serial"], name="ticket_by_status"),
            models.Index(fields=["category", "-serial"], name="ticket_by_category"),
            models.Index(fields=["priority", "-serial"], name="ticket_by_priority"),
            models.Index(fields=["language", "-serial"], name="ticket_by_language"),
            models.Index(fields=["created_at"], name="ticket_by_age"),
            models.Index(fields=["serial"], condition=Q(assignee__isnull=True), name="ticket_unassigned"),
            models.Index(Lower("guest_email"), condition=~Q(guest_email=""), name="ticket_of_guest"),
            models.Index(fields=["booking_reference"], condition=~Q(booking_reference=""), name="ticket_of_booking"),
            models.Index(fields=["invoice_reference"], condition=~Q(invoice_reference=""), name="ticket_of_invoice"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.subject}"

    def get_absolute_url(self) -> str:
        return reverse("tickets:detail", args=[self.pk])

    @property
    def is_settled(self) -> bool:
        return self.status in self.SETTLED

    @property
    def requester_name(self) -> str:
        return self.requester.public_name if self.requester else self.guest_name

    @property
    def requester_email(self) -> str:
        return self.requester.email if self.requester else self.guest_email

    def may_become(self, status: str) -> bool:
        return status in self.NEXT[self.Status(self.status)]


class TicketEvent(models.Model):
    """One entry of a ticket's timeline. Append-only; `seq` has no gaps and no doubles within a ticket."""

    class Kind(models.TextChoices):
        OPENED = "opened", _("opened the ticket")
        MESSAGE = "message", _("wrote")
        NOTE = "note", _("left a note")
        STATUS = "status", _("changed the status")
        ASSIGNED = "assigned", _("assigned the ticket")
        UNASSIGNED = "unassigned", _("took the agent off")
        PRIORITY = "priority", _("changed the priority")
        CATEGORY = "category", _("changed the category")
        ROUTING = "routing", _("looked for an agent")
        SUGGESTIONS = "suggestions", _("suggested answers")
        HANDOVER = "handover", _("handed over to people")
        CHAT = "chat", _("live chat")
        CALL = "call", _("call")
        LINK = "link", _("private link")

    class Audience(models.TextChoices):
        CUSTOMER = "customer", _("Customer and staff")
        STAFF = "staff", _("Staff only")

    class ActorKind(models.TextChoices):
        USER = "user", _("Customer")
        AGENT = "agent", _("Agent")
        AI = "ai", _("Assistant")
        SYSTEM = "system", _("System")

    ticket = models.ForeignKey(SupportTicket, models.PROTECT, related_name="events", verbose_name=_("ticket"))
    seq = models.PositiveIntegerField(_("sequence number"))
    kind = models.CharField(_("what"), max_length=12, choices=Kind)
    audience = models.CharField(_("seen by"), max_length=10, choices=Audience, default=Audience.CUSTOMER)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("who")
    )
    actor_kind = models.CharField(_("kind of actor"), max_length=10, choices=ActorKind, default=ActorKind.SYSTEM)
    data = models.JSONField(_("details and reason"), default=dict, blank=True)
    created_at = models.DateTimeField(_("when"), default=timezone.now)

    objects = TicketEventQuerySet.as_manager()

    class Meta:
        verbose_name = _("ticket event")
        verbose_name_plural = _("ticket events")
        ordering = ["ticket", "seq"]
        constraints = [
            models.UniqueConstraint(fields=["ticket", "seq"], name="event_seq_once_per_ticket"),
            models.CheckConstraint(name="event_seq_starts_at_one", condition=Q(seq__gte=1)),
            models.CheckConstraint(name="event_note_for_staff_only", condition=~Q(kind="note") | Q(audience="staff")),
        ]

    def __str__(self) -> str:
        return f"{self.seq} {self.kind}"

    def save(self, *args, **kwargs) -> None:
        if not self._state.adding:
            raise TypeError("A ticket's timeline is append-only.")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise TypeError("A ticket's timeline is append-only.")


class SupportMessage(models.Model):
    """What somebody wrote in a ticket. Live chat writes here as well."""

    class Sender(models.TextChoices):
        USER = "user", _("Customer")
        AGENT = "agent", _("Agent")
        AI = "ai", _("Assistant")
        SYSTEM = "system", _("System")

    ticket = models.ForeignKey(SupportTicket, models.PROTECT, related_name="messages", verbose_name=_("ticket"))
    event = models.OneToOneField(TicketEvent, models.PROTECT, related_name="message", verbose_name=_("event"))
    sender_type = models.CharField(_("sender"), max_length=10, choices=Sender)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="support_messages", verbose_name=_("author")
    )
    author_name = models.CharField(_("name shown"), max_length=80, blank=True)
    body = models.TextField(_("text"))
    body_html = models.TextField(_("rendered text"), blank=True, editable=False)
    internal = models.BooleanField(_("internal note"), default=False)
    client_id = models.CharField(
        _("client's id"), max_length=64, blank=True, help_text=_("A repeat with the same id is the same message.")
    )
    client = models.CharField(_("client"), max_length=80, blank=True, editable=False)
    language = models.CharField(_("language"), max_length=10, choices=Language, blank=True)
    created_at = models.DateTimeField(_("written"), default=timezone.now)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["event__seq"]
        constraints = [
            models.UniqueConstraint(
                fields=["ticket", "client", "client_id"], condition=~Q(client_id=""), name="message_client_id_once_per_ticket"
            ),
            models.CheckConstraint(
                name="message_internal_never_by_the_customer", condition=Q(internal=False) | ~Q(sender_type="user")
            ),
            models.CheckConstraint(name="message_sender_known", condition=Q(sender_type__in=["user", "agent", "ai", "system"])),
        ]
        indexes = [models.Index(fields=["ticket", "created_at"], name="message_of_ticket")]

    def __str__(self) -> str:
        return self.body[:60]


def attachment_path(attachment: SupportAttachment, filename: str) -> str:
    """A random name: what the sender called the file is data, never a path."""
    return f"attachments/{timezone.now():%Y/%m}/{attachment.id.hex}"


class SupportAttachment(models.Model):
    """A file sent with a message, served only through the view that checks who asks."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    message = models.ForeignKey(SupportMessage, models.PROTECT, related_name="attachments", verbose_name=_("message"))
    file = models.FileField(_("file"), upload_to=attachment_path, max_length=200)
    name = models.CharField(_("name"), max_length=200)
    content_type = models.CharField(_("type"), max_length=100)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    sha256 = models.CharField(_("checksum"), max_length=64)
    uploaded_at = models.DateTimeField(_("uploaded"), default=timezone.now)

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        constraints = [models.CheckConstraint(name="attachment_not_empty", condition=Q(size__gt=0))]

    def __str__(self) -> str:
        return self.name


class TicketAccessLink(models.Model):
    """A private link for somebody without an account: random, expiring, revocable, for one ticket only.

    Only the SHA-256 of the token is kept; the token itself is in the letter.
    """

    ticket = models.ForeignKey(SupportTicket, models.CASCADE, related_name="access_links", verbose_name=_("ticket"))
    token_hash = models.CharField(_("hash"), max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(_("created"), default=timezone.now)
    expires_at = models.DateTimeField(_("expires"))
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)
    use_count = models.PositiveIntegerField(_("times used"), default=0)
    last_used_at = models.DateTimeField(_("last used"), null=True, blank=True)

    objects = AccessLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("private link")
        verbose_name_plural = _("private links")
        constraints = [models.CheckConstraint(name="access_link_expires_later", condition=Q(expires_at__gt=F("created_at")))]

    def __str__(self) -> str:
        return f"{self.ticket.number} → {self.expires_at:%Y-%m-%d}"
