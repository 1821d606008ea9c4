"""What the help centre does by itself; each job may run twice or late without harm."""

from datetime import timedelta

from supportdesk.core.jobs import periodic

from . import services
from .exchange import uploads


@periodic(every=timedelta(minutes=1))
def publish_due_versions() -> None:
    """Publish what was approved for a time that has come."""
    services.publish_due()


@periodic(every=timedelta(minutes=1))
def retire_expired_pages() -> None:
    """Archive the pages whose time is over."""
    services.retire_expired()


@periodic(every=timedelta(days=1), time_limit=300)
def remind_editors() -> None:
    """Ask those who keep pages to check what is due; nobody twice within a week."""
    services.remind_to_verify()


@periodic(every=timedelta(hours=1), time_limit=600)
def count_what_is_missing() -> None:
    """Bring the gaps from search up to date, and those whose FAQ was published or withdrawn."""
    services.count_searches()
    services.settle_gaps()


@periodic(every=timedelta(hours=6))
def forget_uploads() -> None:
    """Remove files that were uploaded for an import and not imported within a day."""
    uploads.forget_old_uploads()
