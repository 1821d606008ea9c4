"""What the assistant does by itself; each job may run twice without harm."""

from datetime import timedelta

from supportdesk.core.jobs import periodic

from .services import refresh_model


@periodic(every=timedelta(minutes=30))
def learn_from_the_help_centre() -> None:
    """Train the intent model again when seeds or FAQs have changed; costs nothing when they have not."""
    refresh_model()
