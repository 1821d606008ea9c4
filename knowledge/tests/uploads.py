"""Files as editors give them: real ones, as small as they can be."""

from __future__ import annotations

import io
from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

FILES = Path(__file__).parent / "files"
SECONDS = {"clip.webm": 2, "clip.mp4": 3}


def video(name: str = "clip.webm", *, called: str = "") -> SimpleUploadedFile:
    """`clip.webm` (VP8, two seconds) or `clip.mp4` (H.264, three)."""
    return SimpleUploadedFile(called or name, (FILES / name).read_bytes())


def picture(*, size: tuple[int, int] = (640, 360), kind: str = "PNG", called: str = "poster.png") -> SimpleUploadedFile:
    stored = io.BytesIO()
    Image.new("RGB", size, "teal").save(stored, kind)
    return SimpleUploadedFile(called, stored.getvalue())


def captions(*lines: str, called: str = "captions.vtt") -> SimpleUploadedFile:
    """One line a second: `captions("Look.", "Click.")`."""
    cues = [f"00:0{second}.000 --> 00:0{second}.900\n{line}" for second, line in enumerate(lines or ("Look.",))]
    return SimpleUploadedFile(called, "\n\n".join(["WEBVTT", *cues]).encode())


def other(content: bytes = b"bytes", *, called: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(called, content)
