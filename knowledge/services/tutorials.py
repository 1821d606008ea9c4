"""Writing tutorials, with the files that belong to them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from django.core.files.base import File
from django.db import transaction

from supportdesk.core.exceptions import NotAllowed, NotFound
from supportdesk.core.search import forget_object

from .. import policies
from ..models import Tutorial, TutorialCaption
from .indexing import index_tutorial
from .texts import Texts, free_slug, write_texts

PLAIN_FIELDS = ("category", "level", "video_url", "duration_seconds", "is_published", "position")
FILES = ("video", "poster")


@transaction.atomic
def save_tutorial(
    tutorial: Tutorial | None,
    *,
    by,
    texts: Texts | None = None,
    slug: str = "",
    files: Mapping[str, File | None] | None = None,
    captions: Mapping[str, File | None] | None = None,
    **fields: Any,
) -> Tutorial:
    """Make a tutorial or change one; what is not given stays.

    `files` are "video" and "poster", `captions` WebVTT files by language; None takes one away. `fields` are
    those of `PLAIN_FIELDS`. A file of the portal and an address elsewhere exclude each other: the newer one stays.
    """
    if not policies.can_write_tutorial(by, tutorial):
        raise NotAllowed
    if unknown := set(fields) - set(PLAIN_FIELDS):
        raise TypeError(f"A tutorial has no {', '.join(sorted(unknown))}.")
    tutorial = Tutorial() if tutorial is None else _locked(tutorial)
    write_texts(tutorial, texts or {}, fields=("title", "description", "transcript"))
    for name, value in fields.items():
        setattr(tutorial, name, value)
    new_files = dict(files or {})
    if new_files.get("video"):
        tutorial.video_url = ""
    elif fields.get("video_url"):
        new_files["video"] = None
    for name, file in new_files.items():
        _replace_file(tutorial, name, file)
    tutorial.slug = slug or tutorial.slug or free_slug(Tutorial, tutorial.text_in("en", "title"))
    tutorial.save()
    _write_captions(tutorial, captions or {})
    index_tutorial(tutorial)
    return tutorial


@transaction.atomic
def replace_captions(tutorial: Tutorial, *, by, captions: Mapping[str, File | None]) -> Tutorial:
    """Set the captions of the languages named; None takes them away."""
    return save_tutorial(tutorial, by=by, captions=captions)


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


def _locked(tutorial: Tutorial) -> Tutorial:
    fresh = Tutorial.objects.select_for_update(of=("self",)).filter(pk=tutorial.pk).first()
    if fresh is None:
        raise NotFound
    return fresh


def _replace_file(tutorial: Tutorial, name: str, file: File | None) -> None:
    _delete_later(getattr(tutorial, name))
    setattr(tutorial, name, file or "")


def _write_captions(tutorial: Tutorial, captions: Mapping[str, File | None]) -> None:
    if not captions:
        return
    known = {caption.language: caption for caption in tutorial.captions.filter(language__in=list(captions))}
    # A file that only changes its language stays.
    kept = {file.name for file in captions.values() if file}
    for language, file in captions.items():
        caption = known.get(language)
        if caption is not None and caption.file.name not in kept:
            _delete_later(caption.file)
        if file is None:
            tutorial.captions.filter(language=language).delete()
        else:
            caption = caption or TutorialCaption(tutorial=tutorial, language=language)
            caption.file = file
            caption.save()


def _delete_later(file) -> None:
    """A file outlives a transaction that is rolled back."""
    if file:
        transaction.on_commit(partial(file.storage.delete, file.name), robust=True)
