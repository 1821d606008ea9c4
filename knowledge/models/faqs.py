"""Questions with their answers, and the shelves they stand on."""

from __future__ import annotations

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from supportdesk.core.choices import Language, Topic

from ..querysets import CategoryQuerySet, FAQQuerySet
from .pages import Page, Words
from .translated import Translated


class FAQCategory(Translated):
    """A shelf of the help centre; FAQs and articles stand on it."""

    ESSENTIAL = ("name",)

    slug = models.SlugField(_("address"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=80)
    description = models.CharField(_("description"), max_length=200, blank=True)
    icon = models.SlugField(_("icon"), max_length=30, default="help")
    topic = models.CharField(_("topic"), max_length=12, choices=Topic, default=Topic.GENERAL)
    position = models.PositiveSmallIntegerField(_("position"), default=100)

    objects = CategoryQuerySet.as_manager()

    class Meta:
        verbose_name = _("FAQ category")
        verbose_name_plural = _("FAQ categories")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"{reverse('knowledge:faqs')}?category={self.slug}"


class FAQ(Page):
    """One question with its answer, in every language that has one."""

    ESSENTIAL = ("question", "answer")
    WORDS = Words(title="question", summary="", body="answer")

    question = models.CharField(_("question"), max_length=250)
    answer = models.TextField(_("answer"), help_text=_("Markdown."))

    objects = FAQQuerySet.as_manager()

    class Meta(Page.Meta):
        verbose_name = _("FAQ")
        verbose_name_plural = _("FAQs")
        default_related_name = "faqs"

    def __str__(self) -> str:
        return self.question

    def get_absolute_url(self) -> str:
        return reverse("knowledge:faq", args=[self.slug])


class FAQPhrasing(models.Model):
    """Another way in which people ask the same; searched like the question itself."""

    class Source(models.TextChoices):
        EDITOR = "editor", _("Editor")
        AGENT = "agent", _("Agent")
        FEEDBACK = "feedback", _("Feedback of readers")

    faq = models.ForeignKey(FAQ, models.CASCADE, related_name="phrasings", verbose_name=_("FAQ"))
    language = models.CharField(_("language"), max_length=10, choices=Language)
    text = models.CharField(_("phrasing"), max_length=250)
    source = models.CharField(_("source"), max_length=10, choices=Source, default=Source.EDITOR)

    class Meta:
        verbose_name = _("other phrasing")
        verbose_name_plural = _("other phrasings")
        ordering = ["language", "pk"]
        constraints = [models.UniqueConstraint(fields=["faq", "language", "text"], name="faq_phrasing_once")]

    def __str__(self) -> str:
        return self.text
