"""Database connections between jobs. Inside somebody's transaction (a test's, a command's) they are left alone."""

from __future__ import annotations

from django.db import connections


def inside_a_transaction() -> bool:
    return any(connection.in_atomic_block for connection in connections.all(initialized_only=True))


def renew_connections() -> None:
    """Close connections that broke or grew too old; the next query opens new ones."""
    if not inside_a_transaction():
        for connection in connections.all(initialized_only=True):
            connection.close_if_unusable_or_obsolete()


def mend_connections() -> None:
    """Close connections that broke. Cheaper between two jobs than to open a new one each time."""
    for connection in connections.all(initialized_only=True):
        if connection.errors_occurred:
            renew_connections()


def drop_connections() -> None:
    """Forget all connections, even half-way through a statement or a transaction that nobody will end."""
    for connection in connections.all(initialized_only=True):
        connection.close()
        if connection.in_atomic_block:
            del connections[connection.alias]


def end_connections() -> None:
    """Close all connections and their pools: the process is about to end."""
    for connection in connections.all(initialized_only=True):
        connection.close()
        if hasattr(connection, "close_pool"):
            connection.close_pool()
