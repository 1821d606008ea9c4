"""Structured logs: one event a line, with the request's id, readable in development and JSON in production."""

from __future__ import annotations

import logging.config
from typing import Any

import structlog
from structlog.tracebacks import ExceptionDictTransformer

OURS = ("supportdesk", "tickets", "knowledge", "assistant", "agents", "locations", "community")


def logging_config(*, as_json: bool, level: str) -> dict:
    """Configure structlog and return the matching `logging` dictionary."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.processors.StackInfoRenderer(),
    ]
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    # Without the values of local variables: passwords and tokens are among them.
    traceback = structlog.processors.ExceptionRenderer(ExceptionDictTransformer(show_locals=False))
    renderer: list[Any] = (
        [traceback, structlog.processors.JSONRenderer()]
        if as_json
        else [structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)]
    )
    config = {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "event": {
                "()": structlog.stdlib.ProcessorFormatter,
                "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, *renderer],
                "foreign_pre_chain": shared,
            }
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "event"}},
        "root": {"handlers": ["stderr"], "level": "WARNING"},
        "loggers": {
            **{name: {"handlers": ["stderr"], "level": level, "propagate": False} for name in OURS},
            # The same as our own lines of each request and each crash, with the tokens of private links in the address.
            "django.request": {"level": "CRITICAL"},
        },
    }
    logging.config.dictConfig(config)
    return config
