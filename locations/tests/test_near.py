"""Places near a point, compared with the haversine formula."""

from __future__ import annotations

import math
import random

import pytest
from django.db import connection

from locations.models import LocalSupport
from locations.querysets import EARTH_RADIUS_KM
from locations.tests.factories import PlaceFactory

pytestmark = pytest.mark.django_db
MADRID, LONDON, SYDNEY, QUITO = (40.4168, -3.7038), (51.5074, -0.1278), (-33.8688, 151.2093), (-0.1807, -78.4678)


def haversine(one: tuple[float, float], other: tuple[float, float]) -> float:
    lat1, lon1, lat2, lon2 = map(math.radians, (*one, *other))
    half = math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH_RADIUS_KM * math.asin(min(1.0, math.sqrt(half)))


def scatter(*points: tuple[float, float]) -> dict[int, tuple[float, float]]:
    places = [PlaceFactory.build(latitude=latitude, longitude=longitude) for latitude, longitude in points]
    return {place.pk: (place.latitude, place.longitude) for place in LocalSupport.objects.bulk_create(places)}


def found_near(point, radius_km: float) -> list[tuple[int, float]]:
    return [(place.pk, place.distance_km) for place in LocalSupport.objects.near(*point, radius_km=radius_km)]


@pytest.fixture
def world():
    """Places all over, at the poles, on both sides of the date line, and two at the same point."""
    chance = random.Random(7)
    anywhere = [(math.degrees(math.asin(chance.uniform(-1, 1))), chance.uniform(-180, 180)) for _ in range(60)]
    edges = [
        (90, 0),
        (-90, 120),
        (89.9, 10),
        (89.9, -170),
        (-89.5, 45),
        (0, 180),
        (0, -180),
        (0.1, 179.9),
        (-0.1, -179.9),
        (65, 179.99),
    ]
    return scatter(*anywhere, *edges, MADRID, MADRID, LONDON, SYDNEY, QUITO)


POINTS = [
    *(MADRID, LONDON, SYDNEY, QUITO, (0, 0), (90, 0), (-90, 0), (89.95, 100), (-89, -60)),
    *((0, 180), (0, -180), (10, 179.5), (-10, -179.5), (65, 180)),
]


@pytest.mark.parametrize("radius", [0.1, 25, 500, 3000, 12_000, 20_040])
def test_what_is_found_is_what_the_formula_says_nearest_first(world, radius):
    for point in POINTS:
        wanted = [pk for pk, place in world.items() if haversine(point, place) <= radius]
        found = found_near(point, radius)
        assert sorted(pk for pk, _ in found) == sorted(wanted)
        assert [distance for _, distance in found] == sorted(distance for _, distance in found)
        for pk, distance in found:
            assert distance == pytest.approx(haversine(point, world[pk]), abs=0.001)


def test_known_distances(world):
    (place,) = scatter(LONDON)
    distance = dict(found_near(MADRID, 2000))[place]
    assert distance == pytest.approx(1264, abs=2)


def test_places_at_one_point_keep_an_order():
    first, second = scatter(MADRID, MADRID)
    assert [pk for pk, _ in found_near(MADRID, 1)] == [first, second]
    assert [distance for _, distance in found_near(MADRID, 1)] == pytest.approx([0, 0], abs=0.001)


def test_the_antipode_is_half_the_way_around():
    (place,) = scatter((-40.4168, 176.2962))
    assert dict(found_near(MADRID, 20_040))[place] == pytest.approx(math.pi * EARTH_RADIUS_KM, abs=0.01)


@pytest.fixture
def many(db):
    """Enough places, all over, for an index to be worth its while."""
    chance = random.Random(3)
    scatter(*((math.degrees(math.asin(chance.uniform(-1, 1))), chance.uniform(-180, 180)) for _ in range(3000)))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE locations_localsupport" if connection.vendor == "postgresql" else "ANALYZE")


def plan_of(places) -> str:
    return " ".join(places.explain().split())


def test_the_index_bounds_what_is_measured(many):
    plan = plan_of(LocalSupport.objects.near(*MADRID, radius_km=50))
    assert "place_by_position" in plan
    if connection.vendor == "sqlite":
        assert "latitude>? AND latitude<?" in plan
        assert "SCAN locations_localsupport" not in plan
    else:
        assert "Seq Scan" not in plan


def test_the_index_bounds_it_on_both_sides_of_the_date_line_and_under_other_filters(many):
    for point in ((10, 179.9), (-10, -179.9)):
        plan = plan_of(LocalSupport.objects.near(*point, radius_km=50).filter(country="ES", is_published=True))
        assert "place_by_position" in plan or "place_by_country" in plan
        assert "place_by_position" in plan_of(LocalSupport.objects.near(*point, radius_km=50))


def test_nearest_of_all_has_no_bound_but_an_order(world):
    found = [(place.pk, place.distance_km) for place in LocalSupport.objects.nearest(*QUITO)]
    assert [pk for pk, _ in found] == sorted(world, key=lambda pk: (round(haversine(QUITO, world[pk]), 3), pk))
    assert [distance for _, distance in found] == pytest.approx(sorted(haversine(QUITO, at) for at in world.values()), abs=0.001)
