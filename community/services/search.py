"""What the search knows of a topic: its question, and the answer that helped."""

from __future__ import annotations

from django.utils import translation

from supportdesk.core.search import Entry, forget_object, index_object

from ..models import CommunityTopic

KIND = "topic"


def index_topic(topic: CommunityTopic) -> None:
    """Let the topic be found in its language, or forgotten while it is hidden; in the caller's transaction."""
    if topic.status == CommunityTopic.Status.HIDDEN:
        forget_object(KIND, topic.pk)
        return
    accepted = topic.accepted_reply
    answer = accepted.body if accepted and not accepted.is_hidden else ""
    with translation.override(topic.language):
        url = topic.get_absolute_url()
    body = f"{topic.body}\n\n{answer}".strip()
    index_object(KIND, topic.pk, [Entry(topic.language, topic.title, body=body, url=url, topic=topic.category)])
