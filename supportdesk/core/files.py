"""Which files are taken from people: decided by what is in them, never by what the sender says they are."""

from __future__ import annotations

import hashlib
import io
import unicodedata
import zipfile
from dataclasses import dataclass
from pathlib import PurePosixPath

import puremagic
from django.conf import settings
from django.core.files import File
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _
from PIL import Image

from .exceptions import Refusal

IMAGES = {"PNG": "image/png", "JPEG": "image/jpeg", "GIF": "image/gif", "WEBP": "image/webp"}
MAX_PIXELS = 80_000_000
OOXML = {"word/": "wordprocessingml.document", "xl/": "spreadsheetml.sheet", "ppt/": "presentationml.presentation"}
OPEN_DOCUMENT = {f"application/vnd.oasis.opendocument.{kind}" for kind in ("text", "spreadsheet", "presentation")}
VIDEOS = {".mp4": "video/mp4", ".webm": "video/webm"}
TEXTS = {".txt": "text/plain", ".log": "text/plain", ".csv": "text/csv"}
OFFICE = (".docx", ".xlsx", ".pptx", ".odt", ".ods", ".odp")
PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".webp")
# For the `accept` attribute of file inputs, and for the text of a refusal.
EXTENSIONS = (*PICTURES, ".pdf", *TEXTS, *OFFICE, *VIDEOS)


class FileRefused(Refusal):
    """A file is too big, or of a kind that is not taken; the text says what to do."""

    code = "file_refused"
    status = 400


@dataclass(frozen=True)
class CheckedFile:
    """A file that may be stored; `content_type` is what was found in it."""

    name: str
    content_type: str
    content: bytes

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def check_file(file: File) -> CheckedFile:
    """The file as it may be stored, or FileRefused with a text that names it, and why it is not taken."""
    name = _safe_name(file.name or "")
    if not file.size:
        raise FileRefused(_("“%(name)s” is empty.") % {"name": name}, code="file_empty")
    if file.size > settings.ATTACHMENT_MAX_BYTES:
        limit = filesizeformat(settings.ATTACHMENT_MAX_BYTES)
        raise FileRefused(
            _("“%(name)s” is too big: a file has at most %(limit)s.") % {"name": name, "limit": limit}, code="file_too_big"
        )
    file.seek(0)
    content = file.read()
    content_type = _type_of(content, PurePosixPath(name).suffix.lower())
    if content_type is None:
        raise FileRefused(
            _("“%(name)s” is not a kind of file that we take. Pictures, PDF, text, office documents and short videos are fine.")
            % {"name": name},
            code="file_type_refused",
        )
    return CheckedFile(name, content_type, content)


def _safe_name(name: str) -> str:
    """The last part of the name, without characters that control or reorder text; at most 200 characters."""
    name = unicodedata.normalize("NFC", name.replace("\\", "/").rsplit("/", 1)[-1])
    name = "".join(char for char in name if unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Zl", "Zp")).strip(" .")
    stem, dot, extension = name.rpartition(".")
    if not dot or len(extension) > 10:
        return name[:200] or "file"
    return f"{stem[: 199 - len(extension)] or 'file'}.{extension}"


def _type_of(content: bytes, extension: str) -> str | None:
    """The type, when the content is of a kind that the extension promises; None is a refusal."""
    if extension in PICTURES:
        return _picture(content)
    if extension in OFFICE:
        return _office(content, extension)
    if extension in TEXTS:
        return TEXTS[extension] if _is_text(content) else None
    if extension == ".pdf":
        return "application/pdf" if content.startswith(b"%PDF-") else None
    if extension in VIDEOS:
        return VIDEOS[extension] if VIDEOS[extension] in _magic(content) else None
    return None


def _picture(content: bytes) -> str | None:
    try:
        with Image.open(io.BytesIO(content), formats=list(IMAGES)) as picture:
            found, (width, height) = picture.format or "", picture.size
            picture.verify()
    except Exception:  # a broken picture can raise nearly anything
        return None
    return IMAGES.get(found) if width * height <= MAX_PIXELS else None


def _office(content: bytes, extension: str) -> str | None:
    """A zip that is a document of the promised family, without macros."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
            declared = archive.open("mimetype").read(100).decode("ascii", "replace") if "mimetype" in names else ""
    except Exception:  # nor is there an end to what a broken archive can raise
        return None
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        return None
    if extension.startswith(".od"):
        return declared if declared in OPEN_DOCUMENT else None
    if "[Content_Types].xml" not in names:
        return None
    for folder, kind in OOXML.items():
        if any(name.startswith(folder) for name in names):
            return f"application/vnd.openxmlformats-officedocument.{kind}"
    return None


def _is_text(content: bytes) -> bool:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    return not any(char < " " and char not in "\t\n\r\f" for char in text)


def _magic(content: bytes) -> set[str]:
    """The types that the first bytes speak for most clearly."""
    try:
        found = puremagic.magic_string(content[:4096])
    except (puremagic.PureError, ValueError):
        return set()
    best = max(match.confidence for match in found)
    return {match.mime_type for match in found if match.confidence == best}
