"""Questions about conversations with the assistant."""

from __future__ import annotations

from django.apps import apps
from django.db import models


class ConversationQuerySet(models.QuerySet):
    def visible_to(self, user, *, visitor: str = "") -> ConversationQuerySet:
        """One's own; agents and above see all; a visitor sees what the visitor key opens."""
        if user is not None and user.is_authenticated:
            if user.has_perm("assistant.view_aisupportconversation"):
                return self
            return self.filter(user=user)
        if not visitor:
            return self.none()
        return self.filter(user__isnull=True, visitor=visitor)

    def owned_by(self, user, *, visitor: str = "") -> ConversationQuerySet:
        """Those one may write in; being an agent does not make one a party."""
        if user is not None and user.is_authenticated:
            return self.filter(user=user)
        return self.filter(user__isnull=True, visitor=visitor) if visitor else self.none()

    def open_ended(self) -> ConversationQuerySet:
        """Those that can go on: not left behind, and no ticket that is closed."""
        return self.exclude(status="closed").exclude(escalated_ticket__status="closed")

    def unfinished(self) -> ConversationQuerySet:
        """Those that a person who comes back would want to go on with: nothing is settled yet."""
        return self.exclude(status="closed").exclude(escalated_ticket__status__in=["resolved", "closed"])

    def with_first_question(self) -> ConversationQuerySet:
        """Each with `first_question`, the text that began it."""
        first = apps.get_model("assistant", "AISupportMessage").objects.filter(conversation=models.OuterRef("pk"), role="user")
        return self.annotate(first_question=models.Subquery(first.order_by("pk").values("text")[:1]))
