"""Lists by keyset: a page costs the same at any depth, and nothing is shown twice while rows come in."""

from __future__ import annotations

import uuid
from datetime import date
from decimal import Decimal
from functools import reduce
from typing import Any

from django.core import signing
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param


class KeysetPagination(CursorPagination):
    """`{"results", "next", "previous"}`, ordered by the view's `keyset_ordering`, whose columns are never NULL.

    A cursor holds the values of all ordering columns of the row at the edge of a page, and the primary key where they
    alone are not unique; so any number of rows may be equal. It is signed, and good for its own list only.
    """

    page_size = 25
    page_size_query_param = "page_size"
    max_page_size = 100
    ordering = "-pk"

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list:
        self.request, self.address = request, request.build_absolute_uri()
        self.size = self.get_page_size(request)
        self.columns = self.get_ordering(request, queryset, view)
        self.reverse, position = self._read_cursor()
        ordering = [_turned(name) for name in self.columns] if self.reverse else list(self.columns)
        rows = queryset.order_by(*ordering)
        try:
            if position is not None:
                rows = rows.filter(_beyond(ordering, position))
            found = list(rows[: self.size + 1])
        except (ValueError, TypeError, ValidationError) as error:
            if position is None:
                raise
            raise NotFound(self.invalid_cursor_message) from error
        more, self.rows = len(found) > self.size, found[: self.size]
        if self.reverse:
            self.rows.reverse()
        self.has_previous = more if self.reverse else position is not None
        self.has_next = position is not None if self.reverse else more
        return self.rows

    def get_page_size(self, request: Request) -> int:
        """As asked for and at most `max_page_size`."""
        asked = request.query_params.get(self.page_size_query_param, "").strip()
        if not asked:
            return self.page_size
        if not (asked.isascii() and asked.isdigit() and len(asked) < 10 and int(asked) > 0):
            message = serializers.ErrorDetail(str(_("A whole number from 1.")), "invalid")
            raise serializers.ValidationError({self.page_size_query_param: [message]})
        return min(int(asked), self.max_page_size)

    def get_ordering(self, request: Request, queryset: QuerySet, view) -> tuple[str, ...]:
        wanted = getattr(view, "keyset_ordering", None) or self.ordering
        ordering = (wanted,) if isinstance(wanted, str) else tuple(wanted)
        return ordering if _is_unique(queryset.model, ordering[-1]) else (*ordering, "pk")

    def get_next_link(self) -> str | None:
        return self._link(self.rows[-1:], reverse=False) if self.has_next else None

    def get_previous_link(self) -> str | None:
        return self._link(self.rows[:1], reverse=True) if self.has_previous else None

    def _link(self, edge: list, *, reverse: bool) -> str | None:
        if not edge:
            # The rows beyond the cursor are gone; the way back is the start of the list.
            return replace_query_param(self.address, self.cursor_query_param, "")
        position = [_plain(reduce(getattr, name.lstrip("-").split("__"), edge[0])) for name in self.columns]
        cursor = self._signer().sign_object([int(reverse), ",".join(self.columns), position])
        return replace_query_param(self.address, self.cursor_query_param, cursor)

    def _read_cursor(self) -> tuple[bool, list | None]:
        """Whether to go backwards, and from where."""
        raw = self.request.query_params.get(self.cursor_query_param)
        if not raw:
            return False, None
        try:
            reverse, ordering, position = self._signer().unsign_object(raw)
        except (signing.BadSignature, ValueError, TypeError) as error:
            raise NotFound(self.invalid_cursor_message) from error
        if ordering != ",".join(self.columns):
            raise NotFound(self.invalid_cursor_message)
        return bool(reverse), position

    def _signer(self) -> signing.Signer:
        return signing.Signer(salt=f"cursor:{self.request.path}")

    def get_paginated_response(self, data) -> Response:
        return Response({"results": data, "next": self.get_next_link(), "previous": self.get_previous_link()})

    def get_paginated_response_schema(self, schema: dict) -> dict:
        link = {"type": ["string", "null"], "format": "uri"}
        return {
            "type": "object",
            "required": ["results", "next", "previous"],
            "properties": {"results": schema, "next": link, "previous": link},
        }

    def get_schema_operation_parameters(self, view) -> list[dict]:
        size = {"type": "integer", "minimum": 1, "default": self.page_size}
        return [
            {
                "name": self.cursor_query_param,
                "in": "query",
                "description": "From `next` or `previous` of another page.",
                "schema": {"type": "string"},
            },
            {
                "name": self.page_size_query_param,
                "in": "query",
                "description": f"How many on a page; at most {self.max_page_size} are given.",
                "schema": size,
            },
        ]


class CountedPagination(KeysetPagination):
    """The same with `count`, for lists that are short by nature."""

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list:
        self.count = queryset.count()
        return super().paginate_queryset(queryset, request, view)

    def get_paginated_response(self, data) -> Response:
        response = super().get_paginated_response(data)
        response.data = {"count": self.count, **response.data}
        return response

    def get_paginated_response_schema(self, schema: dict) -> dict:
        shape = super().get_paginated_response_schema(schema)
        shape["required"] = ["count", *shape["required"]]
        shape["properties"] = {"count": {"type": "integer"}, **shape["properties"]}
        return shape


def _is_unique(model, name: str) -> bool:
    name = name.lstrip("-")
    if name == "pk":
        return True
    try:
        return bool(getattr(model._meta.get_field(name), "unique", False))
    except FieldDoesNotExist:
        return False


def _turned(name: str) -> str:
    return name[1:] if name.startswith("-") else f"-{name}"


def _beyond(ordering: list[str], position: list) -> Q:
    """The rows that come after `position`: greater in the first column, or equal there and greater in the next, and so on."""
    beyond, equal = Q(), Q()
    for name, value in zip(ordering, position, strict=True):
        column, comparison = name.lstrip("-"), "lt" if name.startswith("-") else "gt"
        beyond |= equal & Q(**{f"{column}__{comparison}": value})
        equal &= Q(**{column: value})
    if len(ordering) > 1:
        # Says nothing new, but lets the database start in the middle of its index.
        column, comparison = ordering[0].lstrip("-"), "lte" if ordering[0].startswith("-") else "gte"
        beyond &= Q(**{f"{column}__{comparison}": position[0]})
    return beyond


def _plain(value: Any) -> Any:
    """A column's value as JSON carries it without loss."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal | uuid.UUID):
        return str(value)
    if value is None:
        raise TypeError("A column that may be NULL is no key to page by.")
    return value
