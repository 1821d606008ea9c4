"""Who somebody without an account is: the holder of a random token in a cookie.

Programs without a cookie jar find the token of a new visitor in the answer's `X-Visitor-Token` and send it back as that.
"""

from __future__ import annotations

import base64
import hashlib
import re
import secrets
from typing import TYPE_CHECKING

from django.http import HttpRequest
from django.utils.crypto import salted_hmac

if TYPE_CHECKING:
    from .models import User

COOKIE = "visitor"
HEADER = "X-Visitor-Token"
MAX_AGE_SECONDS = 365 * 24 * 3600
TOKEN = re.compile(r"[A-Za-z0-9_-]{32,64}")


class Visitor:
    """The visitor behind a request. `key` is what may be stored: a hash, or "" while there is no token."""

    def __init__(self, *tokens: str) -> None:
        """Of several tokens (header, cookie) the first that looks like one counts."""
        self.token = next((token for token in tokens if TOKEN.fullmatch(token)), "")
        self.is_new = False

    @property
    def key(self) -> str:
        return hashlib.sha256(self.token.encode()).hexdigest() if self.token else ""

    def ensure(self) -> str:
        """The visitor's key; a new visitor is made when there is none, and the response will carry the token."""
        if not self.token:
            self._become(secrets.token_urlsafe(32))
        return self.key

    def ensure_same(self, secret: str) -> str:
        """Like `ensure`, but whoever knows `secret` becomes the same new visitor again: a call that is repeated because
        its answer was lost cannot know the token yet.
        """
        if not self.token:
            digest = salted_hmac("visitor", secret, algorithm="sha256").digest()
            self._become(base64.urlsafe_b64encode(digest).rstrip(b"=").decode())
        return self.key

    def _become(self, token: str) -> None:
        self.token, self.is_new = token, True


def visitor_of(request: HttpRequest) -> Visitor:
    """The visitor that the middleware found."""
    return request.visitor  # type: ignore[attr-defined]


def party(request: HttpRequest) -> tuple[User | None, str]:
    """The person and the visitor key behind a request: exactly one of the two is set."""
    if request.user.is_authenticated:
        return request.user, ""
    return None, visitor_of(request).ensure()
