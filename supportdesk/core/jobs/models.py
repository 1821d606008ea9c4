"""What the durable layer must remember beside the queue of the task backend."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class JobLease(models.Model):
    """A worker's promise to be alive until `expires_at`; what an expired worker held goes back to the queue."""

    worker_id = models.CharField(_("worker"), max_length=64, primary_key=True)
    host = models.CharField(_("host"), max_length=255, blank=True)
    pid = models.PositiveIntegerField(_("process"), default=0)
    started_at = models.DateTimeField(_("started"), default=timezone.now)
    expires_at = models.DateTimeField(_("alive until"), db_index=True)

    class Meta:
        app_label = "core"
        verbose_name = _("worker")
        verbose_name_plural = _("workers")

    def __str__(self) -> str:
        return self.worker_id


class JobRun(models.Model):
    """One job over all of its attempts: the promise that it will be done, or seen to have failed.

    The backend only carries deliveries, each a pair of `id` and `turn`. A delivery of an earlier turn is void, so a
    message that arrives late or twice does nothing.
    """

    class Status(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")

    ENDED = (Status.DONE, Status.FAILED)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    path = models.CharField(_("job"), max_length=255)
    arguments = models.JSONField(_("arguments"), default=dict)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.WAITING)
    turn = models.PositiveIntegerField(
        _("turn"), default=0, help_text=_("Rises with every planned delivery; earlier ones are void.")
    )
    attempt = models.PositiveSmallIntegerField(_("failed attempts"), default=0)
    max_attempts = models.PositiveSmallIntegerField(_("attempts allowed"), default=5)
    deliveries = models.PositiveIntegerField(
        _("deliveries"), default=0, help_text=_("How often a worker took it, including those that died.")
    )
    lost = models.PositiveSmallIntegerField(_("lost"), default=0, help_text=_("How often the worker died on it."))
    worker_id = models.CharField(_("worker"), max_length=64, blank=True)
    run_after = models.DateTimeField(_("not before"), null=True, blank=True)
    created_at = models.DateTimeField(_("created"), default=timezone.now)
    started_at = models.DateTimeField(_("started"), null=True, blank=True)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)
    last_error = models.TextField(_("last error"), blank=True)

    class Meta:
        app_label = "core"
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        indexes = [
            models.Index(fields=["-created_at"], name="job_latest"),
            models.Index(fields=["status", "finished_at"], name="job_ended"),
            models.Index(fields=["path"], condition=Q(status__in=["waiting", "running"]), name="job_unfinished"),
        ]
        constraints = [
            models.CheckConstraint(
                name="job_ended_iff_finished_at",
                condition=Q(status__in=["done", "failed"], finished_at__isnull=False)
                | Q(status__in=["waiting", "running"], finished_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return self.path


class PeriodicSlot(models.Model):
    """When a periodic job is due next; a conditional update of this row is the claim of one slot."""

    name = models.CharField(_("job"), max_length=255, primary_key=True)
    every_seconds = models.PositiveIntegerField(_("every … seconds"))
    due_at = models.DateTimeField(_("next"))
    last_claimed_at = models.DateTimeField(_("last started"), null=True, blank=True)
    enabled = models.BooleanField(_("enabled"), default=True)

    class Meta:
        app_label = "core"
        verbose_name = _("periodic job")
        verbose_name_plural = _("periodic jobs")

    def __str__(self) -> str:
        return self.name
