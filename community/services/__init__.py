"""Everything that changes in the community."""

from .moderation import hide_reply, moderate, set_topic_status
from .search import index_topic
from .talking import accept_reply, count_view, open_topic, post_reply
from .voting import flag, vote

__all__ = [
    "accept_reply",
    "count_view",
    "flag",
    "hide_reply",
    "index_topic",
    "moderate",
    "open_topic",
    "post_reply",
    "set_topic_status",
    "vote",
]
