"""One shape for every error, by drf-standardized-errors; refusals of the domain take it as well."""

from __future__ import annotations

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import HttpRequest, JsonResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.utils.translation import gettext_lazy as _
from drf_standardized_errors.handler import ExceptionHandler
from rest_framework import serializers, status
from rest_framework.exceptions import APIException, ParseError, Throttled

from ..exceptions import Refusal, TooOften


class RefusedByTheRules(APIException):
    """A refusal of the domain, with its own status, code and text."""

    def __init__(self, refusal: Refusal) -> None:
        self.status_code = refusal.status
        super().__init__(str(refusal), refusal.code)


class TooLarge(APIException):
    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_code = "too_large"
    default_detail = _("The request is too large.")


class PortalExceptionHandler(ExceptionHandler):
    """`{"type": …, "errors": [{"code", "detail", "attr"}]}` with the right status, whatever was raised."""

    def convert_known_exceptions(self, exc: Exception) -> Exception:
        match exc:
            case TooOften():
                return Throttled(wait=exc.retry_after, detail=str(exc))
            case Refusal():
                return RefusedByTheRules(exc)
            case RequestDataTooBig():
                return TooLarge()
            case SuspiciousOperation() | MultiPartParserError() | UnreadablePostError():
                # A form with a thousand fields, a broken boundary, a client that hung up: faults of the call, not of ours.
                return ParseError(_("The body could not be read."))
        return super().convert_known_exceptions(exc)


class ErrorDetailSerializer(serializers.Serializer):
    """One thing that is wrong."""

    code = serializers.CharField(help_text="For programs: `required`, `not_found`, `throttled` …")
    detail = serializers.CharField(help_text="For people, in the language of the answer.")
    attr = serializers.CharField(
        allow_null=True, help_text="The field or parameter it is about; null when it is about the whole call."
    )


class ErrorSerializer(serializers.Serializer):
    """The shape of every answer that is not a success."""

    type = serializers.ChoiceField(choices=["validation_error", "client_error", "server_error"])
    errors = ErrorDetailSerializer(many=True)  # type: ignore[assignment]


def error_response(*, status: int, code: str, detail: str) -> JsonResponse:
    """The same shape for answers that no API view gave: an unknown path, a crash."""
    kind = "server_error" if status >= 500 else "client_error"
    return JsonResponse({"type": kind, "errors": [{"code": code, "detail": detail, "attr": None}]}, status=status)


def wants_api_errors(request: HttpRequest) -> bool:
    return request.path.startswith("/support/")
