"""What the durable layer must remember beside the task rows of django-tasks-db."""

from __future__ import annotations

from django.db import models
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
    """One logical job over all of its attempts. The queue's task rows are its attempts; this row is the promise."""

    class Status(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")

    id = models.UUIDField(primary_key=True, editable=False)
    path = models.CharField(_("job"), max_length=255)
    arguments = models.JSONField(_("arguments"), default=dict)
    queue = models.CharField(_("queue"), max_length=32, default="default")
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.WAITING)
    attempt = models.PositiveSmallIntegerField(_("attempt"), default=0)
    deliveries = models.PositiveSmallIntegerField(
        _("deliveries"), default=0, help_text=_("How often a worker took it, including those that died.")
    )
    max_attempts = models.PositiveSmallIntegerField(_("attempts allowed"), default=5)
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
            models.Index(fields=["status", "worker_id"], name="job_held_by"),
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
