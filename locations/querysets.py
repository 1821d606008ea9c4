"""Questions about places: near a point, open at a moment."""

from __future__ import annotations

import math
import unicodedata
from datetime import datetime
from typing import TYPE_CHECKING

from django.apps import apps
from django.db import models
from django.db.models import Exists, ExpressionWrapper, F, FloatField, OuterRef, Prefetch, Q, Value
from django.db.models.functions import ACos, Cos, Greatest, Least, Radians, Sin

from supportdesk.core.choices import Language

from .hours import DAY, WEEK, minute_of_week

if TYPE_CHECKING:
    from .models import LocalSupport

EARTH_RADIUS_KM = 6371.0088
DEFAULT_RADIUS_KM = 50
KM_PER_DEGREE = EARTH_RADIUS_KM * math.pi / 180


def plain(name: str) -> str:
    """A name without case, accents and superfluous blanks: "  MÁLAGA" is "malaga"."""
    letters = unicodedata.normalize("NFKD", name.casefold())
    return " ".join("".join(letter for letter in letters if not unicodedata.combining(letter)).split())


class LocalSupportQuerySet(models.QuerySet["LocalSupport"]):
    def published(self) -> LocalSupportQuerySet:
        return self.filter(is_published=True)

    def for_listing(self) -> LocalSupportQuerySet:
        """With all that a row shows, in a fixed number of queries, by country."""
        languages = Prefetch("languages", apps.get_model("locations", "PlaceLanguage").objects.order_by("pk"))
        return self.prefetch_related("services", languages, "hours").order_by("country", "pk")

    def with_distance(self, latitude: float, longitude: float) -> LocalSupportQuerySet:
        """Annotate `distance_km`, the great-circle distance (spherical law of cosines on the mean radius)."""
        angle = Sin(Radians(Value(latitude))) * Sin(Radians(F("latitude"))) + Cos(Radians(Value(latitude))) * Cos(
            Radians(F("latitude"))
        ) * Cos(Radians(F("longitude") - Value(longitude)))
        # Rounding may carry the cosine just past 1, where the arc cosine ends.
        bounded = Least(Value(1.0), Greatest(Value(-1.0), angle))
        return self.annotate(distance_km=ExpressionWrapper(ACos(bounded) * Value(EARTH_RADIUS_KM), output_field=FloatField()))

    def near(self, latitude: float, longitude: float, *, radius_km: float) -> LocalSupportQuerySet:
        """Within `radius_km` of the point, nearest first, with `distance_km`.

        A box in latitude and longitude comes first, so that an index bounds what is computed; it is widened
        to all longitudes around the poles and split at the date line.
        """
        spread = radius_km / KM_PER_DEGREE
        box = Q(latitude__gte=latitude - spread, latitude__lte=latitude + spread)
        if abs(latitude) + spread < 90:
            width = math.degrees(math.asin(min(1.0, math.sin(math.radians(min(spread, 90))) / math.cos(math.radians(latitude)))))
            west, east = longitude - width, longitude + width
            if west < -180:
                box &= Q(longitude__gte=west + 360) | Q(longitude__lte=east)
            elif east > 180:
                box &= Q(longitude__gte=west) | Q(longitude__lte=east - 360)
            else:
                box &= Q(longitude__gte=west, longitude__lte=east)
        near = self.filter(box).with_distance(latitude, longitude)
        return near.filter(distance_km__lte=radius_km).order_by("distance_km", "pk")  # type: ignore[misc]

    def open_at(self, moment: datetime) -> LocalSupportQuerySet:
        """Those open at `moment`, each by its own clock."""
        hours = apps.get_model("locations", "OpeningHours")
        condition = Q(pk__in=[])
        for zone in self.order_by().values_list("time_zone", flat=True).distinct():
            now = minute_of_week(moment, zone)
            # The interval may have opened last week (Sunday night) and pass into this one.
            spans = hours.objects.filter(place=OuterRef("pk")).alias(
                start=F("weekday") * Value(DAY) + F("opens"), end=F("weekday") * Value(DAY) + F("closes")
            )
            is_open = spans.filter(Q(start__lte=now, end__gt=now) | Q(start__lte=now + WEEK, end__gt=now + WEEK))
            condition |= Q(Q(time_zone=zone), Exists(is_open))
        return self.filter(condition)

    def in_city(self, name: str) -> LocalSupportQuerySet:
        """By the city's name in any language, whatever its case and accents. There are few places, so they are read."""
        columns = [f"city_{code.replace('-', '_')}" for code in Language.values]
        cities = self.order_by().values_list("pk", *columns)
        return self.filter(pk__in=[pk for pk, *names in cities if plain(name) in {plain(known or "") for known in names}])

    def matching(self, wanted: dict, *, now: datetime) -> LocalSupportQuerySet:
        """By the cleaned data of `PlaceSearchForm`; nearest first when a point is given."""
        found: LocalSupportQuerySet = self
        if country := wanted.get("country"):
            found = found.filter(country=country)
        if city := wanted.get("city"):
            found = found.in_city(city)
        if service := wanted.get("service"):
            found = found.filter(services__slug=service)
        if language := wanted.get("language"):
            found = found.filter(languages__language=language)
        if wanted.get("open_now") is True:
            found = found.open_at(now)
        elif wanted.get("open_now") is False:
            found = found.exclude(pk__in=found.open_at(now).order_by().values("pk"))
        if wanted.get("lat") is not None:
            return found.near(wanted["lat"], wanted["lon"], radius_km=wanted.get("radius_km") or DEFAULT_RADIUS_KM)
        return found
