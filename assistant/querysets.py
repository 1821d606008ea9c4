"""Questions about conversations with the assistant."""

from __future__ import annotations

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
