"""Versions of pages."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from supportdesk.core.choices import Language

from ..querysets import RevisionQuerySet
from .pages import AboutPage, Words, exactly_one


class Revision(AboutPage):
    """One version of an FAQ or an article in one language: who wrote what, when, why and how much it matters.

    A draft beside the live text is a revision that is not published yet; publishing copies its text to the page.
    """

    class Significance(models.IntegerChoices):
        TYPO = 10, _("Typo")
        NORMAL = 20, _("Normal")
        MAJOR = 30, _("Major")

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        PROPOSED = "proposed", _("Waiting for review")
        SCHEDULED = "scheduled", _("Scheduled")
        PUBLISHED = "published", _("Published")
        REJECTED = "rejected", _("Rejected")

    class Origin(models.TextChoices):
        PERSON = "person", _("Written by a person")
        MACHINE = "machine", _("Machine translation")
        IMPORT = "import", _("Import")

    tutorial = None
    language = models.CharField(_("language"), max_length=10, choices=Language)
    number = models.PositiveIntegerField(_("version"), help_text=_("Counts the versions of one page in one language."))
    title = models.CharField(_("title"), max_length=250)
    summary = models.CharField(_("summary"), max_length=400, blank=True)
    body = models.TextField(_("text"), blank=True)
    significance = models.PositiveSmallIntegerField(_("significance"), choices=Significance, default=Significance.NORMAL)
    comment = models.CharField(_("what changed"), max_length=300, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.DRAFT)
    origin = models.CharField(_("origin"), max_length=10, choices=Origin, default=Origin.PERSON)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("author")
    )
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("reviewer")
    )
    reviewed_at = models.DateTimeField(_("reviewed"), null=True, blank=True)
    review_note = models.CharField(_("reviewer's note"), max_length=500, blank=True)
    based_on = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("based on"),
        help_text=_("The version of the same language that was live when this one was begun."),
    )
    translated_from = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("translated from"),
        help_text=_("The version of the English original that this is a translation of."),
    )
    publish_at = models.DateTimeField(_("to be published"), null=True, blank=True)
    created_at = models.DateTimeField(_("written"), default=timezone.now)
    published_at = models.DateTimeField(_("published"), null=True, blank=True)

    objects = RevisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("version")
        verbose_name_plural = _("versions")
        default_related_name = "revisions"
        permissions = [("review_revision", "Can review what editors propose")]
        constraints = [
            models.CheckConstraint(name="revision_of_one_page", condition=exactly_one("faq", "article")),
            models.UniqueConstraint(
                fields=["faq", "language", "number"], condition=Q(faq__isnull=False), name="faq_revision_number_once"
            ),
            models.UniqueConstraint(
                fields=["article", "language", "number"], condition=Q(article__isnull=False), name="article_revision_number_once"
            ),
            models.CheckConstraint(
                name="revision_published_has_a_date", condition=~Q(status="published") | Q(published_at__isnull=False)
            ),
            models.CheckConstraint(
                name="revision_scheduled_has_a_date", condition=~Q(status="scheduled") | Q(publish_at__isnull=False)
            ),
        ]
        indexes = [
            models.Index(fields=["publish_at"], condition=Q(status="scheduled"), name="revision_scheduled"),
            models.Index(fields=["created_at"], condition=Q(status="proposed"), name="revision_to_review"),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.language} {self.number})"

    @property
    def page(self):
        return self.faq or self.article

    @property
    def words(self) -> Words:
        return Words(self.title, self.summary, self.body)

    @property
    def is_open(self) -> bool:
        """Still to be decided: it can be changed, published or given up."""
        return self.status not in (self.Status.PUBLISHED, self.Status.REJECTED)


class FormerAddress(AboutPage):
    """An address that a page had before; who comes by it is sent on."""

    slug = models.SlugField(_("former address"), max_length=120)
    created_at = models.DateTimeField(_("left"), default=timezone.now)

    class Meta:
        verbose_name = _("former address")
        verbose_name_plural = _("former addresses")
        default_related_name = "former_addresses"
        constraints = [
            models.CheckConstraint(name="former_address_of_one_page", condition=exactly_one("faq", "article", "tutorial")),
            *(
                models.UniqueConstraint(
                    fields=["slug"], condition=Q(**{f"{kind}__isnull": False}), name=f"former_address_once_per_{kind}"
                )
                for kind in ("faq", "article", "tutorial")
            ),
        ]

    def __str__(self) -> str:
        return self.slug
