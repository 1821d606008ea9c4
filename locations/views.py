"""The list of places, the page of one, and a visit to it for one's calendar."""

from __future__ import annotations

import json
from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers
from django_htmx.http import push_url

from supportdesk.core.requests import PortalRequest

from .facets import facets_of
from .forms import PlaceSearchForm
from .models import LocalSupport
from .presentation import PlacePresentation
from .querysets import LocalSupportQuerySet
from .structured_data import place_data
from .visits import visit_calendar
from .whereabouts import locate

PAGE_SIZE = 60


@require_safe
@vary_on_headers("HX-Request")
def places(request: PortalRequest) -> HttpResponse:
    """All places, or those that match; htmx gets the results alone."""
    form = PlaceSearchForm(request.GET)
    now = timezone.now()
    published = LocalSupport.objects.published()
    wanted = form.cleaned_data if form.is_valid() else {}
    is_near = wanted.get("lat") is not None
    found = published.for_listing(now).matching(wanted, now=now) if form.is_valid() else published.none()
    rows = list((found if is_near else found.emergency_first())[: PAGE_SIZE + 1])
    shown = [PlacePresentation(place, now) for place in rows[:PAGE_SIZE]]
    is_filtered = form.has_changed() and any(request.GET.values())
    facets = facets_of(wanted, now=now)
    nearest_to = "" if rows or not wanted.get("city") else _known_city(wanted["city"])
    context = {
        "form": form,
        "wanted": wanted,
        "places": shown,
        "there_are_more": len(rows) > PAGE_SIZE,
        "emergency_places": [] if is_filtered else _emergency_lines(published),
        "is_filtered": is_filtered,
        "facets": facets,
        "counts": json.dumps(facets.counts),
        "point": [(name, "" if wanted.get("near") else request.GET.get(name, "")) for name in ("lat", "lon", "radius_km")],
        "near": is_near,
        "near_cities": wanted.get("near"),
        "nearest_to": nearest_to,
        "nearest_url": f"?{urlencode({'near': nearest_to})}",
        **_map_settings(),
    }
    part = "#results" if request.htmx else ""
    response = render(request, f"locations/list.html{part}", context)
    return push_url(response, _address(request)) if request.htmx else response


def _address(request: HttpRequest) -> str:
    """This list with these filters, to be shared: without the empty ones."""
    query = urlencode([(name, value) for name, value in request.GET.items() if value])
    return f"{request.path}?{query}" if query else request.path


def _emergency_lines(published: LocalSupportQuerySet) -> LocalSupportQuerySet:
    return published.exclude(emergency_line="").order_by("country", "pk")


def _known_city(name: str) -> str:
    """The name as the gazetteer spells it; "" for one that it does not know either."""
    return next((city.name for city in locate(name)), "")


def _map_settings() -> dict[str, str]:
    return {"map_tile_url": settings.MAP_TILE_URL, "map_tile_attribution": settings.MAP_TILE_ATTRIBUTION}


@require_safe
def place(request: HttpRequest, slug: str) -> HttpResponse:
    """One place: where it is, when it is open, what one gets done there."""
    shown = _place_or_404(slug)
    return render(request, "locations/detail.html", {"place": shown, "data": place_data(shown), **_map_settings()})


@require_safe
def visit(request: HttpRequest, slug: str) -> HttpResponse:
    """A visit at the next opening as a calendar file; 404 where one comes by appointment only."""
    file = visit_calendar(_place_or_404(slug))
    if not file:
        raise Http404
    return HttpResponse(
        file, content_type="text/calendar; charset=utf-8", headers={"Content-Disposition": f'attachment; filename="{slug}.ics"'}
    )


def _place_or_404(slug: str) -> PlacePresentation:
    now = timezone.now()
    return PlacePresentation(get_object_or_404(LocalSupport.objects.published().for_listing(now), slug=slug), now)
