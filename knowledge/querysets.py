"""Questions about what the portal knows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import models
from django.db.models import Case, Count, F, Q, Value, When, Window
from django.db.models.functions import Cast, RowNumber


class CategoryQuerySet(models.QuerySet):
    def with_counts(self) -> CategoryQuerySet:
        """Each with `faq_count`, the number of FAQs on the shelf that everybody can read."""
        open_to_all = Count("faqs", filter=Q(faqs__status="published", faqs__audience="public"))
        return self.annotate(faq_count=open_to_all).order_by("position", "pk")


class PageQuerySet(models.QuerySet):
    """FAQs or articles."""

    def published(self):
        """Whatever their audience."""
        return self.filter(status="published")

    def open_to(self, user):
        """Published, and the person (None or nobody signed in: a visitor) belongs to the audience."""
        if user is None or not user.is_authenticated:
            return self.published().filter(audience="public")
        if user.is_superuser:
            return self.published()
        audiences = ["public", "signed_in", *(["staff"] if user.is_staff else [])]
        own_groups = self.model.groups.through.objects.filter(group__user=user).values(self.model._meta.model_name)
        return self.published().filter(Q(audience__in=audiences) | Q(audience="groups", pk__in=own_groups))

    def visible_to(self, user):
        """Open to the person; those who may edit see drafts and what is kept for others, too."""
        if user is not None and user.is_authenticated and user.has_perm(f"knowledge.change_{self.model._meta.model_name}"):
            return self
        return self.open_to(user)

    def due_for_verification(self, day: date):
        """Published, and to be checked by `day` or before."""
        return self.published().filter(verify_by__lte=day)

    def expired(self, moment: datetime):
        return self.published().filter(expires_at__lte=moment)

    def outdated_in(self, language: str):
        """Whose translation is older than the last change of the original that matters."""
        # Stored as a JSON list of codes, none of which is part of another: so the text tells, on every database.
        return self.annotate(outdated_text=Cast("outdated", models.TextField())).filter(outdated_text__contains=f'"{language}"')


class FAQQuerySet(PageQuerySet):
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
        """The most read of these FAQs of every category, at most `each`, with question and address alone."""
        place = Window(
            RowNumber(), partition_by=F("category"), order_by=[F("view_count").desc(), F("position").asc(), F("pk").asc()]
        )
        top = self.annotate(place=place).filter(place__lte=each)
        return top.only("slug", "category", "question").order_by("category", "place")

    def related_to(self, thing) -> FAQQuerySet:
        """Those that share tags with an FAQ or an article or stand on the same shelf, the closest first."""
        tags = [tag.pk for tag in thing.tags.all()]
        related = self.filter(Q(category=thing.category_id) | Q(tags__in=tags))
        if isinstance(thing, self.model):
            related = related.exclude(pk=thing.pk)
        shared = Count("tags", filter=Q(tags__in=tags), distinct=True)
        return related.annotate(shared=shared).only("slug", "question").order_by("-shared", "-view_count", "pk")


class ArticleQuerySet(PageQuerySet):
    def for_listing(self) -> ArticleQuerySet:
        return self.select_related("category").order_by("category__position", "position", "pk")

    def titles(self) -> ArticleQuerySet:
        """What a list of articles shows, without the texts."""
        return self.for_listing().only("slug", "title", "summary", "status", "audience", "category", "published_at")


class RevisionQuerySet(models.QuerySet):
    def of(self, page, language: str = "") -> RevisionQuerySet:
        """The versions of an FAQ or an article, of one language or of all."""
        found = self.filter(**{self.model.field_of(page): page})
        return found.filter(language=language) if language else found

    def published(self) -> RevisionQuerySet:
        return self.filter(status="published")

    def live_first(self) -> RevisionQuerySet:
        """By when they went live, the latest first."""
        return self.order_by("-published_at", "-pk")

    def waiting_for_review(self) -> RevisionQuerySet:
        return self.filter(status="proposed").order_by("created_at", "pk")

    def due(self, moment: datetime) -> RevisionQuerySet:
        """Approved for a time that has come."""
        return self.filter(status="scheduled", publish_at__lte=moment).order_by("publish_at", "pk")


class FeedbackQuerySet(models.QuerySet):
    def by(self, user, visitor: str) -> FeedbackQuerySet:
        """Said by the user, else by the visitor."""
        return self.filter(user=user) if user else self.filter(user=None, visitor=visitor)


class FlagQuerySet(models.QuerySet):
    def to_decide(self) -> FlagQuerySet:
        return self.filter(status="open").order_by("created_at", "pk")


class GapQuerySet(models.QuerySet):
    def open(self) -> GapQuerySet:
        """What nobody has written yet, the most wanted first."""
        return self.filter(status="open").order_by("-times", "pk")


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
