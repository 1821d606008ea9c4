"""Who calls the API: a bearer token, or the session of the page."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from knox.crypto import hash_token
from knox.models import AuthToken
from rest_framework.authentication import BaseAuthentication, SessionAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

CHALLENGE = 'Bearer realm="support"'


class BearerAuthentication(BaseAuthentication):
    """`Authorization: Bearer …` with a token of knox, of which only the hash is stored. One query."""

    def authenticate(self, request: Request):
        scheme, _space, token = request.headers.get("Authorization", "").strip().partition(" ")
        if scheme.lower() != "bearer":
            return None
        record = AuthToken.objects.select_related("user").filter(digest=hash_token(token.strip())).first()
        if record is None or record.expiry is None or record.expiry <= timezone.now() or not record.user.is_active:
            raise AuthenticationFailed(_("The token is not valid, or no longer."))
        return record.user, record

    def authenticate_header(self, request: Request) -> str:
        return CHALLENGE


class PageSessionAuthentication(SessionAuthentication):
    """The session cookie of the pages, with CSRF protection for writes.

    It names a challenge so that a call without credentials is answered with 401, not 403.
    """

    def authenticate_header(self, request: Request) -> str:
        return CHALLENGE


class CredentialsInTheBody(BaseAuthentication):
    """Nobody yet: the call says in its body who it is. A stale token in the header does no harm."""

    def authenticate(self, request: Request) -> None:
        return None

    def authenticate_header(self, request: Request) -> str:
        return CHALLENGE


class BearerScheme(OpenApiAuthenticationExtension):
    target_class = "supportdesk.core.api.authentication.BearerAuthentication"
    name = "bearerToken"

    def get_security_definition(self, auto_schema) -> dict:
        return {"type": "http", "scheme": "bearer", "description": "The token of `POST /support/auth/token`."}


class SessionScheme(OpenApiAuthenticationExtension):
    target_class = "supportdesk.core.api.authentication.PageSessionAuthentication"
    name = "sessionCookie"

    def get_security_definition(self, auto_schema) -> dict:
        return {
            "type": "apiKey",
            "in": "cookie",
            "name": "sessionid",
            "description": "The session of the pages. Writes also need the header `X-CSRFToken`.",
        }


class NobodyScheme(OpenApiAuthenticationExtension):
    target_class = "supportdesk.core.api.authentication.CredentialsInTheBody"
    name: list[str] = []

    def get_security_definition(self, auto_schema) -> list[dict]:
        return []

    def get_security_requirement(self, auto_schema) -> list[dict]:
        return []
