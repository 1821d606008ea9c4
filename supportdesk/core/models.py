"""The person, and what every floor needs a table for: letters, idempotency, search entries, jobs."""

from __future__ import annotations

import zoneinfo
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .choices import Language
from .jobs.models import JobLease, JobRun, PeriodicSlot
from .querysets import LetterQuerySet, SearchAskedQuerySet, SearchEntryQuerySet, SearchSynonymQuerySet

__all__ = [
    "IdempotencyRecord",
    "JobLease",
    "JobRun",
    "Letter",
    "PeriodicSlot",
    "SearchAsked",
    "SearchEntry",
    "SearchSynonym",
    "TimeStamped",
    "User",
]


class TimeStamped(models.Model):
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)
    updated_at = models.DateTimeField(_("changed"), auto_now=True)

    class Meta:
        abstract = True


def validate_time_zone(name: str) -> None:
    if name not in zoneinfo.available_timezones():
        raise ValidationError(_("%(name)s is not a known time zone."), params={"name": name}, code="unknown_time_zone")


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields) -> User:
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields) -> User:
        return self.create_user(email, password, **{"is_staff": True, "is_superuser": True, **fields})

    def get_by_natural_key(self, email: str | None) -> User:
        return self.get(email=(email or "").lower())


class User(AbstractBaseUser, PermissionsMixin):
    """A person with an account, who signs in by e-mail. Roles are groups (see `core.roles`)."""

    email = models.EmailField(_("e-mail address"), max_length=254, unique=True)
    display_name = models.CharField(_("name"), max_length=80, blank=True)
    language = models.CharField(_("preferred language"), max_length=10, choices=Language, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=64, default="UTC", validators=[validate_time_zone])
    is_staff = models.BooleanField(_("may enter the admin"), default=False)
    is_active = models.BooleanField(_("active"), default=True)
    date_joined = models.DateTimeField(_("joined"), default=timezone.now, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [models.CheckConstraint(name="user_email_in_lower_case", condition=Q(email=Lower("email")))]

    def __str__(self) -> str:
        return self.display_name or self.email

    def save(self, *args, **kwargs) -> None:
        self.email = self.email.lower()
        super().save(*args, **kwargs)

    def get_full_name(self) -> str:
        """What the admin's frame calls the person."""
        return str(self)

    @property
    def public_name(self) -> str:
        """What other people may read: the chosen name, never the address."""
        return self.display_name or str(_("Customer"))


class Letter(TimeStamped):
    """One e-mail in the outbox, written in the transaction of what it tells about and sent by a job.

    `key` names the occasion; a second letter for the same occasion is not written.
    """

    class Status(models.TextChoices):
        QUEUED = "queued", _("Waiting")
        SENT = "sent", _("Sent")
        FAILED = "failed", _("Failed")

    key = models.CharField(_("occasion"), max_length=200, unique=True)
    kind = models.CharField(_("letter"), max_length=60)
    to = models.EmailField(_("to"))
    language = models.CharField(_("language"), max_length=10, choices=Language)
    subject = models.CharField(_("subject"), max_length=300)
    text = models.TextField(_("text"))
    html = models.TextField(_("HTML"), blank=True)
    headers = models.JSONField(_("headers"), default=dict, blank=True)
    message_id = models.CharField("Message-ID", max_length=255, unique=True)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.QUEUED)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    last_error = models.TextField(_("last error"), blank=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)

    objects = LetterQuerySet.as_manager()

    class Meta:
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        indexes = [
            models.Index(fields=["-created_at"], name="letter_latest"),
            models.Index(fields=["created_at"], condition=Q(status="queued"), name="letter_waiting"),
        ]
        constraints = [
            models.CheckConstraint(
                name="letter_sent_iff_sent_at",
                condition=Q(status="sent", sent_at__isnull=False) | (~Q(status="sent") & Q(sent_at__isnull=True)),
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} → {self.to}"


class IdempotencyRecord(models.Model):
    """The first answer to a creating call that carried an `Idempotency-Key`, kept for a day."""

    client = models.CharField(_("client"), max_length=80)
    key = models.CharField(_("key"), max_length=200)
    fingerprint = models.CharField(_("fingerprint of the request"), max_length=64)
    status = models.PositiveSmallIntegerField(_("HTTP status"), null=True)
    body = models.TextField(_("answer"), blank=True, help_text="As it was sent, to the letter.")
    created_at = models.DateTimeField(_("created"), default=timezone.now)

    class Meta:
        verbose_name = _("idempotency record")
        verbose_name_plural = _("idempotency records")
        constraints = [models.UniqueConstraint(fields=["client", "key"], name="idempotency_key_once_per_client")]
        indexes = [models.Index(fields=["created_at"], name="idempotency_age")]

    def __str__(self) -> str:
        return self.key


class SearchEntry(models.Model):
    """What the search knows of one object in one language; written in the transaction that changes the object."""

    class Kind(models.TextChoices):
        FAQ = "faq", _("FAQ")
        ARTICLE = "article", _("Article")
        TUTORIAL = "tutorial", _("Tutorial")
        TOPIC = "topic", _("Community")
        PLACE = "place", _("Location")

    class Audience(models.TextChoices):
        PUBLIC = "public", _("Everyone")
        SIGNED_IN = "signed_in", _("Signed-in people")
        STAFF = "staff", _("Staff")
        GROUPS = "groups", _("Members of groups")

    kind = models.CharField(max_length=10, choices=Kind)
    object_id = models.PositiveBigIntegerField()
    language = models.CharField(max_length=10, choices=Language)
    title = models.CharField(max_length=300)
    phrasings = models.TextField(blank=True, help_text="One other way to ask a line.")
    body = models.TextField(blank=True)
    category = models.CharField(max_length=60, blank=True)
    topic = models.CharField(max_length=20, blank=True)
    audience = models.CharField(max_length=10, choices=Audience, default=Audience.PUBLIC)
    groups = models.TextField(blank=True, help_text="Keys of the groups of that audience: |3|7|.")
    url = models.CharField(max_length=300)
    version = models.PositiveBigIntegerField(help_text="Rises with every change, so that an index knows what it missed.")

    objects = SearchEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("search entry")
        verbose_name_plural = _("search entries")
        constraints = [
            models.UniqueConstraint(fields=["kind", "object_id", "language"], name="search_entry_once_per_object_and_language")
        ]
        indexes = [
            models.Index(fields=["language", "kind"], name="search_entry_listing"),
            models.Index(fields=["version"], name="search_entry_changes"),
            models.Index(fields=["url"], name="search_entry_address"),
        ]

    def __str__(self) -> str:
        return self.title


class SearchSynonym(TimeStamped):
    """Words and phrases that mean the same here, each found by all the others; kept by editors."""

    language = models.CharField(
        _("language"), max_length=10, choices=Language, blank=True, help_text=_("Empty: in all languages, and between them.")
    )
    phrases = models.TextField(
        _("words and phrases"), max_length=2_000, help_text=_("One a line; whoever searches for one finds the others too.")
    )
    note = models.CharField(_("note"), max_length=200, blank=True, help_text=_("For other editors: why, or who asked for it."))
    changed_by = models.ForeignKey(
        User, verbose_name=_("changed by"), on_delete=models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )
    version = models.PositiveBigIntegerField(
        unique=True, editable=False, help_text="Rises with every change, so that a search knows what it missed."
    )

    objects = SearchSynonymQuerySet.as_manager()

    class Meta:
        verbose_name = _("synonym")
        verbose_name_plural = _("synonyms")

    def __str__(self) -> str:
        return " = ".join(self.ways)

    @property
    def ways(self) -> list[str]:
        """The words and phrases, tidied."""
        return [way for line in self.phrases.splitlines() if (way := " ".join(line.split()))]


class SearchAsked(models.Model):
    """How often something was searched for on a day; nothing of who did. Words are folded and without personal data."""

    day = models.DateField(_("day"))
    language = models.CharField(_("language"), max_length=10, choices=Language)
    words = models.CharField(_("words"), max_length=200)
    times = models.PositiveIntegerField(_("searched"), default=0)
    without_result = models.PositiveIntegerField(_("without result"), default=0)
    clicked = models.PositiveIntegerField(_("with a click"), default=0)

    objects = SearchAskedQuerySet.as_manager()

    class Meta:
        verbose_name = _("search")
        verbose_name_plural = _("searches")
        constraints = [
            models.UniqueConstraint(fields=["day", "language", "words"], name="search_asked_once_per_day_language_and_words")
        ]

    def __str__(self) -> str:
        return self.words
