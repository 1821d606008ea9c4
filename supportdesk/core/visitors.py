"""Who somebody without an account is: the holder of a random token in a cookie.

Programs without a cookie jar send the token of an answer back as `X-Visitor-Token`.
"""

from __future__ import annotations

import hashlib
import re
import secrets

COOKIE = "visitor"
HEADER = "X-Visitor-Token"
MAX_AGE_SECONDS = 365 * 24 * 3600
TOKEN = re.compile(r"[A-Za-z0-9_-]{32,64}")


class Visitor:
    """The visitor behind a request. `key` is what may be stored: a hash, or "" while there is no token."""

    def __init__(self, token: str = "") -> None:
        self.token = token if TOKEN.fullmatch(token) else ""
        self.is_new = False

    @property
    def key(self) -> str:
        return hashlib.sha256(self.token.encode()).hexdigest() if self.token else ""

    def ensure(self) -> str:
        """The visitor's key; a new visitor is made when there is none, and the response will carry the cookie."""
        if not self.token:
            self.token = secrets.token_urlsafe(32)
            self.is_new = True
        return self.key


def party(request) -> tuple[object, str]:
    """The person and the visitor key behind a request: exactly one of the two is set."""
    if request.user.is_authenticated:
        return request.user, ""
    return None, request.visitor.ensure()
