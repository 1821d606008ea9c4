"""Files of FAQs and articles: checked by what is in them, pictures drawn anew, stored under random names."""

from __future__ import annotations

import io
from collections.abc import Iterable
from functools import partial

from django.core.files import File
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageCms, ImageOps, ImageSequence

from supportdesk.core.exceptions import NotAllowed, NotFound
from supportdesk.core.files import IMAGES, MAX_PIXELS, CheckedFile, FileRefused, check_file

from .. import policies
from ..models import FAQ, Article, PageAttachment

# No screen shows more of a picture beside a text; a photograph from a phone has twice that.
LONGEST_SIDE = 2560
QUALITY = 85
_ENDINGS = {"image/png": "png", "image/jpeg": "jpg", "image/gif": "gif", "image/webp": "webp"}


@transaction.atomic
def attach_file(page: FAQ | Article, *, by, file: File, name: str = "", is_listed: bool = True) -> PageAttachment:
    """Keep a file with the page; FileRefused when it is too big or of a kind that is not taken.

    Of a picture nothing is kept but what is seen: no place, no camera, no preview of what was cut away.
    """
    if not policies.can_change_page(by, page):
        raise NotAllowed
    checked = check_file(file)
    content, kept_name = checked.content, f"file.{checked.name.rpartition('.')[2]}"
    if checked.content_type in _ENDINGS:
        content, (width, height) = _drawn_anew(checked)
        kept_name = f"{width}x{height}.{_ENDINGS[checked.content_type]}"
    attachment = PageAttachment(
        **{PageAttachment.field_of(page): page},
        name=(name.strip() or checked.name)[:150],
        content_type=checked.content_type,
        size=len(content),
        is_listed=is_listed,
        uploaded_by=by,
    )
    attachment.file.save(kept_name, ContentFile(content), save=False)
    try:
        attachment.save()
    except BaseException:
        attachment.file.delete(save=False)
        raise
    return attachment


@transaction.atomic
def change_attachment(attachment: PageAttachment, *, by, name: str, is_listed: bool) -> PageAttachment:
    """Call a file otherwise, or offer it below the text or not; the file itself stays."""
    attachment = _locked(attachment)
    if not policies.can_change_page(by, attachment.page):
        raise NotAllowed
    attachment.name, attachment.is_listed = name.strip() or attachment.name, is_listed
    attachment.save(update_fields=["name", "is_listed"])
    return attachment


@transaction.atomic
def remove_attachment(attachment: PageAttachment, *, by) -> None:
    """Take a file away for good; a text that still shows it shows a gap."""
    attachment = _locked(attachment)
    if not policies.can_change_page(by, attachment.page):
        raise NotAllowed
    forget_files([attachment])
    attachment.delete()


def forget_files(attachments: Iterable[PageAttachment]) -> None:
    """Delete what is stored, once the transaction in which the rows go is over."""
    for attachment in attachments:
        transaction.on_commit(partial(attachment.file.storage.delete, attachment.file.name or ""), robust=True)


def _locked(attachment: PageAttachment) -> PageAttachment:
    fresh = PageAttachment.objects.select_for_update(of=("self",)).filter(pk=attachment.pk).first()
    if fresh is None:
        raise NotFound
    return fresh


def _drawn_anew(checked: CheckedFile) -> tuple[bytes, tuple[int, int]]:
    """The picture with its pixels and nothing else, upright, in the colours of the web; and its size."""
    kind = next(name for name, content_type in IMAGES.items() if content_type == checked.content_type)
    try:
        with Image.open(io.BytesIO(checked.content), formats=[kind]) as picture:
            buffer = io.BytesIO()
            if getattr(picture, "is_animated", False):
                _draw_frames(picture, kind, buffer)
                return buffer.getvalue(), picture.size
            still = _in_web_colours(ImageOps.exif_transpose(picture))
            still.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
            still.info = {key: still.info[key] for key in ("transparency",) if key in still.info}
            still.save(buffer, kind, optimize=True, quality=QUALITY)
            return buffer.getvalue(), still.size
    except FileRefused:
        raise
    except Exception as error:  # a picture that is broken further in can raise nearly anything
        raise FileRefused(code="file_type_refused") from error


def _draw_frames(picture: Image.Image, kind: str, buffer: io.BytesIO) -> None:
    if picture.width * picture.height * picture.n_frames > MAX_PIXELS:  # type: ignore[attr-defined]
        raise FileRefused(_("This animation is too big."), code="file_too_big")
    frames, durations = [], []
    for frame in ImageSequence.Iterator(picture):
        durations.append(frame.info.get("duration", 100))
        frames.append(frame.convert("RGBA"))
        frames[-1].info = {}
    loop = picture.info.get("loop", 0)
    frames[0].save(buffer, kind, save_all=True, append_images=frames[1:], duration=durations, loop=loop, disposal=2)


def _in_web_colours(picture: Image.Image) -> Image.Image:
    profile = picture.info.get("icc_profile")
    if not profile or picture.mode not in ("RGB", "RGBA", "CMYK", "L"):
        return picture.convert("RGB") if picture.mode == "CMYK" else picture
    mode = "RGBA" if picture.mode == "RGBA" else "RGB"
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        converted = ImageCms.profileToProfile(picture, source, ImageCms.createProfile("sRGB"), outputMode=mode)
    except (ImageCms.PyCMSError, OSError):
        return picture.convert(mode)
    return converted or picture.convert(mode)
