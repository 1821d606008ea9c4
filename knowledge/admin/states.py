"""How far the translations of pages are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import models
from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from supportdesk.core.choices import Language

from ..models import FAQ, Article, Revision
from .editing import address_of

TARGETS = [language for language in Language if language != Language.EN]


class State(models.TextChoices):
    """Of one page in one language; the last four are of a text beside the live one."""

    MISSING = "missing", _("Missing")
    OUTDATED = "outdated", _("Outdated")
    CURRENT = "current", _("Up to date")
    DRAFT = "draft", _("Draft")
    MACHINE = "machine", _("Machine draft")
    WAITING = "waiting", _("Waiting for review")
    SCHEDULED = "scheduled", _("Scheduled")


TONES = {
    State.MISSING: "none",
    State.OUTDATED: "warn",
    State.CURRENT: "good",
    State.DRAFT: "info",
    State.MACHINE: "mind",
    State.WAITING: "info",
    State.SCHEDULED: "info",
}
BESIDE = (State.DRAFT, State.MACHINE, State.WAITING, State.SCHEDULED)


@dataclass
class Cell:
    """One page in one language: how its live text stands, and what is under way."""

    language: Language
    live: State
    url: str
    under_way: list[State] = field(default_factory=list)

    @property
    def tones(self) -> list[tuple[State, str]]:
        return [(state, TONES[state]) for state in (self.live, *self.under_way)]


@dataclass(frozen=True)
class Row:
    page: FAQ | Article
    url: str
    cells: list[Cell]


def state_of_work(revision: Revision) -> State:
    """Of a version that is not decided yet."""
    if revision.status == Revision.Status.SCHEDULED:
        return State.SCHEDULED
    if revision.origin == Revision.Origin.MACHINE:
        return State.MACHINE
    return State.WAITING if revision.status == Revision.Status.PROPOSED else State.DRAFT


def work_in(state: State) -> Q:
    """The versions that are in a state of `BESIDE`."""
    match state:
        case State.SCHEDULED:
            return Q(status=Revision.Status.SCHEDULED)
        case State.MACHINE:
            return Q(origin=Revision.Origin.MACHINE, status__in=[Revision.Status.DRAFT, Revision.Status.PROPOSED])
        case State.WAITING:
            return Q(status=Revision.Status.PROPOSED) & ~Q(origin=Revision.Origin.MACHINE)
    return Q(status=Revision.Status.DRAFT) & ~Q(origin=Revision.Origin.MACHINE)


def rows_of(pages: Iterable[FAQ | Article]) -> list[Row]:
    """The pages, each with a cell for every language but English; two queries for any number."""
    pages = list(pages)
    work: dict[tuple[str, int, str], list[State]] = {}
    for model in (FAQ, Article):
        kind = Revision.field_of(model)
        keys = [page.pk for page in pages if isinstance(page, model)]
        if not keys:
            continue
        versions = Revision.objects.open_work().filter(**{f"{kind}__in": keys}).order_by("-number")
        for revision in versions.only("language", "status", "origin", kind):
            states = work.setdefault((kind, getattr(revision, f"{kind}_id"), revision.language), [])
            if (state := state_of_work(revision)) not in states:
                states.append(state)
    return [
        Row(
            page,
            address_of(page, "change"),
            [cell_of(page, language, work.get((Revision.field_of(page), page.pk, language), [])) for language in TARGETS],
        )
        for page in pages
    ]


def cell_of(page: FAQ | Article, language: Language, under_way: list[State]) -> Cell:
    url = address_of(page, "translate", language)
    if language not in page.languages:
        return Cell(language, State.MISSING, url, under_way)
    return Cell(language, State.OUTDATED if language in page.outdated else State.CURRENT, url, under_way)


def in_state(model: type[FAQ] | type[Article], state: str, languages: Iterable[str]) -> Q:
    """The pages of this kind that are in the state in one of the languages."""
    rule = Q(pk__in=[])
    kind = Revision.field_of(model)
    for language in languages:
        match state:
            case State.MISSING:
                found = model.objects.missing_in(language)
            case State.OUTDATED:
                found = model.objects.outdated_in(language)
            case State.CURRENT:
                found = model.objects.translated_into(language).exclude(pk__in=model.objects.outdated_in(language).values("pk"))
            case _:
                versions = Revision.objects.open_work().filter(
                    work_in(State(state)), language=language, **{f"{kind}__isnull": False}
                )
                rule |= Q(pk__in=versions.values(kind))
                continue
        rule |= Q(pk__in=found.values("pk"))
    return rule


def counts_by_language() -> dict[str, dict[str, int]]:
    """How many published pages are in which state, by language; four queries."""
    counts: dict[str, dict[str, int]] = {language: dict.fromkeys(State.values, 0) for language in TARGETS}
    for model in (FAQ, Article):
        for language, (total, there, outdated) in model.objects.published().translation_counts(TARGETS).items():
            counts[language][State.MISSING] += total - there
            counts[language][State.OUTDATED] += outdated
            counts[language][State.CURRENT] += there - outdated
        kind = Revision.field_of(model)
        versions = Revision.objects.open_work().filter(**{f"{kind}__status": "published"}, language__in=TARGETS)
        for row in versions.values("language", "status", "origin").annotate(number=Count("pk")).order_by():
            state = state_of_work(Revision(status=row["status"], origin=row["origin"]))
            counts[row["language"]][state] += row["number"]
    return counts
