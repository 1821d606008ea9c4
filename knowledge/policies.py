"""Who may change what the portal knows. Nobody (`None`) is the portal itself: the demo, an import."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .models import FAQ, Article, FAQCategory, Tutorial


def _may(user, permission: str) -> bool:
    return user is None or (user.is_active and user.has_perm(f"knowledge.{permission}"))


def can_add_faq(user) -> bool:
    return _may(user, "add_faq")


def can_change_faq(user, faq: FAQ | None) -> bool:
    """None asks whether there can be any such FAQ."""
    return _may(user, "change_faq")


def can_delete_faq(user, faq: FAQ | None) -> bool:
    """None asks whether there can be any such FAQ."""
    return _may(user, "delete_faq")


def can_write_category(user, category: FAQCategory | None) -> bool:
    return _may(user, "add_faqcategory" if category is None else "change_faqcategory")


def can_delete_category(user, category: FAQCategory) -> bool:
    return _may(user, "delete_faqcategory")


def can_write_article(user, article: Article | None) -> bool:
    return _may(user, "add_article" if article is None else "change_article")


def can_delete_article(user, article: Article) -> bool:
    return _may(user, "delete_article")


def can_write_tutorial(user, tutorial: Tutorial | None) -> bool:
    return _may(user, "add_tutorial" if tutorial is None else "change_tutorial")


def can_delete_tutorial(user, tutorial: Tutorial) -> bool:
    return _may(user, "delete_tutorial")
