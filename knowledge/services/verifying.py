"""Reminding people of pages whose promise to be checked comes due."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Q
from django.utils import timezone

from supportdesk.core import roles
from supportdesk.core.models import Letter, User

from .. import letters
from ..models import FAQ, Article

# How long before the day somebody hears of it, and how much later they hear of it again.
AHEAD = timedelta(days=14)
PAUSE = timedelta(days=7)


def remind_to_verify(today: date | None = None) -> int:
    """Write one letter to each person with all their pages to be checked soon or late already; how many letters.

    A page is its owner's, else that of who changed it last, else of all knowledge editors. Nobody gets a second letter
    within a week, however often this is called.
    """
    today = today or timezone.localdate()
    due: dict[User, list[FAQ | Article]] = {}
    editors: list[User] | None = None
    for page in pages_due(today):
        keepers = [person for person in (page.owner, page.updated_by) if person is not None and _may_keep(person, page)][:1]
        if not keepers:
            if editors is None:
                editors = list(_editors())
            keepers = editors
        for person in keepers:
            due.setdefault(person, []).append(page)
    return sum(
        letters.pages_to_verify(person, pages, today=today) is not None
        for person, pages in due.items()
        if not _was_reminded(person, today)
    )


def pages_due(today: date) -> list[FAQ | Article]:
    """What is to be checked within two weeks, or should have been, the longest due first."""
    found: list[FAQ | Article] = []
    for model in (FAQ, Article):
        found += model.objects.due_for_verification(today + AHEAD).select_related("owner", "updated_by")
    return sorted(found, key=lambda page: (page.verify_by, page._meta.model_name, page.pk))


def _may_keep(person: User, page: FAQ | Article) -> bool:
    """A reminder to somebody who left, or who cannot open the page, would remind nobody."""
    return person.is_active and person.has_perm(f"knowledge.change_{page._meta.model_name}")


def _editors():
    named = Q(groups__name__in=[roles.KNOWLEDGE_EDITOR, roles.KNOWLEDGE_REVIEWER])
    return User.objects.filter(named, is_active=True).distinct().order_by("pk")


def _was_reminded(person: User, today: date) -> bool:
    """The day of a letter is in its key, so that nothing depends on the hour at which the job runs."""
    days = [(today - timedelta(days=days)).isoformat() for days in range(PAUSE.days)]
    return Letter.objects.filter(key__in=[f"pages_to_verify:{person.pk}:{day}" for day in days]).exists()
