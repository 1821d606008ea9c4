"""The list of places and the page of one."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from supportdesk.core.requests import PortalRequest

from .countries import country_name
from .forms import PlaceSearchForm
from .models import LocalService, LocalSupport
from .presentation import PlacePresentation
from .querysets import LocalSupportQuerySet, plain

PAGE_SIZE = 60


@require_safe
@vary_on_headers("HX-Request")
def places(request: PortalRequest) -> HttpResponse:
    """All places, or those that match; htmx gets the results alone."""
    form = PlaceSearchForm(request.GET)
    now = timezone.now()
    published = LocalSupport.objects.published()
    found = published.for_listing().matching(form.cleaned_data, now=now) if form.is_valid() else published.none()
    rows = list(found[: PAGE_SIZE + 1])
    shown = [PlacePresentation(place, now) for place in rows[:PAGE_SIZE]]
    countries = published.order_by("country").values_list("country", flat=True).distinct()
    context = {
        "form": form,
        "places": shown,
        "there_are_more": len(rows) > PAGE_SIZE,
        "emergency_places": [] if form.has_changed() and any(request.GET.values()) else _emergency_lines(published, now),
        "countries": sorted(((code, country_name(code)) for code in countries), key=lambda item: plain(item[1])),
        "services": LocalService.objects.all(),
        "near": form.is_valid() and form.cleaned_data["lat"] is not None,
    }
    part = "#results" if request.htmx else ""
    return render(request, f"locations/list.html{part}", context)


def _emergency_lines(published: LocalSupportQuerySet, now: datetime) -> list[PlacePresentation]:
    places = published.exclude(emergency_line="").for_listing()
    return [PlacePresentation(place, now) for place in places]


@require_safe
def place(request: HttpRequest, slug: str) -> HttpResponse:
    """One place: where it is, when it is open, what one gets done there."""
    found = get_object_or_404(LocalSupport.objects.published().for_listing(), slug=slug)
    return render(request, "locations/detail.html", {"place": PlacePresentation(found, timezone.now())})
