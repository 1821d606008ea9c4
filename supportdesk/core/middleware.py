"""What every request passes: language, time zone, visitor, content security, refusals."""

from __future__ import annotations

import zoneinfo
from collections.abc import Callable
from urllib.parse import urlsplit

from csp.constants import NONCE, SELF, UNSAFE_EVAL, UNSAFE_INLINE
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.middleware.locale import LocaleMiddleware
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme
from django_htmx.http import reswap, retarget

from . import visitors
from .exceptions import Refusal

GetResponse = Callable[[HttpRequest], HttpResponse]


def known_language(code: str | None) -> str | None:
    """The portal's language for `code` ("es-MX" is "es"), or None."""
    try:
        return translation.get_supported_language_variant(code) if code else None
    except LookupError:
        return None


class LanguageMiddleware(LocaleMiddleware):
    """Pages take the language of their address; the API and the admin `?language=`, then cookie or browser.

    The preference of a person with a token is applied by the API's views, which know the person.
    """

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        if not translation.get_language_from_path(request.path_info):
            asked = known_language(request.GET.get("language"))
            if asked:
                translation.activate(asked)
                request.LANGUAGE_CODE = asked


class TimeZoneMiddleware:
    """Pages show times in the person's own time zone."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        name = getattr(request.user, "time_zone", "") if settings.SESSION_COOKIE_NAME in request.COOKIES else ""
        try:
            timezone.activate(zoneinfo.ZoneInfo(name)) if name else timezone.deactivate()
        except (zoneinfo.ZoneInfoNotFoundError, ValueError):
            timezone.deactivate()
        return self.get_response(request)


class VisitorMiddleware:
    """Give every request a `visitor`; a token made on the way goes out as a cookie, and as a header for programs."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        visitor = visitors.Visitor(request.headers.get(visitors.HEADER, ""), request.COOKIES.get(visitors.COOKIE, ""))
        request.visitor = visitor  # type: ignore[attr-defined]
        response = self.get_response(request)
        if visitor.is_new:
            response[visitors.HEADER] = visitor.token
            response.set_cookie(
                visitors.COOKIE,
                visitor.token,
                max_age=visitors.MAX_AGE_SECONDS,
                httponly=True,
                samesite="Lax",
                secure=settings.SESSION_COOKIE_SECURE,
            )
            patch_vary_headers(response, ["Cookie"])
            patch_cache_control(response, private=True)
        return response


class AdminContentSecurityMiddleware:
    """The admin's theme evaluates expressions in attributes, so its pages, and only they, get a laxer policy."""

    # No nonce among the styles: where one stands, browsers ignore 'unsafe-inline'.
    POLICY = {"script-src": [SELF, NONCE, UNSAFE_EVAL], "style-src": [SELF, UNSAFE_INLINE]}

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.path.startswith("/admin/"):
            response._csp_replace = self.POLICY  # type: ignore[attr-defined]
        return response


class RefusalMiddleware:
    """Show a refusal that no view caught: on the page it came from, as a toast for htmx, or as an error page."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Refusal):
            return None
        if getattr(request, "htmx", False):
            page = render(request, "components/toast.html", {"text": str(exception), "tone": "bad"}, status=409)
            return reswap(retarget(page, "#toasts"), "beforeend")
        if exception.status in (403, 404, 429):
            page = render(request, f"{exception.status}.html", {"detail": str(exception)}, status=exception.status)
            if retry_after := getattr(exception, "retry_after", 0):
                page["Retry-After"] = str(retry_after)
            return page
        messages.error(request, str(exception))
        # Not `redirect(back)`, which takes a word for the name of a view.
        return HttpResponseRedirect(_way_back(request) or reverse("home"))


def _way_back(request: HttpRequest) -> str:
    """The page of ours that the request came from; "" for another site's, and for a page that refuses to be read."""
    back = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}, require_https=request.is_secure()):
        return ""
    return "" if request.method in ("GET", "HEAD") and urlsplit(back).path == request.path else back
