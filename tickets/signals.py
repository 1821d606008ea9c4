"""News for the floors above, sent after commit with `send_robust`; the sender is the class `SupportTicket`.

Receivers get the ticket as it was when the news was sent: read it again before changing anything.
"""

from django.dispatch import Signal

# ticket: SupportTicket
ticket_opened = Signal()

# ticket: SupportTicket, message: SupportMessage
message_posted = Signal()

# ticket: SupportTicket, old: str, new: str, by: User | None (None: the system, or a customer without an account)
status_changed = Signal()

# ticket: SupportTicket, to: User | None (None: taken off), previous: User | None, by: User | None
ticket_assigned = Signal()
