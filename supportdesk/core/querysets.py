"""Questions about letters and search entries."""

from __future__ import annotations

from django.db import models


class LetterQuerySet(models.QuerySet):
    def waiting(self) -> LetterQuerySet:
        return self.filter(status=self.model.Status.QUEUED)


class SearchEntryQuerySet(models.QuerySet):
    def visible_to(self, user) -> SearchEntryQuerySet:
        audiences = [self.model.Audience.PUBLIC]
        if user is not None and user.is_authenticated:
            audiences.append(self.model.Audience.SIGNED_IN)
            if user.is_staff:
                audiences.append(self.model.Audience.STAFF)
        return self.filter(audience__in=audiences)

    def in_language(self, language: str) -> SearchEntryQuerySet:
        return self.filter(language=language)
