"""How the OpenAPI document is drawn from the code."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from drf_standardized_errors.openapi import AutoSchema
from rest_framework.exceptions import APIException

from ..exceptions import Refusal
from ..visitors import HEADER as VISITOR_HEADER
from . import idempotency

DESCRIPTION = """
Tickets, assistant, knowledge, agents and places of the support portal.

**Who calls.** Send `Authorization: Bearer …` with a token of `POST /support/auth/token`, or use the session of the pages
(writes then need `X-CSRFToken`). Much is open to everybody. A visitor without an account is known by a cookie; programs that
keep no cookies find a new visitor's token in the answer's `X-Visitor-Token` and send it back. The guest who opened a ticket
sends its token as `X-Ticket-Token`.

**Language.** `?language=` (en, es, fr, de, ar, zh-hans), then the person's own, then `Accept-Language`. Times are in UTC.

**Lists** answer `{"results": […], "next", "previous"}`, and `count` where it is cheap. Follow `next` until it is null;
`page_size` is at most 100.

**Errors** have one shape: `{"type", "errors": [{"code", "detail", "attr"}]}`. `code` is for programs, `detail` for people,
`attr` names the field. What one may not see does not exist (404); what one may not do is forbidden (403); what the rules of
the moment forbid is a conflict (409).

**Repeats.** With an `Idempotency-Key` a creating call may be sent again: it returns the first result.

**Limits** are per person and per address. A refused call (429) says in `Retry-After` how many seconds to wait. Every answer
carries an `X-Request-ID`; name it when you report a fault.
""".strip()

TAGS = {
    "ai": "The assistant: answers from the knowledge, or hands over to people.",
    "tickets": "Tickets and their messages.",
    "faqs": "Questions and answers.",
    "tutorials": "Video tutorials.",
    "local": "Places to walk into or to call.",
    "agents": "Who is at the desk.",
    "auth": "Signing in for programs.",
    "schema": "This document.",
    "docs": "This document, to read.",
}

VISITOR_TOKEN = OpenApiParameter(
    VISITOR_HEADER,
    OpenApiTypes.STR,
    OpenApiParameter.HEADER,
    description="Instead of the cookie: the token of a visitor without an account, from the same header of an earlier answer.",
)
ERRORS = {
    "400": ("BadRequest", "Something in the call is missing or wrong; `attr` names it."),
    "401": ("Unauthorized", "Nobody, or nobody any more: sign in, or send a valid token."),
    "403": ("Forbidden", "The caller may see this but not do that to it."),
    "404": ("NotFound", "It does not exist, or the caller may not know that it does."),
    "406": ("NotAcceptable", "The answer cannot be had in a format of `Accept`."),
    "409": ("Conflict", "The rules forbid it as things are now; `code` says which."),
    "413": ("TooLarge", "The body, or a file in it, is too large."),
    "415": ("UnsupportedMediaType", "The body is in a format that is not read here."),
    "422": ("KeyReused", "The `Idempotency-Key` was used with another call."),
    "429": ("TooManyRequests", "A limit was reached; `Retry-After` says for how long."),
    "500": ("ServerError", "Our fault. It is logged under the `X-Request-ID` of the answer."),
}
METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"]
WITH_BODY = ("POST", "PUT", "PATCH")
ONLY_READ = ("GET", "HEAD", "OPTIONS")


def tag_of(path: str) -> str:
    return path.removeprefix("/support/").split("/")[0]


def order(endpoint: tuple) -> tuple:
    """What people look for first comes first; the same every time."""
    path, _regex, method, _callback = endpoint
    tags = list(TAGS)
    tag = tag_of(path)
    return (tags.index(tag) if tag in tags else len(tags), path, METHODS.index(method))


class PortalSchema(AutoSchema):
    """Tags from the first word of the path after /support/; who may call and which errors there are, from the code."""

    def get_tags(self) -> list[str]:
        return [tag_of(self.path)]

    def get_description(self) -> str:  # type: ignore[override]
        """What `extend_schema` says; docstrings are for those who read the code."""
        return ""

    def get_auth(self) -> list[dict]:
        ways = [way for way in super().get_auth() if way]
        return [*ways, {}] if self._is_open() else ways

    def get_override_parameters(self) -> list:
        return [idempotency.PARAMETER] if self._is_idempotent() else []

    def _is_open(self) -> bool:
        """Whether the permissions let somebody without an account pass."""
        request = self.view.request
        known, request.user = request.user, AnonymousUser()
        try:
            return all(permission.has_permission(request, self.view) for permission in self.view.get_permissions())
        except (APIException, Refusal):
            return False
        finally:
            request.user = known

    def _is_idempotent(self) -> bool:
        handler = getattr(self.view, getattr(self.view, "action", None) or self.method.lower(), None)
        return getattr(handler, "is_idempotent", False)

    def _takes_body(self) -> bool:
        return self.method in WITH_BODY and self.get_request_serializer() is not None

    def _should_add_error_response(self, responses: dict, status_code: str) -> bool:
        """Which of the errors an operation can answer with."""
        if status_code in responses:
            return False
        writes = self.method not in ONLY_READ
        parameters = {parameter["in"] for parameter in self._get_parameters()}
        return {
            "400": self._takes_body() or "query" in parameters or self._is_idempotent(),
            "401": any(self.get_auth()) or bool(self.view.get_authenticators()),
            "403": writes,
            "404": "path" in parameters or (self._is_list_view() and self._get_paginator() is not None),
            "406": True,
            "409": writes and bool(any(self.get_auth())),
            "413": self._takes_body(),
            "415": self._takes_body(),
            "422": self._is_idempotent(),
            "429": bool(self.view.get_throttles()),
            "500": True,
        }[status_code]

    def _get_error_response_examples(self) -> list:
        return []


# The largest whole numbers of the databases' columns: they differ by engine and are no promise to a program.
COLUMN_LIMITS = {32_767, 2_147_483_647, 9_223_372_036_854_775_807}


def _forget_column_limits(schema: dict) -> None:
    if schema.get("maximum") in COLUMN_LIMITS:
        schema.pop("maximum")
        schema.pop("minimum", None)


def describe(result: dict, generator: object, request: object, public: bool) -> dict:
    """Say what holds for all calls, what the tags mean, and each error once."""
    result["info"]["description"] = DESCRIPTION
    for schema in result["components"]["schemas"].values():
        for described in schema.get("properties", {}).values():
            _forget_column_limits(described)
    operations = [operation for path in result["paths"].values() for operation in path.values()]
    used = {tag for operation in operations for tag in operation["tags"]}
    result["tags"] = [{"name": name, "description": text} for name, text in TAGS.items() if name in used]
    shape = {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}
    result["components"]["responses"] = {name: {"description": text, "content": shape} for name, text in ERRORS.values()}
    wait = {"description": "Seconds to wait.", "schema": {"type": "integer"}}
    result["components"]["responses"]["TooManyRequests"]["headers"] = {"Retry-After": wait}
    for operation in operations:
        answers = {
            code: {"$ref": f"#/components/responses/{ERRORS[code][0]}"} if code in ERRORS else answer
            for code, answer in operation["responses"].items()
        }
        operation["responses"] = dict(sorted(answers.items()))
        for parameter in operation.get("parameters", ()):
            parameter["description"] = parameter.get("description", "").strip()
    return result
