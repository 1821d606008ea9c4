"""Questions about letters and search entries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

if TYPE_CHECKING:
    from .models import Letter


class LetterQuerySet(models.QuerySet["Letter"]):
    def waiting(self) -> LetterQuerySet:
        return self.filter(status=self.model.Status.QUEUED)


def audiences_open_to(user) -> list[str]:
    """For whom an entry may be written so that this person, or a visitor, may find it."""
    if user is None or not user.is_authenticated:
        return ["public"]
    return ["public", "signed_in", "staff"] if user.is_staff else ["public", "signed_in"]


class SearchEntryQuerySet(models.QuerySet):
    def visible_to(self, user) -> SearchEntryQuerySet:
        return self.filter(audience__in=audiences_open_to(user))

    def in_language(self, language: str) -> SearchEntryQuerySet:
        return self.filter(language=language)
