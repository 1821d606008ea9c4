"""Writing the shelves of the help centre."""

from __future__ import annotations

from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext_lazy as _

from supportdesk.core.exceptions import NotAllowed, NotFound, Refusal

from .. import policies
from ..models import FAQ, Article, FAQCategory
from .indexing import index_article, index_faq
from .texts import Texts, free_slug, write_texts


class CategoryInUse(Refusal):
    code = "category_in_use"
    message = _("There are still FAQs or articles in this category. Move them first.")


@transaction.atomic
def save_category(
    category: FAQCategory | None,
    *,
    by,
    texts: Texts | None = None,
    slug: str = "",
    icon: str = "",
    topic: str = "",
    position: int | None = None,
) -> FAQCategory:
    """Make a category or change one; what stands on it is found under its new address and topic at once."""
    if not policies.can_write_category(by, category):
        raise NotAllowed
    category = FAQCategory() if category is None else _locked(category)
    before = (category.slug, category.topic)
    write_texts(category, texts or {}, fields=("name", "description"))
    category.icon = icon or category.icon
    category.topic = topic or category.topic
    if position is not None:
        category.position = position
    category.slug = slug or category.slug or free_slug(FAQCategory, category.text_in("en", "name"))[:60]
    known = category.pk is not None
    category.save()
    if known and before != (category.slug, category.topic):
        for faq in FAQ.objects.published().filter(category=category).select_related("category").prefetch_related("phrasings"):
            index_faq(faq)
        for article in Article.objects.published().filter(category=category).select_related("category"):
            index_article(article)
    return category


@transaction.atomic
def delete_category(category: FAQCategory, *, by) -> None:
    """Remove an empty category."""
    category = _locked(category)
    if not policies.can_delete_category(by, category):
        raise NotAllowed
    try:
        category.delete()
    except ProtectedError as error:
        raise CategoryInUse from error


def _locked(category: FAQCategory) -> FAQCategory:
    fresh = FAQCategory.objects.select_for_update(of=("self",)).filter(pk=category.pk).first()
    if fresh is None:
        raise NotFound
    return fresh
