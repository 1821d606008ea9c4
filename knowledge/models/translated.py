"""What FAQs, articles and tutorials share: texts in several languages, and tags."""

from __future__ import annotations

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from modeltranslation.utils import build_localized_fieldname

from supportdesk.core.choices import Language


class Translated(models.Model):
    """Something with its texts in several languages; a language without one of `ESSENTIAL` does not count as there."""

    ESSENTIAL: tuple[str, ...] = ()

    class Meta:
        abstract = True

    def text_in(self, language: str, field: str) -> str:
        """The text in exactly this language, "" when there is none."""
        return getattr(self, build_localized_fieldname(field, language)) or ""

    def write_in(self, language: str, field: str, text: str) -> None:
        setattr(self, build_localized_fieldname(field, language), text)

    @property
    def languages(self) -> list[str]:
        """The languages it can really be read in."""
        return [
            language for language in Language.values if all(self.text_in(language, field).strip() for field in self.ESSENTIAL)
        ]

    @property
    def shown_language(self) -> str:
        """The language in which a reader sees it now: theirs, or English when there is no translation."""
        wanted = get_language() or Language.EN.value
        return wanted if wanted in self.languages else Language.EN.value


class Tag(models.Model):
    name = models.SlugField(_("tag"), max_length=50, unique=True, allow_unicode=True)

    class Meta:
        verbose_name = _("tag")
        verbose_name_plural = _("tags")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
