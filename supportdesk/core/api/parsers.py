"""Reading requests: bad JSON of any kind is a 400, never a 500."""

from __future__ import annotations

import json
import math

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser

MAX_DEPTH = 20
MAX_WHOLE_NUMBER = 2**63


class StrictJSONParser(JSONParser):
    """JSON objects in UTF-8 only; no NaN or infinity, no absurd nesting or size, and no characters that a database
    cannot store: NUL and halves of surrogate pairs.
    """

    def parse(self, stream, media_type=None, parser_context=None) -> dict:
        limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        body = stream.read(limit + 1)
        if len(body) > limit:
            raise RequestDataTooBig
        try:
            data = json.loads(body.decode(), parse_constant=_refuse_constant)
        except (ValueError, RecursionError) as error:
            raise ParseError(_("The body is not valid JSON.")) from error
        if not isinstance(data, dict):
            raise ParseError(_("The body must be a JSON object."))
        _check(data, 1)
        return data


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON.")


def _check(value: object, depth: int) -> None:
    """Raise `ParseError` for what is JSON and yet cannot be stored."""
    if depth > MAX_DEPTH:
        raise ParseError(_("The JSON is nested too deeply."))
    match value:
        case str():
            _check_text(value)
        case int() if abs(value) >= MAX_WHOLE_NUMBER:
            raise ParseError(_("A number is too large."))
        case float() if not math.isfinite(value):
            raise ParseError(_("A number is too large."))
        case list():
            for item in value:
                _check(item, depth + 1)
        case dict():
            for key, item in value.items():
                _check_text(key)
                _check(item, depth + 1)


def _check_text(text: str) -> None:
    if "\x00" in text:
        raise ParseError(_("Null characters are not allowed."))
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise ParseError(_("The text is not valid Unicode.")) from error
