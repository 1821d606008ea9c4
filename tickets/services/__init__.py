"""Every change of a ticket. Pages, API, sockets, admin and the floors above all come through here."""

from .lifecycle import (
    assign_ticket,
    change_category,
    change_priority,
    change_status,
    resolve_by_customer,
    unassign_ticket,
    update_ticket,
)
from .links import find_by_link, make_access_link, open_access_link, revoke_access_links
from .messages import post_message
from .missing import propose_missing_answers
from .opening import attach_suggestions, open_ticket
from .timeline import record_event

__all__ = [
    "assign_ticket",
    "attach_suggestions",
    "change_category",
    "change_priority",
    "change_status",
    "find_by_link",
    "make_access_link",
    "open_access_link",
    "open_ticket",
    "post_message",
    "propose_missing_answers",
    "record_event",
    "resolve_by_customer",
    "revoke_access_links",
    "unassign_ticket",
    "update_ticket",
]
