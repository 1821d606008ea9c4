"""What a tutorial's page plays and says beside it: files, captions, chapters, the lines of the transcript."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from html import unescape
from typing import Any

from django.utils import translation
from django.utils.html import strip_tags

from supportdesk.core.markup import render_article
from supportdesk.core.structured_data import absolute

from . import services
from .models import Tutorial
from .rendering import media_type, media_url

SPEEDS = ("0.5", "0.75", "1", "1.25", "1.5", "1.75", "2")
_STEP = re.compile(r"^\d+\.[ \t]+(.+(?:\n[ \t]+\S.*)*)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Track:
    language: str
    label: str
    address: str
    is_default: bool


@dataclass(frozen=True, slots=True)
class Moment:
    """A place in the video that one can go to: a chapter, or a line of what is said."""

    start: float
    end: float
    text: str

    @property
    def second(self) -> int:
        return int(self.start)

    @property
    def clock(self) -> str:
        return clock(self.start)


@dataclass(frozen=True, slots=True)
class Player:
    """`lines` are in `lines_language`; `start` is where to begin, in seconds, as the address asks."""

    video: str = ""
    video_type: str = ""
    poster: str = ""
    foreign: services.ForeignVideo | None = None
    start: int = 0
    tracks: list[Track] = field(default_factory=list)
    chapters: list[Moment] = field(default_factory=list)
    lines: list[Moment] = field(default_factory=list)
    lines_language: str = ""


def player_of(tutorial: Tutorial, *, start: str = "") -> Player:
    """How the tutorial is played for a reader of the active language; captions and chapters must be at hand."""
    language = translation.get_language() or "en"
    captions = {caption.language: caption for caption in tutorial.captions.all()}
    wanted = next((code for code in (language, "en") if code in captions), "")
    return Player(
        video=media_url(tutorial.video),
        video_type=media_type(tutorial.video.name or ""),
        poster=media_url(tutorial.poster),
        foreign=services.foreign_video(tutorial.video_url),
        start=_second(start, tutorial.duration_seconds),
        tracks=[
            Track(code, caption.get_language_display(), media_url(caption.file), code == wanted)
            for code, caption in captions.items()
        ],
        chapters=_chapters(tutorial),
        lines=[Moment(*cue) for cue in captions[wanted].cues] if wanted else [],
        lines_language=wanted,
    )


def clock(seconds: float) -> str:
    """As a player shows it: "1:05", "1:02:05"."""
    minutes, second = divmod(int(seconds), 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours}:{minute:02}:{second:02}" if hours else f"{minute}:{second:02}"


def tutorial_data(tutorial: Tutorial, player: Player) -> dict[str, Any]:
    """The tutorial in the words of schema.org: a VideoObject, or a HowTo for one that is only read."""
    shown = tutorial.shown_language
    data: dict[str, Any] = {
        "name": tutorial.text_in(shown, "title"),
        "description": _plain(tutorial.text_in(shown, "description")) or tutorial.text_in(shown, "title"),
        "inLanguage": shown,
        "url": absolute(tutorial.get_absolute_url()),
        "image": absolute(player.poster) if player.poster else None,
    }
    if player.video or player.foreign:
        data |= _video_data(tutorial, player)
    else:
        data |= _how_to_data(tutorial, shown)
    return {key: value for key, value in data.items() if value}


def _video_data(tutorial: Tutorial, player: Player) -> dict[str, Any]:
    page = absolute(tutorial.get_absolute_url())
    return {
        "@type": "VideoObject",
        "thumbnailUrl": absolute(player.poster) if player.poster else None,
        "uploadDate": tutorial.created_at,
        "duration": _duration(tutorial.duration_seconds),
        "contentUrl": absolute(player.video) if player.video else None,
        "encodingFormat": player.video_type,
        "embedUrl": player.foreign.player if player.foreign else None,
        "transcript": " ".join(line.text for line in player.lines),
        "caption": [
            {
                "@type": "MediaObject",
                "inLanguage": track.language,
                "contentUrl": absolute(track.address),
                "encodingFormat": "text/vtt",
            }
            for track in player.tracks
        ],
        "hasPart": [
            {
                "@type": "Clip",
                "name": chapter.text,
                "startOffset": int(chapter.start),
                "endOffset": math.ceil(chapter.end),
                "url": f"{page}?t={int(chapter.start)}",
            }
            for chapter in player.chapters
        ],
        "interactionStatistic": {
            "@type": "InteractionCounter",
            "interactionType": {"@type": "WatchAction"},
            "userInteractionCount": tutorial.view_count,
        },
    }


def _how_to_data(tutorial: Tutorial, language: str) -> dict[str, Any]:
    text = tutorial.text_in(language, "transcript") or tutorial.text_in("en", "transcript")
    steps = [_plain(step) for step in _STEP.findall(text)]
    return {
        "@type": "HowTo",
        "totalTime": _duration(tutorial.duration_seconds),
        "step": [{"@type": "HowToStep", "position": place, "text": step} for place, step in enumerate(steps, start=1)],
    }


def _chapters(tutorial: Tutorial) -> list[Moment]:
    chapters = list(tutorial.chapters.all())
    ends = [chapter.starts_at for chapter in chapters[1:]] + [tutorial.duration_seconds]
    return [
        Moment(chapter.starts_at, max(end, chapter.starts_at), chapter.title)
        for chapter, end in zip(chapters, ends, strict=False)
    ]


def _second(asked: str, length: int) -> int:
    """The second that `?t=` names, 0 for anything that is no place in the video."""
    return int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 7 and int(asked) < length else 0


def _duration(seconds: int) -> str:
    return f"PT{seconds}S" if seconds else ""


def _plain(markdown: str) -> str:
    return " ".join(unescape(strip_tags(render_article(markdown))).split())
