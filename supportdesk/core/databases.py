"""One address for the database, with the options that each engine needs under concurrent writers."""

from contextlib import suppress
from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured


def database_from_url(url: str) -> dict:
    """Django's settings for the database at `url` (`sqlite:///path` or `postgres://…`)."""
    config = environ.Env.db_url_config(url)
    if config["ENGINE"] == "django.db.backends.sqlite3":
        if config["NAME"] == ":memory:":
            raise ImproperlyConfigured("DATABASE_URL: web and worker are two processes and cannot share a database in memory.")
        with suppress(OSError):  # whoever opens the file will say what is wrong
            Path(config["NAME"]).parent.mkdir(parents=True, exist_ok=True)
        # A transaction that starts as a reader and then writes fails at once with "database is locked";
        # taking the write lock at BEGIN lets it wait instead.
        config["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        }
        # The live-server tests and the worker open the same file from other processes.
        config["TEST"] = {"NAME": str(Path(config["NAME"]).parent / "test.sqlite3")}
    elif config["ENGINE"] == "django.db.backends.postgresql":
        config["OPTIONS"] = {
            "connect_timeout": 5,
            **config.get("OPTIONS", {}),
            "pool": {"min_size": 1, "max_size": 8, "timeout": 20},
        }
    else:
        raise ImproperlyConfigured("DATABASE_URL must begin with sqlite:/// or postgres://.")
    return config


def why_unreachable() -> str:
    """Why the database does not answer, in one line; empty when it does. Does not wait for the pool's patience."""
    from django.db import Error, connection

    driver = connection.Database  # type: ignore[attr-defined]
    try:
        if connection.vendor == "postgresql":
            driver.connect(**connection.get_connection_params()).close()
        else:
            connection.ensure_connection()
    except (Error, driver.Error) as error:
        return " ".join(str(error).split())
    return ""
