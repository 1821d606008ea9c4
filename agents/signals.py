"""What happened at the desk. Sent after commit, with `send_robust`."""

from django.dispatch import Signal

# agent: SupportAgent
availability_changed = Signal()
