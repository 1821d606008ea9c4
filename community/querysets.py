"""Questions about topics and replies."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from .models import CommunityReply, CommunityTopic


class TopicQuerySet(models.QuerySet["CommunityTopic"]):
    def visible_to(self, user) -> TopicQuerySet:
        """Hidden topics are for moderators only."""
        if user is not None and user.is_authenticated and user.has_perm("community.change_communitytopic"):
            return self
        return self.exclude(status=self.model.Status.HIDDEN)

    def matching(self, words: str) -> TopicQuerySet:
        """By title or text; every word must occur."""
        found = self
        for word in words.split()[:8]:
            found = found.filter(Q(title__icontains=word) | Q(body__icontains=word))
        return found

    def in_language(self, language: str) -> TopicQuerySet:
        return self.filter(language=language)

    def for_listing(self) -> TopicQuerySet:
        return self.select_related("author").order_by("-last_activity_at", "-pk")

    def keyset_page(
        self, *, before: tuple[datetime, int] | None, after: tuple[datetime, int] | None, size: int
    ) -> tuple[list, bool, bool]:
        """One page, latest activity first: less recent than `before` or more recent than `after` (activity and key);
        with whether there are more recent and less recent ones."""
        if after is not None:
            moment, key = after
            beyond = Q(last_activity_at__gt=moment) | Q(last_activity_at=moment, pk__gt=key)
            rows = list(self.filter(beyond).order_by("last_activity_at", "pk")[: size + 1])
            return rows[:size][::-1], len(rows) > size, bool(rows)
        found = self.order_by("-last_activity_at", "-pk")
        if before is not None:
            moment, key = before
            found = found.filter(Q(last_activity_at__lt=moment) | Q(last_activity_at=moment, pk__lt=key))
        rows = list(found[: size + 1])
        return rows[:size], before is not None and bool(rows), len(rows) > size


class ReplyQuerySet(models.QuerySet["CommunityReply"]):
    def visible_to(self, user) -> ReplyQuerySet:
        if user is not None and user.is_authenticated and user.has_perm("community.change_communityreply"):
            return self
        return self.filter(is_hidden=False)

    def for_thread(self) -> ReplyQuerySet:
        return self.select_related("author").order_by("created_at", "pk")
