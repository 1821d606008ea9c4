"""One tutorial, as a video or to read, and that it was seen to its end."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_POST, require_safe

from supportdesk.core.ratelimits import limit
from supportdesk.core.requests import PortalRequest
from supportdesk.core.visitors import party

from .. import services
from ..models import Tutorial
from ..playing import SPEEDS, Player, player_of, tutorial_data
from ..rendering import languages_of_page
from .feedback import about_feedback
from .reading import moved

RELATED = 4


@require_safe
def tutorial(request: PortalRequest, slug: str) -> HttpResponse:
    """The page; with `?t=` the video begins at that second. A former address leads here."""
    visible = Tutorial.objects.visible_to(request.user)
    tutorial = visible.for_playing().filter(slug=slug).first()
    if tutorial is None:
        return moved(request, visible, slug)
    user, visitor = party(request)
    if tutorial.is_published:
        services.record_view(tutorial, user=user, visitor=visitor)
    language = tutorial.shown_language
    written_in = language if tutorial.text_in(language, "transcript") else "en"
    player = player_of(tutorial, start=request.GET.get("t", ""))
    context = {
        "tutorial": tutorial,
        "title": tutorial.text_in(language, "title"),
        "description": tutorial.text_in(language, "description"),
        "transcript": tutorial.text_in(written_in, "transcript"),
        "written_in": written_in,
        "player": player,
        "social_image": player.poster,
        "speeds": SPEEDS,
        "data": tutorial_data(tutorial, player),
        **_beside(request, tutorial),
        **languages_of_page(tutorial),
        **(about_feedback(request, tutorial) if tutorial.is_published else {}),
    }
    return _framing(render(request, "knowledge/tutorial.html", context), player)


@require_POST
def seen(request: PortalRequest, slug: str) -> HttpResponse:
    """Count one who saw it to its end. The page's script says so; it counts once a person and hour."""
    tutorial = get_object_or_404(Tutorial.objects.published(), slug=slug)
    limit(request, "create")
    user, visitor = party(request)
    services.record_completion(tutorial, user=user, visitor=visitor)
    return HttpResponse(status=204)


def _beside(request: PortalRequest, tutorial: Tutorial) -> dict[str, Any]:
    """The tutorials of the same series in their order, the next of them, and others about the same."""
    cards = Tutorial.objects.visible_to(request.user).cards()
    series = list(cards.filter(series=tutorial.series_id).in_series_order()) if tutorial.series_id else []
    place = next((place for place, other in enumerate(series) if other.pk == tutorial.pk), len(series))
    known = [tutorial.pk, *(other.pk for other in series)]
    return {
        "series": series,
        "place": place + 1,
        "following": series[place + 1] if place + 1 < len(series) else None,
        "others": cards.filter(category=tutorial.category).exclude(pk__in=known)[:RELATED],
    }


def _framing(response: HttpResponse, player: Player) -> HttpResponse:
    """Allow the page to show the one player that it may need, and no other page to show any."""
    if player.foreign and player.foreign.player_host:
        response._csp_replace = {"frame-src": [f"https://{player.foreign.player_host}"]}  # type: ignore[attr-defined]
    return response
