"""Jobs, the workers that run them, and what runs by the clock."""

from __future__ import annotations

import json

from django.contrib import admin, messages
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django_tasks_db import admin as task_admin  # noqa: F401
from django_tasks_db.models import DBTaskResult
from unfold.admin import ModelAdmin
from unfold.decorators import display

from ..exceptions import Refusal
from ..jobs import leases, runs, schedule
from ..jobs.models import JobLease, JobRun, PeriodicSlot
from .reading import ReadingAdmin, preformatted

# The queue's rows come and go with every delivery; what people want to know is in JobRun.
admin.site.unregister(DBTaskResult)


@admin.register(JobRun)
class JobRunAdmin(ReadingAdmin):
    list_display = ["job", "state", "created_at", "started_at", "finished_at", "run_after", "tried", "reason"]
    list_filter = ["status"]
    search_fields = ["path", "last_error"]
    ordering = ["-created_at"]
    actions = ["run_again"]
    fieldsets = [
        (None, {"fields": ["path", "state", "given", "last_error_text"]}),
        (_("Attempts"), {"fields": ["attempt", "max_attempts", "deliveries", "lost", "turn", "worker_id"]}),
        (_("Times"), {"fields": ["created_at", "run_after", "started_at", "finished_at"]}),
    ]
    readonly_fields = ["state", "given", "last_error_text"]

    @display(description=_("job"), ordering="path")
    def job(self, run: JobRun) -> str:
        return run.path.replace(".tasks.", ".")

    @display(
        description=_("status"),
        ordering="status",
        label={"done": "success", "failed": "danger", "running": "info", "waiting": "warning"},
    )
    def state(self, run: JobRun) -> tuple[str, str]:
        return run.status, run.get_status_display()

    @display(description=_("failed attempts"), ordering="attempt")
    def tried(self, run: JobRun) -> str:
        return f"{run.attempt} / {run.max_attempts}"

    @display(description=_("last error"))
    def reason(self, run: JobRun) -> str:
        return run.last_error.partition("\n")[0][:100]

    @display(description=_("arguments"))
    def given(self, run: JobRun) -> str:
        return preformatted(json.dumps(run.arguments, ensure_ascii=False, indent=2))

    @display(description=_("last error"))
    def last_error_text(self, run: JobRun) -> str:
        return preformatted(run.last_error)

    @admin.action(description=_("Run the selected failed jobs again"), permissions=["change"])
    def run_again(self, request, queryset) -> None:
        repeated, refused = 0, None
        for run in queryset:
            try:
                runs.repeat_run(run)
                repeated += 1
            except Refusal as refusal:
                refused = refusal
        if repeated:
            told = ngettext("%(count)d job will run again.", "%(count)d jobs will run again.", repeated) % {"count": repeated}
            self.message_user(request, told, messages.SUCCESS)
        if refused:
            self.message_user(request, str(refused), messages.WARNING)


@admin.register(JobLease)
class JobLeaseAdmin(ReadingAdmin):
    list_display = ["worker_id", "host", "pid", "started_at", "expires_at", "alive"]
    ordering = ["-expires_at"]

    @display(description=_("alive"), boolean=True)
    def alive(self, lease: JobLease) -> bool:
        return lease.expires_at > leases.database_now()


@admin.register(PeriodicSlot)
class PeriodicSlotAdmin(ModelAdmin):
    """People may switch a periodic job off, and start it now; the rest follows the code."""

    list_display = ["name", "every_seconds", "due_at", "last_claimed_at", "enabled"]
    list_filter = ["enabled"]
    search_fields = ["name"]
    ordering = ["name"]
    fields = ["name", "every_seconds", "due_at", "last_claimed_at", "enabled"]
    readonly_fields = ["name", "every_seconds", "due_at", "last_claimed_at"]
    actions = ["start_now"]

    def has_add_permission(self, request) -> bool:
        return False

    def has_delete_permission(self, request, obj=None) -> bool:
        return False

    def save_model(self, request, obj, form, change) -> None:
        """Only what was edited: a worker may have claimed the slot since the form was opened."""
        obj.save(update_fields=["enabled"])

    @admin.action(description=_("Start the selected jobs now"), permissions=["change"])
    def start_now(self, request, queryset) -> None:
        schedule.make_due(queryset, timezone.now())
        self.message_user(request, _("A worker will start them within seconds."), messages.SUCCESS)
