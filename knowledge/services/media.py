"""What is looked at in a file before a tutorial takes it: by its content, whatever its name promises."""

from __future__ import annotations

import io
import shutil
import subprocess
import tempfile
from html import unescape
from pathlib import Path
from typing import NamedTuple

import puremagic
import webvtt
from django.conf import settings
from django.core.files.base import ContentFile, File
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from PIL import Image, ImageOps
from pymediainfo import MediaInfo

from supportdesk.core.exceptions import Refusal

# Start, end (seconds) and text of each line of captions.
Cues = list[list]

# Container by its signature: the ending it is stored under, and what MediaInfo calls it.
CONTAINERS = {"video/webm": ("webm", "WebM"), "video/mp4": ("mp4", "MPEG-4")}
CODECS = ("VP8", "VP9", "AV1", "AVC")

POSTER_FORMATS = ("WEBP", "JPEG", "PNG")
POSTER_LEAST = (320, 180)
POSTER_MOST = (1280, 1280)
POSTER_MAX_PIXELS = 40_000_000
POSTER_MAX_BYTES = 10 * 1024 * 1024
POSTER_QUALITY = 82
SECONDS_FOR_A_POSTER = 20

CAPTIONS_MAX_BYTES = 1024 * 1024
CAPTIONS_MAX_LINES = 5000


class FileRefused(Refusal):
    code = "file_refused"
    status = 400


class CheckedVideo(NamedTuple):
    ending: str
    seconds: int


def check_video(file: File) -> CheckedVideo:
    """What kind of video the file is and how long; `FileRefused` when browsers would not play it or it is too big."""
    if not file.size:
        raise FileRefused(_("The file is empty."))
    if file.size > settings.TUTORIAL_MAX_BYTES:
        raise _too_big(settings.TUTORIAL_MAX_BYTES)
    container = next((known for kind, known in CONTAINERS.items() if kind in _kinds(file)), None)
    if container is None:
        raise FileRefused(_("This is not a video of a kind that we take: WebM and MP4 are fine."))
    ending, name = container
    tracks = _media(file)
    general, pictures = tracks.general_tracks, tracks.video_tracks
    if not general or general[0].format != name or not pictures:
        raise FileRefused(_("This video cannot be read: the file may be damaged."))
    if any(track.format not in CODECS for track in pictures):
        raise FileRefused(_("Not every browser plays this video. Save it with the codec H.264, VP8, VP9 or AV1."))
    seconds = round(float(general[0].duration or pictures[0].duration or 0) / 1000)
    if not seconds:
        raise FileRefused(_("This video has no length: the file may be damaged."))
    return CheckedVideo(ending, seconds)


def check_poster(file: File) -> None:
    """`FileRefused` unless the file is a picture of a good size."""
    if file.size > POSTER_MAX_BYTES:
        raise _too_big(POSTER_MAX_BYTES)
    try:
        file.seek(0)
        with Image.open(file, formats=POSTER_FORMATS) as picture:
            width, height = picture.size
            picture.verify()
    except Exception as error:  # a broken picture can raise nearly anything
        raise FileRefused(_("This is not a picture of a kind that we take: WebP, JPEG and PNG are fine.")) from error
    if width < POSTER_LEAST[0] or height < POSTER_LEAST[1] or width * height > POSTER_MAX_PIXELS:
        raise FileRefused(
            _("The picture is %(width)d × %(height)d pixels; at least %(least)s are needed, and at most 40 million in all.")
            % {"width": width, "height": height, "least": "{} × {}".format(*POSTER_LEAST)}
        )


def smaller_poster(file: File) -> ContentFile:
    """The picture as WebP, no wider than it is ever shown, without what a camera wrote into it."""
    check_poster(file)
    try:
        file.seek(0)
        with Image.open(file, formats=POSTER_FORMATS) as picture:
            shown = ImageOps.exif_transpose(picture).convert("RGB")
            shown.thumbnail(POSTER_MOST)
            stored = io.BytesIO()
            shown.save(stored, "WEBP", quality=POSTER_QUALITY, method=5)
    except Exception as error:  # its header was right and the rest is not
        raise FileRefused(_("This picture cannot be read: the file may be damaged.")) from error
    return ContentFile(stored.getvalue(), name="poster.webp")


