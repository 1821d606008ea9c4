"""How the tickets say no."""

from django.utils.translation import gettext_lazy as _

from supportdesk.core.exceptions import Refusal


class Unusable(Refusal):
    """What was given cannot become part of a ticket; the text says what to do."""

    code = "invalid"
    status = 400


class TransitionNotAllowed(Refusal):
    """The status cannot become that one from where it is."""

    code = "transition_not_allowed"
    message = _("The ticket cannot go to that status from where it is.")


class TicketClosed(Refusal):
    code = "ticket_closed"
    message = _("This ticket is closed. Please open a new one; you can mention the number of this one.")


class AlreadyAssigned(Refusal):
    """Somebody took the ticket first."""

    code = "already_assigned"
    message = _("Another agent has this ticket already.")


class NotAnAgent(Refusal):
    code = "not_an_agent"
    message = _("Only an active agent can take care of a ticket.")
