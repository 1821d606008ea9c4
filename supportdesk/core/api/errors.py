"""One shape for every error, by drf-standardized-errors; refusals of the domain take it as well."""

from django.http import HttpRequest, JsonResponse
from drf_standardized_errors.handler import ExceptionHandler
from drf_standardized_errors.handler import exception_handler as standard_handler
from rest_framework.exceptions import APIException, Throttled

from ..exceptions import Refusal, TooOften


class RefusedByTheRules(APIException):
    def __init__(self, refusal: Refusal) -> None:
        self.status_code = refusal.status
        super().__init__(str(refusal), refusal.code)


class PortalExceptionHandler(ExceptionHandler):
    def convert_known_exceptions(self, exc: Exception) -> Exception:
        if isinstance(exc, TooOften):
            return Throttled(wait=exc.retry_after)
        if isinstance(exc, Refusal):
            return RefusedByTheRules(exc)
        return super().convert_known_exceptions(exc)


def exception_handler(exc: Exception, context: dict):
    """`{"type": …, "errors": [{"code", "detail", "attr"}]}` with the right status."""
    return standard_handler(exc, {**context})


def error_response(*, status: int, code: str, detail: str) -> JsonResponse:
    """The same shape for answers that no API view gave: an unknown path, a crash."""
    kind = "server_error" if status >= 500 else "client_error"
    return JsonResponse({"type": kind, "errors": [{"code": code, "detail": detail, "attr": None}]}, status=status)


def wants_api_errors(request: HttpRequest) -> bool:
    return request.path.startswith("/support/")
