"""Who calls the API: a bearer token, or the session of the page."""

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from knox.auth import TokenAuthentication
from rest_framework.authentication import SessionAuthentication


class BearerAuthentication(TokenAuthentication):
    """`Authorization: Bearer …`; tokens are stored hashed and expire."""

    def authenticate_header(self, request) -> str:
        return 'Bearer realm="support"'


class PageSessionAuthentication(SessionAuthentication):
    """The session cookie of the pages, with CSRF protection for writes.

    It names a challenge so that a call without credentials is answered with 401, not 403.
    """

    def authenticate_header(self, request) -> str:
        return 'Bearer realm="support"'


class BearerScheme(OpenApiAuthenticationExtension):
    target_class = "supportdesk.core.api.authentication.BearerAuthentication"
    name = "bearerToken"

    def get_security_definition(self, auto_schema):
        return {"type": "http", "scheme": "bearer"}


class SessionScheme(OpenApiAuthenticationExtension):
    target_class = "supportdesk.core.api.authentication.PageSessionAuthentication"
    name = "sessionCookie"

    def get_security_definition(self, auto_schema):
        return {"type": "apiKey", "in": "cookie", "name": "sessionid"}
