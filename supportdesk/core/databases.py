"""One address for the database, with the options that each engine needs under concurrent writers."""

from pathlib import Path

import environ


def database_from_url(url: str) -> dict:
    """Django's settings for the database at `url` (`sqlite:///path` or `postgres://…`)."""
    config = environ.Env.db_url_config(url)
    if config["ENGINE"] == "django.db.backends.sqlite3":
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
        config["OPTIONS"] = {**config.get("OPTIONS", {}), "pool": {"min_size": 1, "max_size": 8, "timeout": 20}}
    return config
