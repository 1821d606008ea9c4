"""Places near a point, compared with the haversine formula."""

from __future__ import annotations

import math
import random

import pytest

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


def test_the_index_bounds_what_is_computed():
    """The box is part of the question, so that far places are not even measured."""
    sql = str(LocalSupport.objects.near(*MADRID, radius_km=50).query)
    assert '"latitude" >= 39.9' in sql
    assert '"longitude" <= -3.1' in sql
