"""Questions about places: near a point, open at a moment, how many of each."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from django.apps import apps
from django.db import models
from django.db.models import (
    Case,
    Count,
    DateField,
    Exists,
    ExpressionWrapper,
    F,
    FloatField,
    IntegerField,
    OuterRef,
    Prefetch,
    Q,
    Value,
    When,
)  # fmt: skip
from django.db.models.functions import ACos, Cos, Greatest, Least, Radians, Sin

from .hours import DAY, wall_time
from .names import plain

if TYPE_CHECKING:
    from .models import LocalService, LocalSupport, SpecialDay

EARTH_RADIUS_KM = 6371.0088
KM_PER_DEGREE = EARTH_RADIUS_KM * math.pi / 180


# How far ahead special days are read: their next occurrence, and what a state may wait for.
DAYS_AHEAD = 370


class SpecialDayQuerySet(models.QuerySet["SpecialDay"]):
    def around(self, now: datetime) -> SpecialDayQuerySet:
        """From the day before that of the most western clock, whose night may still last, to a year ahead, with hours."""
        today = now.astimezone(UTC).date()
        days = self.filter(day__gte=today - timedelta(days=2), day__lte=today + timedelta(days=DAYS_AHEAD))
        return days.prefetch_related("hours").order_by("day")


class LocalServiceQuerySet(models.QuerySet["LocalService"]):
    def with_number_of(self, places: LocalSupportQuerySet) -> LocalServiceQuerySet:
        """Annotate `number`, how many of the places do it."""
        return self.annotate(number=Count("places", filter=Q(places__in=places.order_by().values("pk")))).order_by(
            "position", "pk"
        )


class LocalSupportQuerySet(models.QuerySet["LocalSupport"]):
    def published(self) -> LocalSupportQuerySet:
        return self.filter(is_published=True)

    def for_listing(self, now: datetime) -> LocalSupportQuerySet:
        """With all that a row shows at `now`, in a fixed number of queries, by country."""
        languages = Prefetch("languages", apps.get_model("locations", "PlaceLanguage").objects.order_by("pk"))
        special_days = Prefetch("special_days", apps.get_model("locations", "SpecialDay").objects.around(now))
        return self.prefetch_related("services", languages, "hours", special_days).order_by("country", "pk")

    def emergency_first(self) -> LocalSupportQuerySet:
        """Those with an emergency line before the others (`emergency_rank` 0 before 1), each by country."""
        rank = Case(When(emergency_line="", then=Value(1)), default=Value(0), output_field=IntegerField())
        return self.annotate(emergency_rank=rank).order_by("emergency_rank", "country", "pk")

    def with_distance(self, latitude: float, longitude: float) -> LocalSupportQuerySet:
        """Annotate `distance_km`, the great-circle distance (spherical law of cosines on the mean radius)."""
        angle = Sin(Radians(Value(latitude))) * Sin(Radians(F("latitude"))) + Cos(Radians(Value(latitude))) * Cos(
            Radians(F("latitude"))
        ) * Cos(Radians(F("longitude") - Value(longitude)))
        # Rounding may carry the cosine just past 1, where the arc cosine ends.
        bounded = Least(Value(1.0), Greatest(Value(-1.0), angle))
        return self.annotate(distance_km=ExpressionWrapper(ACos(bounded) * Value(EARTH_RADIUS_KM), output_field=FloatField()))

    def nearest(self, latitude: float, longitude: float) -> LocalSupportQuerySet:
        """All of them, however far, nearest first, with `distance_km`."""
        return self.with_distance(latitude, longitude).order_by("distance_km", "pk")  # type: ignore[misc]

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

    def open_at(self, moment: datetime, zones: Sequence[str] | None = None) -> LocalSupportQuerySet:
        """Those open at `moment`, each by its own calendar and clock; `zones`, where known, saves the query for them."""
        if zones is None:
            zones = self.time_zones()
        if not zones:
            return self.none()
        walls = {zone: wall_time(moment, zone) for zone in zones}

        def of_the_wall(values: dict, output: models.Field) -> Case:
            return Case(*(When(time_zone=zone, then=Value(value)) for zone, value in values.items()), output_field=output)

        today = of_the_wall({zone: wall.day for zone, wall in walls.items()}, DateField())
        yesterday = of_the_wall({zone: wall.day - timedelta(days=1) for zone, wall in walls.items()}, DateField())
        weekday = of_the_wall({zone: wall.day.weekday() for zone, wall in walls.items()}, IntegerField())
        eve = of_the_wall({zone: (wall.day.weekday() - 1) % 7 for zone, wall in walls.items()}, IntegerField())
        minute = of_the_wall({zone: wall.minute for zone, wall in walls.items()}, IntegerField())
        by_the_wall = self.alias(
            wall_today=today, wall_yesterday=yesterday, wall_weekday=weekday, wall_eve=eve, wall_minute=minute,
            wall_minute_of_the_night=ExpressionWrapper(F("wall_minute") + DAY, output_field=IntegerField()),
        )  # fmt: skip
        return by_the_wall.filter(
            _open_on("wall_today", "wall_weekday", "wall_minute")
            | _open_on("wall_yesterday", "wall_eve", "wall_minute_of_the_night")
        )

    def time_zones(self) -> list[str]:
        return list(self.order_by().values_list("time_zone", flat=True).distinct())

    def in_city(self, name: str) -> LocalSupportQuerySet:
        """By the city's name in any language, whatever its case and accents."""
        names = apps.get_model("locations", "CityName").objects.filter(name=plain(name))
        return self.filter(pk__in=names.values("place"))

    def matching(self, wanted: dict, *, now: datetime, zones: Sequence[str] | None = None) -> LocalSupportQuerySet:
        """By the cleaned data of `PlaceSearchForm`; nearest first when a point is given, all of them without a radius."""
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
            found = found.open_at(now, zones)
        elif wanted.get("open_now") is False:
            found = found.exclude(pk__in=found.open_at(now, zones).order_by().values("pk"))
        if wanted.get("lat") is None:
            return found
        if radius_km := wanted.get("radius_km"):
            return found.near(wanted["lat"], wanted["lon"], radius_km=radius_km)
        return found.nearest(wanted["lat"], wanted["lon"])

    def counted_by(self, *columns: str, among: LocalSupportQuerySet) -> list[dict]:
        """Every combination of values of the columns, with `number`: how many places of `among` have it. One query."""
        number = Count("pk", distinct=True, filter=Q(pk__in=among.order_by().values("pk")))
        return list(self.order_by().values(*columns).annotate(number=number).order_by(*columns))


def _open_on(day: str, weekday: str, minute: str) -> Q:
    """Open at this minute after the midnight of this day: by the hours of a special day or, without one, of the weekday."""
    special_days = apps.get_model("locations", "SpecialDay").objects.filter(place=OuterRef("pk"), day=OuterRef(day))
    then = Q(opens__lte=OuterRef(minute), closes__gt=OuterRef(minute))
    special = apps.get_model("locations", "SpecialHours").objects.filter(
        then, special_day__place=OuterRef("pk"), special_day__day=OuterRef(day)
    )
    usual = apps.get_model("locations", "OpeningHours").objects.filter(then, place=OuterRef("pk"), weekday=OuterRef(weekday))
    return Q(Exists(special)) | Q(Exists(usual), ~Exists(special_days))
