"""Where a file stays between its dry run and its import: in the storage of files, under a name that nobody can guess."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.core import signing
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from import_export.tmp_storages import BaseStorage

from supportdesk.core.exceptions import Refusal

FOLDER = "imports"
KEPT_FOR = timedelta(days=1)
_SALT = "knowledge.import"


class FileGone(Refusal):
    code = "file_gone"
    message = _("The uploaded file is no longer here. Please upload it again.")


class KeptUpload(BaseStorage):
    """One uploaded file; `name` is its day and a random part."""

    def save(self, data: bytes) -> None:
        self.name = f"{timezone.now():%Y-%m-%d}/{uuid4().hex}"
        default_storage.save(self.path, ContentFile(data))

    def read(self) -> bytes:
        try:
            with default_storage.open(self.path) as file:
                return file.read()
        except FileNotFoundError:
            raise FileGone from None

    def remove(self) -> None:
        default_storage.delete(self.path)

    @property
    def path(self) -> str:
        return f"{FOLDER}/{self.name}"


def ticket_for(name: str, *, by: Any) -> str:
    """What the page hands back to have the file imported; good for one person and one day."""
    return signing.dumps([name, by.pk], salt=_SALT)


def name_on(ticket: str, *, by: Any) -> str:
    """The name that `ticket_for` was given; FileGone for a ticket of somebody else, an old one, a forged one."""
    try:
        name, holder = signing.loads(ticket, salt=_SALT, max_age=KEPT_FOR)
    except signing.BadSignature:
        raise FileGone from None
    if holder != by.pk:
        raise FileGone
    return name


def forget_old_uploads() -> int:
    """Remove the files that nobody imported in time; how many."""
    try:
        days, _files = default_storage.listdir(FOLDER)
    except FileNotFoundError:
        return 0
    last = f"{timezone.now() - KEPT_FOR:%Y-%m-%d}"
    gone = 0
    for day in days:
        if day >= last:
            continue
        for name in default_storage.listdir(f"{FOLDER}/{day}")[1]:
            default_storage.delete(f"{FOLDER}/{day}/{name}")
            gone += 1
        default_storage.delete(f"{FOLDER}/{day}")
    return gone
