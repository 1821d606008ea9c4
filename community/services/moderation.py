"""What moderators decide, always with a reason."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from supportdesk.core.exceptions import NotAllowed

from .. import policies
from ..exceptions import AlreadyDecided, Unusable
from ..models import CommunityFlag, CommunityReply, CommunityTopic
from .search import index_topic
from .talking import lock


@transaction.atomic
def moderate(flag: CommunityFlag, *, by, uphold: bool, reason: str) -> CommunityFlag:
    """Decide a flag: upholding hides what was reported. Other pending flags of the same thing are decided with it."""
    reason = _allowed(by, reason)
    flag = CommunityFlag.objects.select_for_update(of=("self",)).select_related("topic", "reply__topic").get(pk=flag.pk)
    if flag.status != CommunityFlag.Status.PENDING:
        raise AlreadyDecided
    same = CommunityFlag.objects.filter(topic=flag.topic_id, reply=flag.reply_id, status=CommunityFlag.Status.PENDING)
    status = CommunityFlag.Status.UPHELD if uphold else CommunityFlag.Status.REJECTED
    same.update(status=status, handled_by=by, handled_at=timezone.now(), decision=reason, updated_at=timezone.now())
    if uphold and flag.topic:
        _show(flag.topic, CommunityTopic.Status.HIDDEN)
    elif uphold and flag.reply:
        _hide_reply(flag.reply, hidden=True)
    flag.refresh_from_db()
    return flag


@transaction.atomic
def set_topic_status(topic: CommunityTopic, status: str, *, by, reason: str) -> CommunityTopic:
    """Open, lock or hide a topic; a hidden one is no longer found by anybody else."""
    _allowed(by, reason)
    if status not in CommunityTopic.Status.values:
        raise Unusable
    return _show(topic, status)


@transaction.atomic
def hide_reply(reply: CommunityReply, *, by, reason: str, hidden: bool = True) -> CommunityReply:
    """Hide a reply, or show it again."""
    _allowed(by, reason)
    return _hide_reply(reply, hidden=hidden)


def _allowed(by, reason: str) -> str:
    if not policies.can_moderate(by):
        raise NotAllowed
    reason = reason.replace("\x00", "").strip()[:500]
    if not reason:
        raise Unusable(_("Please say why: the decision is kept with its reason."), code="reason_required")
    return reason


def _show(topic: CommunityTopic, status: str) -> CommunityTopic:
    topic = lock(topic)
    topic.status = status
    topic.save(update_fields=["status", "updated_at"])
    index_topic(topic)
    return topic


def _hide_reply(reply: CommunityReply, *, hidden: bool) -> CommunityReply:
    """The topic's count and its accepted answer follow."""
    topic = lock(reply.topic)
    reply = CommunityReply.objects.select_for_update(of=("self",)).get(pk=reply.pk)
    if reply.is_hidden == hidden:
        return reply
    reply.is_hidden = hidden
    reply.save(update_fields=["is_hidden", "updated_at"])
    topic.reply_count = topic.replies.filter(is_hidden=False).count()
    if hidden and topic.accepted_reply_id == reply.pk:
        topic.accepted_reply = None
    topic.save(update_fields=["reply_count", "accepted_reply", "updated_at"])
    index_topic(topic)
    return reply
