"""Admin of people, letters, jobs and what else the portal keeps for itself."""

from . import jobs, kept, outbox, people, searching

__all__ = ["jobs", "kept", "outbox", "people", "searching"]
