"""The demo's series and tutorials, with the clips that were recorded for them."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any
from zlib import crc32

from django.core.files.base import ContentFile

from supportdesk.core.choices import Language

from .. import services
from ..models import Tutorial, TutorialSeries

LANGUAGES = Language.values


def seed_tutorials(folder: Path) -> None:
    """What `tutorials.toml` and `clips/` of the folder hold and is not there yet, by its address."""
    entries = tomllib.loads((folder / "tutorials.toml").read_text(encoding="utf-8"))
    series = {entry["slug"]: _series(entry) for entry in entries["series"]}
    for entry in entries["tutorial"]:
        tutorial = Tutorial.objects.filter(slug=entry["slug"]).first() or _tutorial(entry, series)
        if entry.get("clip") and not tutorial.video and not tutorial.video_url:
            _attach_clip(tutorial, folder / "clips" / f"{entry['clip']}.webm", entry["chapters"])


def _series(entry: dict[str, Any]) -> TutorialSeries:
    known = TutorialSeries.objects.filter(slug=entry["slug"]).first()
    texts = {language: {"title": entry[language]} for language in LANGUAGES}
    return known or services.save_series(None, by=None, texts=texts, slug=entry["slug"], position=entry["position"])


def _tutorial(entry: dict[str, Any], series: dict[str, TutorialSeries]) -> Tutorial:
    parts = ("title", "description", "transcript")
    tutorial = services.save_tutorial(
        None,
        by=None,
        texts={language: {part: entry[part][language] for part in parts if language in entry[part]} for language in LANGUAGES},
        slug=entry["slug"],
        category=entry["category"],
        level=entry["level"],
        position=entry["position"],
        series=series.get(entry.get("series", "")),
        place_in_series=entry.get("place", 0),
        video_url=entry["video_url"],
        duration_seconds=entry["duration"],
        is_published=True,
    )
    views = 60 + crc32(f"views:{tutorial.slug}".encode()) % 1340
    helpful = views // 12
    figures = {"view_count": views, "helpful_count": helpful, "not_helpful_count": helpful // 9}
    if entry.get("clip"):
        figures["completion_count"] = views * 2 // 3
    Tutorial.objects.filter(pk=tutorial.pk).update(**figures)
    return tutorial


def _attach_clip(tutorial: Tutorial, video: Path, chapters: list[dict[str, Any]]) -> None:
    """Give the tutorial its video, poster, captions and chapters, when they have been recorded."""
    if not video.exists():
        return
    poster = video.with_suffix(".webp")
    captions = {language: video.with_suffix(f".{language}.vtt") for language in LANGUAGES}
    services.save_tutorial(
        tutorial,
        by=None,
        files={name: _file(path) for name, path in (("video", video), ("poster", poster)) if path.exists()},
        captions={language: _file(path) for language, path in captions.items() if path.exists()},
        chapters={chapter["at"]: {language: chapter[language] for language in LANGUAGES} for chapter in chapters},
    )


def _file(path: Path) -> ContentFile:
    return ContentFile(path.read_bytes(), name=path.name)
