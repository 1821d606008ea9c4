"""Questions about letters, search entries and what was searched."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Sum
from django.db.models.functions import Greatest

from .audiences import Reader

if TYPE_CHECKING:
    from .models import Letter, SearchAsked, SearchEntry, SearchSynonym


class LetterQuerySet(models.QuerySet["Letter"]):
    def waiting(self) -> LetterQuerySet:
        return self.filter(status=self.model.Status.QUEUED)


def audiences_open_to(user) -> list[str]:
    """For whom an entry may be written so that this person, or a visitor, may find it whatever their groups."""
    return list(Reader(user).audiences)


class SearchEntryQuerySet(models.QuerySet["SearchEntry"]):
    def visible_to(self, user) -> SearchEntryQuerySet:
        return self.filter(Reader(user).condition())

    def in_language(self, language: str) -> SearchEntryQuerySet:
        return self.filter(language=language)


class SearchSynonymQuerySet(models.QuerySet["SearchSynonym"]):
    def for_language(self, language: str) -> SearchSynonymQuerySet:
        """The groups of a language, and those of all languages."""
        return self.filter(language__in=("", language))


class SearchAskedQuerySet(models.QuerySet["SearchAsked"]):
    def between(self, first: date, last: date) -> SearchAskedQuerySet:
        """Asked from the first day to the last, both included."""
        return self.filter(day__range=(first, last))

    def by_question(self) -> models.QuerySet:
        """A row for each language and words, most often asked first: `language`, `words`, and how often they were asked
        (`asked`), found nothing (`unanswered`) and led to no page that was found (`unclicked`)."""
        totals = {"asked": Sum("times"), "unanswered": Sum("without_result")}
        unclicked = Greatest(Sum("times") - Sum("clicked"), 0)
        rows = self.order_by().values("language", "words").annotate(**totals, unclicked=unclicked)
        return rows.order_by(F("asked").desc(), "language", "words")
