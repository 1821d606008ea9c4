"""The built index on disk: a folder a language, and a manifest that names the current ones, replaced as one."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import time
import uuid
from dataclasses import dataclass, field
from pathlib import Path

import structlog
from django.conf import settings

from . import lexicon

# Rises when text is read or scored in another way, so that an index built before is built anew.
FORMAT = 2
_MANIFEST = "current.json"
_DRAFT = ".draft-"
_LONGEST_BUILD = 24 * 3600  # seconds

log = structlog.get_logger("supportdesk.search")


@dataclass(frozen=True, slots=True)
class Build:
    """The saved index of one language: its folder, and what of the table it has seen."""

    folder: str
    version: int
    size: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """The saved index of every language."""

    builds: dict[str, Build] = field(default_factory=dict)


def folder() -> Path:
    return Path(settings.SEARCH_DIR)


def made_of() -> str:
    """What an index depends on besides the entries."""
    return hashlib.sha256(f"{FORMAT} {lexicon.fingerprint()}".encode()).hexdigest()[:16]


def stamp() -> tuple[int, int] | None:
    """Differs when there is a new manifest; None when there is none."""
    try:
        found = (folder() / _MANIFEST).stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_ino


def read_manifest() -> Manifest:
    """What is saved; nothing when it was made by other rules or cannot be read."""
    try:
        content = json.loads((folder() / _MANIFEST).read_text(encoding="utf-8"))
        if content["made_of"] != made_of():
            return Manifest()
        return Manifest({language: Build(**build) for language, build in content["builds"].items()})
    except FileNotFoundError:
        return Manifest()
    except (OSError, ValueError, KeyError, TypeError) as error:
        log.warning("search.manifest_unreadable", error=str(error))
        return Manifest()


def draft_folder(language: str) -> Path:
    """A folder that nobody has, for one more build of the language; `publish` gives it its name."""
    folder().mkdir(parents=True, exist_ok=True)
    return folder() / f"{_DRAFT}{language}-{uuid.uuid4().hex[:12]}"


def published_name(draft: Path) -> str:
    return draft.name.removeprefix(_DRAFT)


def publish(manifest: Manifest) -> None:
    """Make these the saved indexes. What was current until now stays until the next time, for who is just loading it."""
    keep = {build.folder for known in (read_manifest(), manifest) for build in known.builds.values()}
    for build in manifest.builds.values():
        draft = folder() / f"{_DRAFT}{build.folder}"
        if draft.is_dir():
            draft.rename(folder() / build.folder)
    content = {
        "made_of": made_of(),
        "builds": {
            language: {"folder": build.folder, "version": build.version, "size": build.size}
            for language, build in manifest.builds.items()
        },
    }
    fresh = folder() / f"{_DRAFT}{uuid.uuid4().hex[:12]}.json"
    fresh.write_text(json.dumps(content), encoding="utf-8")
    os.replace(fresh, folder() / _MANIFEST)
    _clear_away(keep)


def _clear_away(keep: set[str]) -> None:
    """Remove builds that nobody reads any more, and drafts that were given up; others may still be being written."""
    for path in folder().iterdir():
        is_old = time.time() - path.stat().st_mtime > _LONGEST_BUILD
        if path.is_dir() and path.name not in keep and (is_old or not path.name.startswith(_DRAFT)):
            shutil.rmtree(path, ignore_errors=True)
