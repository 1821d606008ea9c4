"""Noticing that a search led somewhere: by the page that a reader comes from, without redirects and without scripts."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse

from ..ratelimits import who_is
from ..visitors import visitor_of
from .asked import asked_on, note_click


class SearchClickMiddleware:
    """Count the click when a page that the search knows is opened from a page that showed what a search found."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        came_from = request.headers.get("Referer", "")
        if "q=" in came_from and _is_page(request, response) and (asked := _asked_here(came_from, request)):
            words, language = asked
            note_click(words, language, who=visitor_of(request).key or who_is(request))
        return response


def _is_page(request: HttpRequest, response: HttpResponse) -> bool:
    """Whether a person opened a whole page, and not a browser ahead of time or a script a part of one."""
    return (
        request.method == "GET"
        and response.status_code == 200
        and response.headers.get("Content-Type", "").startswith("text/html")
        and "HX-Request" not in request.headers
        and "prefetch" not in request.headers.get("Sec-Purpose", "")
    )


def _asked_here(came_from: str, request: HttpRequest) -> tuple[str, str] | None:
    """What was asked on the page of ours that the reader comes from, if this one is among what a search can find."""
    from ..models import SearchEntry

    asked = asked_on(came_from)
    if asked is None or urlsplit(came_from).netloc != request.get_host():
        return None
    return asked if SearchEntry.objects.filter(url=request.path).exists() else None
