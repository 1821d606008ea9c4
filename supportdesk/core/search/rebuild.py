"""Building the indexes and saving them, language by language: the work of a job or of a command."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ..choices import Language
from ..models import SearchEntry
from . import artefact
from .store import built, highest_version


@dataclass(frozen=True, slots=True)
class Built:
    """What was done for one language."""

    language: str
    entries: int
    is_new: bool


def rebuild(
    *,
    everything: bool = False,
    progress: Callable[[Built], None] = lambda done: None,
    starting: Callable[[str], None] = lambda language: None,
) -> list[Built]:
    """Save an index of each language whose entries changed since its last one, or of `everything`."""
    known = artefact.read_manifest().builds
    builds, done = {}, []
    for language in Language.values:
        starting(language)
        highest = highest_version()
        build = known.get(language)
        is_new = everything or build is None or _changed_since(build, language)
        if is_new or build is None:
            index, draft = built(language, highest), artefact.draft_folder(language)
            index.save(draft)
            build = artefact.Build(artefact.published_name(draft), highest, len(index.part.entries))
        builds[language] = build
        done.append(Built(language, build.size, is_new))
        progress(done[-1])
    if any(one.is_new for one in done):
        artefact.publish(artefact.Manifest(builds))
    return done


def _changed_since(build: artefact.Build, language: str) -> bool:
    entries = SearchEntry.objects.in_language(language)
    folder = artefact.folder() / build.folder
    return entries.filter(version__gt=build.version).exists() or entries.count() != build.size or not folder.is_dir()
