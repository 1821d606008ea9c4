"""The files that a message carries."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.core.files import File
from django.core.files.base import ContentFile
from django.utils.translation import gettext_lazy as _

from supportdesk.core.files import CheckedFile, FileRefused, check_file

from .models import SupportAttachment, SupportMessage


def check_files(files: Iterable[File]) -> list[CheckedFile]:
    """All of the files, or FileRefused with a text that names the one that is not taken, and why."""
    files = list(files)
    if len(files) > settings.ATTACHMENTS_PER_MESSAGE:
        raise FileRefused(
            _("At most %(limit)d files can go with one message.") % {"limit": settings.ATTACHMENTS_PER_MESSAGE},
            code="too_many_files",
        )
    return [check_file(file) for file in files]


def attach(message: SupportMessage, files: Iterable[CheckedFile]) -> list[SupportAttachment]:
    """Store the files of a message under random names; when one cannot be stored, none is kept."""
    stored: list[SupportAttachment] = []
    try:
        for file in files:
            attachment = SupportAttachment(
                message=message, name=file.name, content_type=file.content_type, size=len(file.content), sha256=file.sha256
            )
            attachment.file.save(file.name, ContentFile(file.content), save=False)
            stored.append(attachment)
            attachment.save()
    except BaseException:
        for attachment in stored:
            attachment.file.delete(save=False)
        raise
    return stored
