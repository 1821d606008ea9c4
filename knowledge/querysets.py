"""Questions about what the portal knows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.apps import apps
from django.db import models
from django.db.models import Case, Count, Exists, F, OuterRef, Q, Value, When, Window
from django.db.models.functions import Cast, RowNumber

from supportdesk.core.audiences import GROUPS, Reader


class CategoryQuerySet(models.QuerySet):
    def with_counts(self) -> CategoryQuerySet:
        """Each with `faq_count`, the number of FAQs on the shelf that everybody can read."""
        open_to_all = Count("faqs", filter=Q(faqs__status="published", faqs__audience="public"))
        return self.annotate(faq_count=open_to_all).order_by("position", "pk")


class PageQuerySet(models.QuerySet):
    """FAQs or articles; `TITLE` is the column that a list shows."""

    TITLE = ""

    def published(self):
        """Whatever their audience."""
        return self.filter(status="published")

    def open_to(self, user):
        """Published, and the person (None or nobody signed in: a visitor) belongs to the audience."""
        reader = Reader(user)
        if reader.is_everywhere:
            return self.published()
        open_to_all = Q(audience__in=reader.audiences)
        if len(reader.audiences) == 1:
            return self.published().filter(open_to_all)
        own = Exists(self.model._default_manager.filter(pk=OuterRef("pk"), groups__user=user))
        return self.published().filter(open_to_all | Q(Q(audience=GROUPS), own))

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

    def translated_into(self, language: str):
        """Whose text is there as a whole in this language."""
        return self.filter(self._is_there(language))

    def missing_in(self, language: str):
        return self.exclude(self._is_there(language))

    def translation_counts(self, languages: Sequence[str]) -> dict[str, tuple[int, int, int]]:
        """By language: how many pages there are, how many of them are translated, and how many of these are outdated."""
        figures: dict[str, Count] = {"total": Count("pk")}
        for number, language in enumerate(languages):
            is_there = self._is_there(language)
            figures[f"there_{number}"] = Count("pk", filter=is_there)
            figures[f"outdated_{number}"] = Count("pk", filter=is_there & Q(outdated_text__contains=f'"{language}"'))
        found = self.annotate(outdated_text=Cast("outdated", models.TextField())).aggregate(**figures)
        return {
            language: (found["total"], found[f"there_{number}"], found[f"outdated_{number}"])
            for number, language in enumerate(languages)
        }

    def _is_there(self, language: str) -> Q:
        rule = Q()
        for field in self.model.ESSENTIAL:  # type: ignore[attr-defined]
            column = f"{field}_{language.replace('-', '_')}"
            rule &= Q(**{f"{column}__isnull": False}) & ~Q(**{column: ""})
        return rule

    def outdated_in(self, language: str):
        """Whose translation is older than the last change of the original that matters."""
        # Stored as a JSON list of codes, none of which is part of another: so the text tells, on every database.
        return self.annotate(outdated_text=Cast("outdated", models.TextField())).filter(outdated_text__contains=f'"{language}"')

    def related_to(self, page):
        """Those that editors tied to an FAQ or an article, then those that share tags with it or stand on the same shelf,
        the closest first; with title and address alone."""
        tied = getattr(page, f"related_{self.model._meta.model_name}s").values("pk")
        tags = [tag.pk for tag in page.tags.all()]
        itself = Q(pk=page.pk) if isinstance(page, self.model) else Q(pk=None)
        related = self.filter(Q(pk__in=tied) | Q(category=page.category_id) | Q(tags__in=tags)).exclude(itself)
        chosen = Case(When(pk__in=tied, then=Value(1)), default=Value(0), output_field=models.IntegerField())
        shared = Count("tags", filter=Q(tags__in=tags), distinct=True)
        closest = related.annotate(chosen=chosen, shared=shared).order_by("-chosen", "-shared", "-view_count", "pk")
        return closest.only("slug", self.TITLE)


class FAQQuerySet(PageQuerySet):
    TITLE = "question"

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


class ArticleQuerySet(PageQuerySet):
    TITLE = "title"

    def for_listing(self) -> ArticleQuerySet:
        return self.select_related("category").order_by("category__position", "position", "pk")

    def titles(self) -> ArticleQuerySet:
        """What a list of articles shows, without the texts."""
        return self.for_listing().only("slug", "title", "summary", "status", "audience", "category", "published_at")


class RevisionQuerySet(models.QuerySet):
    def of(self, page, language: str = "") -> RevisionQuerySet:
        """The versions of an FAQ or an article, of one language or of all."""
        found = self.filter(**{self.model.field_of(page): page})  # type: ignore[attr-defined]
        return found.filter(language=language) if language else found

    def published(self) -> RevisionQuerySet:
        return self.filter(status="published")

    def live_first(self) -> RevisionQuerySet:
        """By when they went live, the latest first."""
        return self.order_by("-published_at", "-pk")

    def open_work(self) -> RevisionQuerySet:
        """Drafts, proposals and what is scheduled, without drafts that a later one of their writing took the place of."""
        same_page = Q(faq=OuterRef("faq")) | Q(article=OuterRef("article"))
        later = self.model._default_manager.filter(same_page, language=OuterRef("language"), number__gt=OuterRef("number"))
        # Each save of a page that was never public leaves a draft; only the last of them counts.
        first_texts = Exists(later.filter(based_on=None))
        # Who published a later version from the same start is done with the earlier one.
        own_later = Exists(later.filter(status="published", author=OuterRef("author"), based_on=OuterRef("based_on")))
        return self.filter(status__in=["draft", "proposed", "scheduled"]).exclude(
            (Q(based_on=None) & first_texts) | (Q(status="draft", based_on__isnull=False) & own_later)
        )

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

    def with_caption_languages(self) -> TutorialQuerySet:
        """Each with its captions, of which only the language is loaded."""
        return self._with_captions("language")

    def for_listing(self) -> TutorialQuerySet:
        """With series, chapters and captions, whose lines are not loaded."""
        found = self._with_captions("language", "file").select_related("series").prefetch_related("chapters")
        return found.order_by("position", "pk")

    def for_playing(self) -> TutorialQuerySet:
        """With all that a page plays: the lines of the captions, too."""
        return self.select_related("series").prefetch_related("captions", "chapters")

    def in_series_order(self) -> TutorialQuerySet:
        return self.order_by("place_in_series", "position", "pk")

    def _with_captions(self, *fields: str) -> TutorialQuerySet:
        captions = apps.get_model("knowledge", "TutorialCaption").objects.only("tutorial", *fields)
        return self.prefetch_related(models.Prefetch("captions", queryset=captions.order_by("pk")))
