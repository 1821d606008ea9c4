"""Files that belong to a page: pictures in its text, and what readers download."""

from __future__ import annotations

import re
import uuid

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .pages import AboutPage, exactly_one

_SIZE = re.compile(r"\d+x\d+")


def attachment_path(instance: models.Model, filename: str) -> str:
    """A random name; "1200x800.png" becomes "…-1200x800.png", so that whoever renders a text needs not look up how large a
    picture is."""
    stem, _dot, ending = filename.rpartition(".")
    size = f"-{stem}" if _SIZE.fullmatch(stem) else ""
    return f"pages/{uuid.uuid4().hex}{size}.{ending.lower()}"


class PageAttachment(AboutPage):
    """A file of an FAQ or an article; readable by whoever may read the page."""

    tutorial = None
    file = models.FileField(_("file"), upload_to=attachment_path, max_length=200)
    name = models.CharField(_("name"), max_length=150)
    content_type = models.CharField(_("content type"), max_length=100, editable=False)
    size = models.PositiveIntegerField(_("size in bytes"), editable=False)
    is_listed = models.BooleanField(
        _("offered for download"), default=True, help_text=_("Off for a picture that only stands in the text.")
    )
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("uploaded by")
    )
    created_at = models.DateTimeField(_("uploaded"), default=timezone.now)

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        default_related_name = "attachments"
        constraints = [models.CheckConstraint(name="attachment_of_one_page", condition=exactly_one("faq", "article"))]
        indexes = [models.Index(fields=["file"], name="attachment_by_file")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("page-file", args=[(self.file.name or "").rpartition("/")[2]])

    @property
    def is_picture(self) -> bool:
        return self.content_type.startswith("image/")

    @property
    def kind(self) -> str:
        """What people call files of its type: "PDF", "DOCX"."""
        return (self.file.name or "").rpartition(".")[2].upper()

    @property
    def markdown(self) -> str:
        """What shows or links the file in a text."""
        name = " ".join(re.sub(r"[\[\]\\]", " ", self.name).split())
        return f"{'!' if self.is_picture else ''}[{name}]({self.get_absolute_url()})"
