"""A client may call any codec of Python its charset, also rot13 or zip, and Django fails over that while it makes the request.

So the name is dropped before, unless it is one that browsers use; without it everything is UTF-8.
"""

from __future__ import annotations

import re
from collections.abc import Callable

KNOWN = re.compile(r'"?(utf-?8|us-ascii|iso-8859-\d+|windows-125\d)"?', re.IGNORECASE)
PARAMETER = re.compile(r";\s*charset\s*=\s*([^;]*)", re.IGNORECASE)


def plain_content_type(value: str) -> str:
    """`Content-Type` without a charset that is not text."""
    return PARAMETER.sub(lambda found: found[0] if KNOWN.fullmatch(found[1].strip()) else "", value)


def for_asgi(application: Callable) -> Callable:
    """The ASGI application behind this precaution."""

    async def guarded(scope: dict, receive: Callable, send: Callable) -> None:
        headers = [
            (name, plain_content_type(value.decode("latin-1")).encode("latin-1") if name == b"content-type" else value)
            for name, value in scope["headers"]
        ]
        await application({**scope, "headers": headers}, receive, send)

    return guarded


def for_wsgi(application: Callable) -> Callable:
    """The WSGI application behind this precaution."""

    def guarded(environ: dict, start_response: Callable):
        environ["CONTENT_TYPE"] = plain_content_type(environ.get("CONTENT_TYPE", ""))
        return application(environ, start_response)

    return guarded
