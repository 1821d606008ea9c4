"""What a web process loads before the first question comes: search indexes, intent model, words."""

from __future__ import annotations

import threading
import time

import structlog
from django.db import connections

from assistant.services.reading import read_message
from supportdesk.core.choices import Language

log = structlog.get_logger("supportdesk.warmup")


def warm_up() -> None:
    """Read one question in each language; a fault is logged, and then the first question pays the time."""
    started = time.perf_counter()
    try:
        for language in Language.values:
            read_message("refund remboursement Rückerstattung reembolso استرداد 退款", prior=language)
    except Exception:
        log.warning("warmup.failed", exc_info=True)
    finally:
        connections.close_all()
    log.info("warmup.done", seconds=round(time.perf_counter() - started, 1))


def start_warming_up() -> None:
    """Warm up beside the requests; the process answers meanwhile."""
    threading.Thread(target=warm_up, name="warm-up", daemon=True).start()
