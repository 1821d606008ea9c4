"""Writing tutorials, with the files and the chapters that belong to them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from supportdesk.core.choices import Language
from supportdesk.core.exceptions import NotAllowed, NotFound, Refusal
from supportdesk.core.search import forget_object

from .. import policies
from ..models import Tutorial, TutorialCaption, TutorialChapter
from .addresses import remember_address
from .indexing import index_tutorial
from .media import Cues, check_video, poster_from_video, read_cues, smaller_poster
from .texts import Texts, free_slug, write_texts
from .videos import read_video_address

PLAIN_FIELDS = (
    *("category", "level", "video_url", "duration_seconds", "is_published", "position"),
    *("series", "place_in_series"),
)
FILES = ("video", "poster")

# {95: {"en": "Pay", "es": "Pagar"}}: titles by language of what begins at a second.
Chapters = Mapping[int, Mapping[str, str]]


class ChapterOutside(Refusal):
    code = "chapter_outside"
    status = 400
    message = _("A chapter cannot begin after the end of the video.")


@dataclass(slots=True)
class _Checked:
    """What was read from the files given, before any row is held."""

    files: dict[str, File | None] = field(default_factory=dict)
    captions: dict[str, tuple[File, Cues] | None] = field(default_factory=dict)
    seconds: int = 0


def save_tutorial(
    tutorial: Tutorial | None,
    *,
    by,
    texts: Texts | None = None,
    slug: str = "",
    files: Mapping[str, File | None] | None = None,
    captions: Mapping[str, File | None] | None = None,
    chapters: Chapters | None = None,
    **fields: Any,
) -> Tutorial:
    """Make a tutorial or change one; what is not given stays.

    `files` are "video" and "poster", `captions` WebVTT files by language; None takes one away. `chapters` replace all
    there were. `fields` are those of `PLAIN_FIELDS`. A file of the portal and an address elsewhere exclude each other:
    the newer one stays. The length of a file is read from it. `FileRefused` and `AddressRefused` when one is no good.
    """
    if not policies.can_write_tutorial(by, tutorial):
        raise NotAllowed
    if unknown := set(fields) - set(PLAIN_FIELDS):
        raise TypeError(f"A tutorial has no {', '.join(sorted(unknown))}.")
    if fields.get("video_url"):
        fields["video_url"] = read_video_address(fields["video_url"]).address
    checked = _check(files or {}, captions or {}, has_poster=bool(tutorial and tutorial.poster))
    return _store(tutorial, by=by, texts=texts or {}, slug=slug, checked=checked, chapters=chapters, fields=fields)


def replace_captions(tutorial: Tutorial, *, by, captions: Mapping[str, File | None]) -> Tutorial:
    """Set the captions of the languages named; None takes them away."""
    return save_tutorial(tutorial, by=by, captions=captions)


def replace_chapters(tutorial: Tutorial, *, by, chapters: Chapters) -> Tutorial:
    """Make `chapters` the parts of the video; each needs an English title."""
    return save_tutorial(tutorial, by=by, chapters=chapters)


@transaction.atomic
def delete_tutorial(tutorial: Tutorial, *, by) -> None:
    """Remove the tutorial and, once that is stored, its files."""
    tutorial = _locked(tutorial)
    if not policies.can_delete_tutorial(by, tutorial):
        raise NotAllowed
    for file in (tutorial.video, tutorial.poster, *(caption.file for caption in tutorial.captions.all())):
        _delete_later(file)
    forget_object("tutorial", tutorial.pk)
    tutorial.delete()


def _check(files: Mapping[str, File | None], captions: Mapping[str, File | None], *, has_poster: bool) -> _Checked:
    checked = _Checked()
    if "poster" in files:
        poster = files["poster"]
        checked.files["poster"] = smaller_poster(poster) if poster else None
    if "video" in files:
        video = files["video"]
        checked.files["video"] = video
        if video:
            kind = check_video(video)
            checked.seconds = kind.seconds
            video.name = f"video.{kind.ending}"
            wants_poster = not checked.files.get("poster", has_poster)
            if wants_poster and (picture := poster_from_video(video, kind.seconds)):
                checked.files["poster"] = picture
    checked.captions = {language: (file, read_cues(file)) if file else None for language, file in captions.items()}
    return checked


@transaction.atomic
def _store(
    tutorial: Tutorial | None,
    *,
    by,
    texts: Texts,
    slug: str,
    checked: _Checked,
    chapters: Chapters | None,
    fields: dict[str, Any],
) -> Tutorial:
    tutorial = Tutorial() if tutorial is None else _locked(tutorial)
    if not policies.can_write_tutorial(by, tutorial if tutorial.pk else None):
        raise NotAllowed
    write_texts(tutorial, texts, fields=("title", "description", "transcript"))
    for name, value in fields.items():
        setattr(tutorial, name, value)
    if checked.files.get("video"):
        tutorial.video_url = ""
        tutorial.duration_seconds = checked.seconds
    elif fields.get("video_url"):
        checked.files["video"] = None
    for name, file in checked.files.items():
        _replace_file(tutorial, name, file)
    former = tutorial.slug
    tutorial.slug = slug or former or free_slug(Tutorial, tutorial.text_in("en", "title"))
    tutorial.save()
    if former and former != tutorial.slug:
        remember_address(tutorial, former, now=tutorial.slug)
    _write_captions(tutorial, checked.captions)
    if chapters is not None:
        _write_chapters(tutorial, chapters)
    index_tutorial(tutorial)
    return tutorial


def _locked(tutorial: Tutorial) -> Tutorial:
    fresh = Tutorial.objects.select_for_update(of=("self",)).filter(pk=tutorial.pk).first()
    if fresh is None:
        raise NotFound
    return fresh


def _replace_file(tutorial: Tutorial, name: str, file: File | None) -> None:
    _delete_later(getattr(tutorial, name))
    setattr(tutorial, name, file or "")


def _write_captions(tutorial: Tutorial, captions: Mapping[str, tuple[File, Cues] | None]) -> None:
    if not captions:
        return
    known = {caption.language: caption for caption in tutorial.captions.filter(language__in=list(captions))}
    # A file that only changes its language stays.
    kept = {given[0].name for given in captions.values() if given}
    for language, given in captions.items():
        caption = known.get(language)
        if caption is not None and caption.file.name not in kept:
            _delete_later(caption.file)
        if given is None:
            tutorial.captions.filter(language=language).delete()
        else:
            caption = caption or TutorialCaption(tutorial=tutorial, language=language)
            caption.file, caption.cues = given
            caption.save()


def _write_chapters(tutorial: Tutorial, chapters: Chapters) -> None:
    if tutorial.duration_seconds and any(second >= tutorial.duration_seconds for second in chapters):
        raise ChapterOutside
    known = {chapter.starts_at: chapter for chapter in tutorial.chapters.all()}
    tutorial.chapters.exclude(starts_at__in=list(chapters)).delete()
    for second, titles in chapters.items():
        chapter = known.get(second) or TutorialChapter(tutorial=tutorial, starts_at=second)
        write_texts(chapter, {language: {"title": titles.get(language, "")} for language in Language.values}, fields=("title",))
        chapter.save()


def _delete_later(file) -> None:
    """A file outlives a transaction that is rolled back."""
    if file:
        transaction.on_commit(partial(file.storage.delete, file.name), robust=True)
