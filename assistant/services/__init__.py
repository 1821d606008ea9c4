"""Every change of a conversation with the assistant. Pages and API come through here."""

from .asking import Answer, ask
from .conversing import close_conversation, current_conversation, rate_answer
from .handing_over import hand_over
from .learning import refresh_model
from .suggesting import suggest_for_ticket

__all__ = [
    "Answer",
    "ask",
    "close_conversation",
    "current_conversation",
    "hand_over",
    "rate_answer",
    "refresh_model",
    "suggest_for_ticket",
]
