"""Questions about what the portal knows."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import models
from django.db.models import Case, Count, F, Q, Value, When, Window
from django.db.models.functions import RowNumber


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

    def readable_in(self, language: str) -> FAQQuerySet:
        """Those that are really translated; the others would be shown in English."""
        column = f"question_{language.replace('-', '_')}"
        return self.exclude(**{f"{column}__isnull": True}).exclude(**{column: ""})

    def in_this_order(self, ids: Sequence[int]) -> FAQQuerySet:
        """Those with these ids, each with its place in the list as `rank`, unique and rising."""
        places = [When(pk=pk, then=Value(place)) for place, pk in enumerate(ids)]
        rank = Case(*places, default=Value(len(ids)), output_field=models.IntegerField())
        return self.filter(pk__in=list(ids)).annotate(rank=rank).order_by("rank")

    def for_listing(self) -> FAQQuerySet:
        return self.select_related("category").prefetch_related("tags").order_by("category__position", "position", "pk")

    def for_shelves(self, each: int) -> FAQQuerySet:
        """The most read FAQs of every category, at most `each`, with question and address alone."""
        place = Window(
            RowNumber(), partition_by=F("category"), order_by=[F("view_count").desc(), F("position").asc(), F("pk").asc()]
        )
        top = self.published().annotate(place=place).filter(place__lte=each)
        return top.only("slug", "category", "question").order_by("category", "place")

    def related_to(self, thing) -> FAQQuerySet:
        """Published FAQs that share tags with an FAQ or an article or stand on the same shelf, the closest first."""
        tags = [tag.pk for tag in thing.tags.all()]
        related = self.published().filter(Q(category=thing.category_id) | Q(tags__in=tags))
        if isinstance(thing, self.model):
            related = related.exclude(pk=thing.pk)
        shared = Count("tags", filter=Q(tags__in=tags), distinct=True)
        return related.annotate(shared=shared).only("slug", "question").order_by("-shared", "-view_count", "pk")


class ArticleQuerySet(models.QuerySet):
    def published(self) -> ArticleQuerySet:
        return self.filter(status="published")

    def visible_to(self, user) -> ArticleQuerySet:
        """Published ones whose audience the person belongs to; editors see all."""
        if user is None or not user.is_authenticated:
            return self.published().filter(audience="public")
        if user.has_perm("knowledge.change_article"):
            return self
        return self.published().filter(audience__in=["public", "signed_in", *(["staff"] if user.is_staff else [])])

    def for_listing(self) -> ArticleQuerySet:
        return self.select_related("category").order_by("category__position", "position", "pk")

    def titles(self) -> ArticleQuerySet:
        """What a list of articles shows, without the texts."""
        return self.for_listing().only("slug", "title", "summary", "status", "audience", "category", "published_at")


class TutorialQuerySet(models.QuerySet):
    def published(self) -> TutorialQuerySet:
        return self.filter(is_published=True)

    def visible_to(self, user) -> TutorialQuerySet:
        """Drafts are for those who may edit them."""
        if user is not None and user.is_authenticated and user.has_perm("knowledge.change_tutorial"):
            return self
        return self.published()

    def readable_in(self, language: str) -> TutorialQuerySet:
        """Those that are really translated; the others would be shown in English."""
        column = f"title_{language.replace('-', '_')}"
        return self.exclude(**{f"{column}__isnull": True}).exclude(**{column: ""})

    def owning_file(self, name: str) -> TutorialQuerySet:
        """The tutorial whose video, poster or captions are stored under `name`."""
        return self.filter(Q(video=name) | Q(poster=name) | Q(captions__file=name)).distinct()

    def cards(self) -> TutorialQuerySet:
        """What a card shows, without transcripts."""
        fields = (
            "slug",
            "title",
            "description",
            "category",
            "level",
            "poster",
            "video",
            "video_url",
            "duration_seconds",
            "is_published",
        )
        return self.only(*fields).order_by("position", "pk")

    def for_listing(self) -> TutorialQuerySet:
        return self.prefetch_related("captions").order_by("position", "pk")
