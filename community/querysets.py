"""Questions about topics and replies."""

from __future__ import annotations

from django.db import models


class TopicQuerySet(models.QuerySet):
    def visible_to(self, user) -> TopicQuerySet:
        """Hidden topics are for moderators only."""
        if user is not None and user.is_authenticated and user.has_perm("community.change_communitytopic"):
            return self
        return self.exclude(status=self.model.Status.HIDDEN)

    def in_language(self, language: str) -> TopicQuerySet:
        return self.filter(language=language)

    def for_listing(self) -> TopicQuerySet:
        return self.select_related("author").order_by("-last_activity_at", "-pk")


class ReplyQuerySet(models.QuerySet):
    def visible_to(self, user) -> ReplyQuerySet:
        if user is not None and user.is_authenticated and user.has_perm("community.change_communityreply"):
            return self
        return self.filter(is_hidden=False)

    def for_thread(self) -> ReplyQuerySet:
        return self.select_related("author").order_by("created_at", "pk")
