"""Everything that changes at the desk."""

from .calls import accept_call, decline_call, end_call, miss_call, miss_overdue_calls, start_call
from .figures import count_first_response, count_resolution
from .rooms import end_room, join_room, open_room
from .routing import Assignment, drain_queue, loads_of, route_ticket
from .team import make_agent, set_availability, set_skills

__all__ = [
    "Assignment",
    "accept_call",
    "count_first_response",
    "count_resolution",
    "decline_call",
    "drain_queue",
    "end_call",
    "end_room",
    "join_room",
    "loads_of",
    "make_agent",
    "miss_call",
    "miss_overdue_calls",
    "open_room",
    "route_ticket",
    "set_availability",
    "set_skills",
    "start_call",
]
