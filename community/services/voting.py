"""Finding something helpful, and asking a moderator to look."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.db.models import F

from supportdesk.core.exceptions import NotAllowed, NotFound

from .. import policies
from ..exceptions import AlreadyFlagged, OwnWords, Unusable
from ..models import CommunityFlag, CommunityReply, CommunityTopic, CommunityVote

MAX_COMMENT = 500


@transaction.atomic
def vote(target: CommunityTopic | CommunityReply, *, by, helpful: bool = True) -> bool:
    """Find a topic or reply helpful, or take that back; a person counts once. True when the count changed."""
    target = _locked(target)
    if not policies.can_see(by, target):
        raise NotFound
    if not policies.is_member(by):
        raise NotAllowed
    if not policies.can_vote(by, target):
        raise OwnWords
    if helpful:
        _vote, changed = CommunityVote.objects.get_or_create(user=by, **_as_field(target))
    else:
        changed = bool(CommunityVote.objects.filter(user=by, **_as_field(target)).delete()[0])
    if changed:
        type(target).objects.filter(pk=target.pk).update(vote_count=F("vote_count") + (1 if helpful else -1))
    return changed


@transaction.atomic
def flag(target: CommunityTopic | CommunityReply, *, by, reason: str, comment: str = "") -> CommunityFlag:
    """Ask a moderator to look; each person once for each topic or reply."""
    if not policies.can_see(by, target):
        raise NotFound
    if not policies.is_member(by):
        raise NotAllowed
    if reason not in CommunityFlag.Reason.values:
        raise Unusable
    comment = comment.replace("\x00", "").strip()[:MAX_COMMENT]
    try:
        with transaction.atomic():
            return CommunityFlag.objects.create(user=by, reason=reason, comment=comment, **_as_field(target))
    except IntegrityError as error:
        raise AlreadyFlagged from error


def _as_field(target: CommunityTopic | CommunityReply) -> dict:
    return {"topic": target} if isinstance(target, CommunityTopic) else {"reply": target}


def _locked(target: CommunityTopic | CommunityReply) -> CommunityTopic | CommunityReply:
    return type(target).objects.select_for_update(of=("self",)).get(pk=target.pk)
