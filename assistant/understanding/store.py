"""The trained model as a file: written whole or not at all, loaded once a process and again when it was replaced."""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path

import structlog
from django.conf import settings

from .intent import IntentModel
from .training import FORMAT

log = structlog.get_logger("supportdesk.assistant")


def model_file() -> Path:
    """Beside the search index."""
    return Path(settings.SEARCH_DIR).parent / "assistant" / f"intents-{FORMAT}.joblib"


def stamp() -> float:
    """When the file was written, 0 when there is none."""
    try:
        return model_file().stat().st_mtime
    except OSError:
        return 0.0


def save(model: IntentModel) -> Path:
    """Put the model in the place of the old one in one step."""
    import joblib

    path = model_file()
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, part = tempfile.mkstemp(dir=path.parent, suffix=".part")
    os.close(handle)
    try:
        joblib.dump(model, part, compress=1)
        os.replace(part, path)
    finally:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(part)
    return path


def load() -> IntentModel | None:
    """The saved model; None when there is none that this version can read."""
    import joblib

    path = model_file()
    if not path.is_file():
        return None
    try:
        model = joblib.load(path)
    except Exception as error:  # a damaged or foreign file is as good as none: the model is made anew
        log.warning("assistant.model_unreadable", error=repr(error))
        return None
    return model if isinstance(model, IntentModel) and model.info.get("format") == FORMAT else None
