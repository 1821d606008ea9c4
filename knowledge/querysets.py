"""Questions about what the portal knows."""

from __future__ import annotations

from django.db import models
from django.db.models import Count, Q


class CategoryQuerySet(models.QuerySet):
    def with_counts(self) -> CategoryQuerySet:
        """Each with `faq_count`, the number of published FAQs on the shelf."""
        published = Count("faqs", filter=Q(faqs__is_published=True))
        return self.annotate(faq_count=published).order_by("position", "pk")


class FAQQuerySet(models.QuerySet):
    def published(self) -> FAQQuerySet:
        return self.filter(is_published=True)

    def visible_to(self, user) -> FAQQuerySet:
        """Drafts are for those who may edit them."""
        if user is not None and user.is_authenticated and user.has_perm("knowledge.change_faq"):
            return self
        return self.published()

    def for_listing(self) -> FAQQuerySet:
        return self.select_related("category").prefetch_related("tags").order_by("category__position", "position", "pk")

    def popular(self) -> FAQQuerySet:
        return self.published().select_related("category").order_by("-view_count", "position", "pk")


class ArticleQuerySet(models.QuerySet):
    def published(self) -> ArticleQuerySet:
        return self.filter(status=self.model.Status.PUBLISHED)

    def visible_to(self, user) -> ArticleQuerySet:
        """Published ones whose audience the person belongs to; editors see all."""
        if user is None or not user.is_authenticated:
            return self.published().filter(audience="public")
        if user.has_perm("knowledge.change_article"):
            return self
        return self.published().filter(audience__in=["public", "signed_in", *(["staff"] if user.is_staff else [])])

    def for_listing(self) -> ArticleQuerySet:
        return self.select_related("category").order_by("category__position", "position", "pk")


class TutorialQuerySet(models.QuerySet):
    def published(self) -> TutorialQuerySet:
        return self.filter(is_published=True)

    def for_listing(self) -> TutorialQuerySet:
        return self.prefetch_related("captions").order_by("position", "pk")
