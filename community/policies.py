"""Who may do what in the community. Visitors read; people with an account take part; moderators keep order."""

from __future__ import annotations

from .models import CommunityReply, CommunityTopic


def is_member(user) -> bool:
    return user is not None and user.is_authenticated and user.is_active


def can_moderate(user) -> bool:
    return is_member(user) and user.has_perm("community.change_communitytopic")


def can_see_topic(user, topic: CommunityTopic) -> bool:
    return topic.status != CommunityTopic.Status.HIDDEN or can_moderate(user)


def can_see(user, target: CommunityTopic | CommunityReply) -> bool:
    if isinstance(target, CommunityTopic):
        return can_see_topic(user, target)
    return can_see_topic(user, target.topic) and (not target.is_hidden or can_moderate(user))


def can_reply(user, topic: CommunityTopic) -> bool:
    """To what is open; a locked topic stays readable."""
    return is_member(user) and topic.status == CommunityTopic.Status.OPEN


def can_accept(user, topic: CommunityTopic) -> bool:
    """Only who asked knows what helped."""
    return is_member(user) and topic.author_id == user.pk and topic.status != CommunityTopic.Status.HIDDEN


def can_vote(user, target: CommunityTopic | CommunityReply) -> bool:
    """For others, never for oneself."""
    return is_member(user) and target.author_id != user.pk
