"""Who may change what the portal knows. Nobody (`None`) is the portal itself: the demo, an import."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings

if TYPE_CHECKING:
    from .models import FAQ, Article, ContentFlag, FAQCategory, Page, Revision, Tutorial, TutorialSeries


def _may(user, permission: str) -> bool:
    return user is None or (user.is_active and user.has_perm(f"knowledge.{permission}"))


def can_add_page(user, model: type[Page]) -> bool:
    return _may(user, f"add_{model._meta.model_name}")


def can_change_page(user, page: FAQ | Article | type[FAQ] | type[Article]) -> bool:
    """A class asks whether there can be any such page."""
    return _may(user, f"change_{page._meta.model_name}")


def can_delete_page(user, page: FAQ | Article | type[FAQ] | type[Article]) -> bool:
    """A class asks whether there can be any such page."""
    return _may(user, f"delete_{page._meta.model_name}")


def can_publish_own(user, page: FAQ | Article) -> bool:
    """Whether what the person writes is live at once."""
    if not settings.KNOWLEDGE_REVIEW:
        return can_change_page(user, page) or can_add_page(user, type(page))
    return user is None or (_may(user, "review_revision") and not settings.KNOWLEDGE_FOUR_EYES)


def can_review_revision(user, revision: Revision) -> bool:
    """Decide on what was proposed; with four eyes not on one's own."""
    is_own = user is not None and user == revision.author
    return _may(user, "review_revision") and not (is_own and settings.KNOWLEDGE_FOUR_EYES)


def can_publish_revision(user, revision: Revision) -> bool:
    if not settings.KNOWLEDGE_REVIEW and can_change_page(user, revision.page):
        return True
    return can_review_revision(user, revision)


def can_write_category(user, category: FAQCategory | None) -> bool:
    return _may(user, "add_faqcategory" if category is None else "change_faqcategory")


def can_delete_category(user, category: FAQCategory) -> bool:
    return _may(user, "delete_faqcategory")


def can_write_tutorial(user, tutorial: Tutorial | None) -> bool:
    return _may(user, "add_tutorial" if tutorial is None else "change_tutorial")


def can_delete_tutorial(user, tutorial: Tutorial) -> bool:
    return _may(user, "delete_tutorial")


def can_write_series(user, series: TutorialSeries | None) -> bool:
    return _may(user, "add_tutorialseries" if series is None else "change_tutorialseries")


def can_delete_series(user, series: TutorialSeries) -> bool:
    return _may(user, "delete_tutorialseries")


def can_decide_gap(user) -> bool:
    """Say what becomes of a question that the help centre does not answer."""
    return _may(user, "change_contentgap")


def can_decide_flag(user, flag: ContentFlag) -> bool:
    """Those who may change the page decide on what readers report of it."""
    return _may(user, f"change_{flag.page._meta.model_name}")
