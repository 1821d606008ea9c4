"""What the worker asks of a task backend beside carrying deliveries."""

from __future__ import annotations

from django.core.exceptions import ImproperlyConfigured
from django_tasks import task_backends


class Carrier:
    def recover(self, *, thorough: bool) -> int:
        """Bring jobs whose worker or message was lost back on their way; how many. Called at every beat, so it is
        cheap while nothing was lost, unless `thorough`.
        """
        raise NotImplementedError


def carrier() -> Carrier:
    """The backend that the settings name."""
    backend = task_backends["default"]
    if not isinstance(backend, Carrier):
        raise ImproperlyConfigured(f"{type(backend).__name__} cannot carry jobs: see TASKS_BACKEND.")
    return backend
