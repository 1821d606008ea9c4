"""Asking, answering, and saying which answer helped."""

from __future__ import annotations

import secrets

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from supportdesk.core.choices import Language, Topic
from supportdesk.core.exceptions import NotAllowed, NotFound

from .. import policies
from ..exceptions import NotYourTopic, TopicLocked, Unusable
from ..models import CommunityReply, CommunityTopic
from .search import index_topic

MAX_TITLE, MAX_BODY, MAX_SLUG = 200, 10_000, 100
# Addresses of pages beside the topics.
NOT_FOR_TOPICS = {"new"}


@transaction.atomic
def open_topic(*, by, title: str, body: str, category: str = "general", language: str = "en", slug: str = "") -> CommunityTopic:
    """Ask the community something; the address is made from the title unless one is given."""
    if not policies.is_member(by):
        raise NotAllowed
    title = " ".join(_clean(title, MAX_TITLE, _("Please give your topic a title.")).split())
    if category not in Topic.values or language not in Language.values:
        raise Unusable
    topic = CommunityTopic.objects.create(
        slug=_free_slug(slug or title),
        title=title,
        body=_clean(body, MAX_BODY, _("Please write something.")),
        author=by,
        category=category,
        language=language,
        last_activity_at=timezone.now(),
    )
    index_topic(topic)
    return topic


@transaction.atomic
def post_reply(topic: CommunityTopic, *, by, body: str) -> CommunityReply:
    """Answer a topic and bring it to the top of the list."""
    topic = lock(topic)
    if not policies.can_see_topic(by, topic):
        raise NotFound
    if not policies.is_member(by):
        raise NotAllowed
    if not policies.can_reply(by, topic):
        raise TopicLocked
    reply = CommunityReply.objects.create(topic=topic, author=by, body=_clean(body, MAX_BODY, _("Please write something.")))
    topic.reply_count += 1
    topic.last_activity_at = reply.created_at
    topic.save(update_fields=["reply_count", "last_activity_at", "updated_at"])
    return reply


@transaction.atomic
def accept_reply(topic: CommunityTopic, reply: CommunityReply | None, *, by) -> CommunityTopic:
    """Say which reply answers the topic; another one replaces it, None takes it back."""
    topic = lock(topic)
    if not policies.can_see_topic(by, topic):
        raise NotFound
    if not policies.can_accept(by, topic):
        raise NotYourTopic
    if reply is not None and (reply.topic_id != topic.pk or reply.is_hidden):
        raise NotFound
    topic.accepted_reply = reply
    topic.save(update_fields=["accepted_reply", "updated_at"])
    index_topic(topic)
    return topic


def count_view(topic: CommunityTopic) -> None:
    """Somebody read the topic."""
    CommunityTopic.objects.filter(pk=topic.pk).update(view_count=F("view_count") + 1)


def lock(topic: CommunityTopic) -> CommunityTopic:
    """The topic as it is now, and nobody else may change it before this transaction ends."""
    return CommunityTopic.objects.select_for_update(of=("self",)).get(pk=topic.pk)


def _clean(text: str, limit: int, when_empty: object) -> str:
    text = text.replace("\x00", "").strip()
    if not text:
        raise Unusable(when_empty)
    if len(text) > limit:
        raise Unusable(_("That is too long: at most %(limit)d characters.") % {"limit": limit})
    return text


def _free_slug(title: str) -> str:
    """An address of the title's words that no other topic has; titles of signs alone get a random one."""
    base = slugify(title, allow_unicode=True)[:MAX_SLUG].strip("-") or secrets.token_hex(4)
    taken = base in NOT_FOR_TOPICS or CommunityTopic.objects.filter(slug=base).exists()
    return f"{base}-{secrets.token_hex(3)}" if taken else base
