"""Questions about places."""

from __future__ import annotations

from django.db import models


class LocalSupportQuerySet(models.QuerySet):
    def published(self) -> LocalSupportQuerySet:
        return self.filter(is_published=True)

    def for_listing(self) -> LocalSupportQuerySet:
        return self.prefetch_related("services", "languages", "hours").order_by("country", "pk")
