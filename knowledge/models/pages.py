"""What FAQs and articles share: where a page stands, who reads it, until when it holds; and what is said about a page."""

from __future__ import annotations

from typing import NamedTuple

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from supportdesk.core.models import TimeStamped

from .translated import Tag, Translated


class Audience(models.TextChoices):
    PUBLIC = "public", _("Everyone")
    SIGNED_IN = "signed_in", _("Signed-in people")
    STAFF = "staff", _("Staff")
    GROUPS = "groups", _("Chosen groups")


class Words(NamedTuple):
    """The text of a page in one language, whatever its kind calls the parts. A page without summaries has ""."""

    title: str = ""
    summary: str = ""
    body: str = ""


class Page(Translated, TimeStamped):
    """One page of the help centre, in every language that has it.

    The translated columns hold the live text (of a page that was never published: its newest draft); every version
    of it is a `Revision`, where drafts beside the live text wait too. `WORDS` names the columns of title, summary
    and body, in this order; "" for a part that this kind of page does not have.
    """

    WORDS: Words

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        PUBLISHED = "published", _("Published")
        ARCHIVED = "archived", _("Archived")

    slug = models.SlugField(_("address"), max_length=120, unique=True)
    category = models.ForeignKey("knowledge.FAQCategory", models.PROTECT, verbose_name=_("category"))
    tags = models.ManyToManyField(Tag, blank=True, verbose_name=_("tags"))
    audience = models.CharField(_("audience"), max_length=10, choices=Audience, default=Audience.PUBLIC)
    groups = models.ManyToManyField(
        Group, blank=True, related_name="+", verbose_name=_("groups"), help_text=_("Who reads it, when the audience is groups.")
    )
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.DRAFT)
    published_at = models.DateTimeField(_("first published"), null=True, blank=True)
    expires_at = models.DateTimeField(
        _("expires"), null=True, blank=True, help_text=_("From then on the page is archived and no longer found.")
    )
    verify_by = models.DateField(
        _("verify by"), null=True, blank=True, help_text=_("Until then somebody should have checked that it still holds.")
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("owner"),
        help_text=_("Who keeps it true and gets the reminders."),
    )
    outdated = models.JSONField(
        _("outdated translations"),
        default=list,
        blank=True,
        editable=False,
        help_text=_("Languages whose text is older than the last normal or major change of the original."),
    )
    related_faqs = models.ManyToManyField("knowledge.FAQ", blank=True, related_name="+", verbose_name=_("related FAQs"))
    related_articles = models.ManyToManyField(
        "knowledge.Article", blank=True, related_name="+", verbose_name=_("related articles")
    )
    position = models.PositiveSmallIntegerField(_("position"), default=100)
    view_count = models.PositiveIntegerField(_("views"), default=0, editable=False)
    helpful_count = models.PositiveIntegerField(_("helpful"), default=0, editable=False)
    not_helpful_count = models.PositiveIntegerField(_("not helpful"), default=0, editable=False)
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
        verbose_name=_("changed by"),
    )

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(name="%(class)s_status_known", condition=Q(status__in=["draft", "published", "archived"])),
            models.CheckConstraint(
                name="%(class)s_audience_known", condition=Q(audience__in=["public", "signed_in", "staff", "groups"])
            ),
            models.CheckConstraint(
                name="%(class)s_published_has_a_date", condition=~Q(status="published") | Q(published_at__isnull=False)
            ),
        ]
        indexes = [
            models.Index(fields=["category", "position", "id"], condition=Q(status="published"), name="%(class)s_listing"),
            models.Index(fields=["-view_count", "id"], condition=Q(status="published"), name="%(class)s_popular"),
            models.Index(fields=["expires_at"], condition=Q(status="published"), name="%(class)s_expiry"),
            models.Index(fields=["verify_by"], condition=Q(status="published"), name="%(class)s_verify_by"),
        ]

    @property
    def is_published(self) -> bool:
        return self.status == self.Status.PUBLISHED

    def words_in(self, language: str) -> Words:
        """The text in exactly this language, empty where there is none."""
        return Words(*(self.text_in(language, column) if column else "" for column in self.WORDS))


def exactly_one(*fields: str) -> Q:
    """The rule that one of the references is there and no other."""
    rule = Q()
    for there in fields:
        rule |= Q(**{f"{field}__isnull": field != there for field in fields})
    return rule


class AboutPage(models.Model):
    """Something said or kept about one FAQ, article or tutorial."""

    faq = models.ForeignKey("knowledge.FAQ", models.CASCADE, null=True, blank=True, verbose_name=_("FAQ"))
    article = models.ForeignKey("knowledge.Article", models.CASCADE, null=True, blank=True, verbose_name=_("article"))
    tutorial = models.ForeignKey("knowledge.Tutorial", models.CASCADE, null=True, blank=True, verbose_name=_("tutorial"))

    class Meta:
        abstract = True

    @classmethod
    def field_of(cls, page: models.Model | type[models.Model]) -> str:
        """The name of the reference to pages of this kind: "faq", "article" or "tutorial"."""
        return page._meta.model_name or ""

    @property
    def page(self):
        """The FAQ, article or tutorial."""
        return self.faq or self.article or self.tutorial
