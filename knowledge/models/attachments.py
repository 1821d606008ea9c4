"""Files that belong to a page: pictures in its text, and what readers download."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .pages import AboutPage, exactly_one


def attachment_path(instance: models.Model, filename: str) -> str:
    return f"pages/{uuid.uuid4().hex}.{filename.rsplit('.', 1)[-1].lower()}"


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
