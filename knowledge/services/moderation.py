"""Deciding on what readers report of a page, and what follows for the page."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from ..models import FAQ, Article, ContentFlag, Tutorial
from .flags import decide_flag
from .pages import change_page_status
from .tutorials import save_tutorial


@transaction.atomic
def decide_flags(flags: Iterable[ContentFlag], *, by, upheld: bool, decision: str, take_down: bool = False) -> list[ContentFlag]:
    """Decide on several flags with one reason: on all of them, or on none when somebody was quicker with one.

    `take_down` also takes the pages of upheld flags out of the help centre; they stay as drafts.
    """
    decided = [decide_flag(flag, by=by, upheld=upheld, decision=decision) for flag in sorted(flags, key=lambda flag: flag.pk)]
    if upheld and take_down:
        for page in {(type(flag.page), flag.page.pk): flag.page for flag in decided}.values():
            withdraw_page(page, by=by)
    return decided


def withdraw_page(page: FAQ | Article | Tutorial, *, by) -> None:
    """Take a page out of the help centre and the search; it stays as a draft."""
    if isinstance(page, Tutorial):
        save_tutorial(page, by=by, is_published=False)
    else:
        change_page_status(page, by=by, status=type(page).Status.DRAFT)
