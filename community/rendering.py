"""How a topic is told to search engines."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils import translation

from supportdesk.core.structured_data import absolute

from .models import CommunityReply, CommunityTopic


def own_address(topic: CommunityTopic) -> str:
    """The whole address of the topic's page in its own language, the only one that search engines should know."""
    with translation.override(topic.language):
        return absolute(topic.get_absolute_url())


def qa_page_data(topic: CommunityTopic, replies: Iterable[CommunityReply]) -> dict[str, Any] | None:
    """A solved topic as a schema.org QAPage, without what is hidden; None for a topic that search engines should not
    take for an answer."""
    shown = [reply for reply in replies if not reply.is_hidden]
    accepted = [reply for reply in shown if reply.pk == topic.accepted_reply_id]
    if not accepted or topic.status == topic.Status.HIDDEN:
        return None
    page = own_address(topic)
    question = {
        "@type": "Question",
        "name": topic.title,
        "text": topic.body,
        "url": page,
        "answerCount": len(shown),
        "acceptedAnswer": _answer(accepted[0], page),
        "suggestedAnswer": [_answer(reply, page) for reply in shown if reply.pk != topic.accepted_reply_id],
        **_about(topic),
    }
    return {"@type": "QAPage", "url": page, "inLanguage": topic.language, "mainEntity": question}


def _answer(reply: CommunityReply, page: str) -> dict[str, Any]:
    return {"@type": "Answer", "text": reply.body, "url": f"{page}#reply-{reply.pk}", **_about(reply)}


def _about(post: CommunityTopic | CommunityReply) -> dict[str, Any]:
    return {
        "author": {"@type": "Person", "name": post.author.public_name},
        "dateCreated": post.created_at,
        "upvoteCount": post.vote_count,
    }
