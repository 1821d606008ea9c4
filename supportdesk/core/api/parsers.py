"""Reading requests: bad JSON of any kind is a 400, never a 500."""

from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser


def _holds_nul(value: object) -> bool:
    match value:
        case str():
            return "\x00" in value
        case list():
            return any(map(_holds_nul, value))
        case dict():
            return any(_holds_nul(key) or _holds_nul(item) for key, item in value.items())
    return False


class StrictJSONParser(JSONParser):
    """JSON objects only; no NaN, no absurd nesting, and no NUL characters, which PostgreSQL cannot store."""

    strict = True

    def parse(self, stream, media_type=None, parser_context=None):
        try:
            data = super().parse(stream, media_type, parser_context)
            nul = _holds_nul(data)
        except RecursionError as error:
            raise ParseError("The JSON is nested too deeply.") from error
        if not isinstance(data, dict):
            raise ParseError("The body must be a JSON object.")
        if nul:
            raise ParseError("The text holds a NUL character.")
        return data