def poster_from_video(file: File, seconds: int) -> ContentFile | None:
    """A picture of the video, where ffmpeg is installed and can make one."""
    program = shutil.which("ffmpeg")
    if not program:
        return None
    with tempfile.TemporaryDirectory() as folder:
        source, picture = _path_of(file, folder), Path(folder) / "poster.png"
        command = [program, "-v", "error", "-protocol_whitelist", "file", "-ss", str(min(3, seconds // 3)), "-i", str(source)]
        try:
            subprocess.run(  # noqa: S603 - no word of the command comes from outside
                [*command, "-frames:v", "1", "-y", str(picture)],
                timeout=SECONDS_FOR_A_POSTER,
                check=True,
                stdin=subprocess.DEVNULL,
                capture_output=True,
            )
            return smaller_poster(ContentFile(picture.read_bytes(), name="poster.png"))
        except (subprocess.SubprocessError, OSError, FileRefused):
            return None


def read_cues(file: File) -> Cues:
    """The lines of a WebVTT file in order, without markup; `FileRefused` with what is wrong when it is not one."""
    if file.size > CAPTIONS_MAX_BYTES:
        raise _too_big(CAPTIONS_MAX_BYTES)
    file.seek(0)
    content = file.read()
    file.seek(0)
    try:
        lines = webvtt.from_string(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise FileRefused(_("Captions must be text in UTF-8.")) from error
    except (webvtt.errors.MalformedFileError, webvtt.errors.MalformedCaptionError, ValueError) as error:
        raise FileRefused(
            _("This is not a WebVTT file: it begins with the line “WEBVTT”, and each caption has its times.")
        ) from error
    cues: Cues = []
    for line in lines.captions:
        start, end = line.start_time.in_milliseconds() / 1000, line.end_time.in_milliseconds() / 1000
        text = " ".join(unescape(line.text).split()).replace("\x00", "")
        if end <= start:
            raise FileRefused(_("The caption at %(time)s ends before it begins.") % {"time": line.start})
        if text:
            cues.append([start, end, text])
    if not cues:
        raise FileRefused(_("There is no caption in this file."))
    if len(cues) > CAPTIONS_MAX_LINES:
        raise FileRefused(_("These are too many captions: %(most)d are the most.") % {"most": CAPTIONS_MAX_LINES})
    return sorted(cues, key=lambda cue: cue[:2])


def _kinds(file: File) -> set[str]:
    """The content types that the first bytes may stand for."""
    file.seek(0)
    head = file.read(4096)
    file.seek(0)
    try:
        return {match.mime_type for match in puremagic.magic_string(head)}
    except (puremagic.PureError, ValueError):
        return set()


def _media(file: File) -> MediaInfo:
    """What MediaInfo says of the file."""
    path = getattr(file, "temporary_file_path", None)
    try:
        return MediaInfo.parse(path()) if path else MediaInfo.parse(file)
    except (OSError, RuntimeError, ValueError) as error:
        raise FileRefused(_("This video cannot be read: the file may be damaged.")) from error
    finally:
        file.seek(0)


def _path_of(file: File, folder: str) -> Path:
    """Where the file lies on disk; one that is only in memory is written into `folder`."""
    if hasattr(file, "temporary_file_path"):
        return Path(file.temporary_file_path())
    copy = Path(folder) / "video"
    with copy.open("wb") as target:
        file.seek(0)
        shutil.copyfileobj(file, target)
    file.seek(0)
    return copy


def _too_big(limit: int) -> FileRefused:
    return FileRefused(_("The file is too big: at most %(limit)s.") % {"limit": filesizeformat(limit)})
