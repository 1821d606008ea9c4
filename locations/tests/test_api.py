"""GET /support/local and /support/local/{id}."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.utils import timezone

from locations.tests.factories import ALWAYS, OFFICE, PlaceFactory, ServiceFactory

pytestmark = pytest.mark.django_db
URL = "/support/local"
MONDAY_NOON = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)  # 12:00 in Madrid


def names(answer) -> list[str]:
    assert answer.status_code == 200, answer.content
    return [place["name"] for place in answer.json()["results"]]


@pytest.fixture
def noon(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: MONDAY_NOON)


def test_what_is_said_of_a_place(api, noon):
    place = PlaceFactory(
        name_en="Lumora Madrid",
        name_es="Lumora Madrid centro",
        kind="office",
        description_en="Opposite the station.",
        postal_code="28013",
        phones=["+34 555 010 112"],
        email="madrid@lumora.example",
        emergency_line="+34 555 010 247",
        hours={"mon": ["09:00-14:00", "16:00-20:00"], "sat": ["20:00-02:00"]},
        special={"2026-11-22": [], "2026-12-24": ["20:00-01:00"], "2026-12-25": []},
        speaks=["es", "en"],
        does=["visa"],
    )
    expected = {
        "id": place.pk,
        "slug": place.slug,
        "name": "Lumora Madrid",
        "kind": "office",
        "description": "Opposite the station.",
        "address": "Calle Mayor 1",
        "postal_code": "28013",
        "city": "Madrid",
        "country": "ES",
        "country_name": "Spain",
        "latitude": 40.4168,
        "longitude": -3.7038,
        "phones": ["+34 555 010 112"],
        "email": "madrid@lumora.example",
        "emergency_line": "+34 555 010 247",
        "services": [{"slug": "visa", "name": "Visa"}],
        "languages": ["es", "en"],
        "time_zone": "Europe/Madrid",
        "opening_hours": [
            {"weekday": 0, "opens": "09:00", "closes": "14:00"},
            {"weekday": 0, "opens": "16:00", "closes": "20:00"},
            {"weekday": 5, "opens": "20:00", "closes": "02:00"},
        ],
        "special_days": [
            {"date": "2026-12-24", "name": "Holiday", "hours": [{"opens": "20:00", "closes": "01:00"}]},
            {"date": "2026-12-25", "name": "Holiday", "hours": []},
        ],
        "open_now": True,
        "opens_text": "Open until 14:00",
        "today_text": "",
        "distance_km": None,
        "url": f"http://testserver/en/locations/{place.slug}/",
    }
    assert api().get(f"{URL}/{place.pk}").json() == expected
    assert api().get(URL).json() == {"count": 1, "results": [expected], "next": None, "previous": None}


def test_the_answer_is_in_the_language_asked_for(api, noon):
    place = PlaceFactory(name_en="Lumora Madrid", name_de="Lumora in Madrid", city_de="Madrid")
    answer = api().get(f"{URL}/{place.pk}?language=de").json()
    assert (answer["name"], answer["country_name"]) == ("Lumora in Madrid", "Spanien")
    assert answer["url"].endswith(f"/de/locations/{place.slug}/")


def test_what_is_not_published_does_not_exist(api):
    draft = PlaceFactory(is_published=False)
    assert names(api().get(URL)) == []
    assert api().get(f"{URL}/{draft.pk}").status_code == 404


@pytest.mark.parametrize("wrong", ["0", "999999", "99999999999999999999999", "x", "-1", "1.5", "%00"])
def test_a_place_that_is_none_is_not_found(api, wrong):
    answer = api().get(f"{URL}/{wrong}")
    assert answer.status_code == 404
    assert answer.json()["errors"][0]["code"] == "not_found"


@pytest.fixture
def three(noon):
    PlaceFactory(name_en="Madrid", city_es="Madrid", city_ar="مدريد", hours=OFFICE, speaks=["es", "en"], does=["visa", "luggage"])
    PlaceFactory(
        name_en="Zürich", city_en="Zurich", city_de="Zürich", city_fr="Zurich", country="CH", latitude=47.3769, longitude=8.5417,
        time_zone="Europe/Zurich", hours=ALWAYS, speaks=["de", "fr"], does=["luggage"],
    )  # fmt: skip
    PlaceFactory(
        name_en="Málaga", city_en="Málaga", latitude=36.7213, longitude=-4.4214, hours={"tue": ["09:00-18:00"]}, speaks=["es"]
    )


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, ["Zürich", "Madrid", "Málaga"]),
        ({"country": "ES"}, ["Madrid", "Málaga"]),
        ({"country": "es"}, ["Madrid", "Málaga"]),
        ({"country": "XX"}, []),
        ({"city": "madrid"}, ["Madrid"]),
        ({"city": "مدريد"}, ["Madrid"]),
        ({"city": "ZÜRICH"}, ["Zürich"]),
        ({"city": " malaga "}, ["Málaga"]),
        ({"city": "Mad"}, []),
        ({"service": "luggage"}, ["Zürich", "Madrid"]),
        ({"service": "visa", "country": "CH"}, []),
        ({"language": "es"}, ["Madrid", "Málaga"]),
        ({"language": "es-MX"}, ["Madrid", "Málaga"]),
        ({"language": "fr"}, ["Zürich"]),
        ({"language": "ar"}, []),
        ({"open_now": "true"}, ["Zürich", "Madrid"]),
        ({"open_now": "false"}, ["Málaga"]),
        ({"open_now": ""}, ["Zürich", "Madrid", "Málaga"]),
        ({"open_now": "true", "country": "ES", "service": "visa", "language": "en"}, ["Madrid"]),
        ({"lat": "36.72", "lon": "-4.42"}, ["Málaga"]),
        ({"lat": "36.72", "lon": "-4.42", "radius_km": "500"}, ["Málaga", "Madrid"]),
        ({"lat": "47.4", "lon": "8.5", "radius_km": "20000"}, ["Zürich", "Madrid", "Málaga"]),
        ({"lat": "47.4", "lon": "8.5", "radius_km": "20000", "open_now": "true", "country": "ES"}, ["Madrid"]),
        ({"lat": "0", "lon": "0"}, []),
    ],
    ids=str,
)
def test_filters(api, three, query, found):
    answer = api().get(URL, query)
    assert names(answer) == found
    assert answer.json()["count"] == len(found)


def test_with_a_point_the_distance_is_said_and_pages_go_outwards(api, three):
    client, point = api(), {"lat": "40.4168", "lon": "-3.7038", "radius_km": "20000", "page_size": "1"}
    answers = [client.get(URL, point)]
    while following := answers[-1].json()["next"]:
        answers.append(client.get(following))
    assert [name for answer in answers for name in names(answer)] == ["Madrid", "Málaga", "Zürich"]
    distances = [answer.json()["results"][0]["distance_km"] for answer in answers]
    assert distances == [0.0, pytest.approx(415, abs=3), pytest.approx(1246, abs=5)]
    assert {answer.json()["count"] for answer in answers} == {3}


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("country=Spain", "country"),
        ("country=1", "country"),
        ("country=%C3%91%C3%91", "country"),
        ("city=" + "x" * 81, "city"),
        ("city=%00", "city"),
        ("service=nothing", "service"),
        ("service=a%20b", "service"),
        ("language=xx", "language"),
        ("language=" + "x" * 100, "language"),
        ("open_now=perhaps", "open_now"),
        ("lat=x&lon=0", "lat"),
        ("lat=91&lon=0", "lat"),
        ("lat=nan&lon=0", "lat"),
        ("lat=1e999&lon=0", "lat"),
        ("lat=0&lon=180.1", "lon"),
        ("near=%00", "near"),
        ("near=" + "x" * 121, "near"),
        ("near=nowhereatall", "near"),
        ("lat=0", "lon"),
        ("lon=0", "lat"),
        ("lat=0&lon=0&radius_km=0", "radius_km"),
        ("lat=0&lon=0&radius_km=-5", "radius_km"),
        ("lat=0&lon=0&radius_km=99999", "radius_km"),
        ("lat=0&lon=0&radius_km=inf", "radius_km"),
        ("page_size=x", "page_size"),
    ],
)
def test_a_value_that_cannot_be_is_an_error_that_names_its_field(api, query, field):
    answer = api().get(f"{URL}?{query}")
    assert answer.status_code == 400
    assert answer.json()["type"] == "validation_error"
    assert [error["attr"] for error in answer.json()["errors"]] == [field]


def test_the_list_costs_the_same_for_any_number(api, noon, django_assert_num_queries):
    for hours in (OFFICE, ALWAYS):
        PlaceFactory(hours=hours, speaks=["es", "en"], does=["visa"], special={"2027-01-01": ["09:00-10:00"]})
    api().get(URL)
    for _ in range(2):
        with django_assert_num_queries(7):  # count, places, services, languages, hours, special days and theirs
            api().get(URL)
        with django_assert_num_queries(9):  # and the service, and the time zones
            api().get(URL, {"open_now": "true", "service": "visa"})
        for number in range(5):
            PlaceFactory(
                special={"2027-01-01": [], "2027-01-02": ["09:00-10:00"]},
                hours=OFFICE,
                speaks=["de"],
                does=["visa", "luggage"],
                country=("ES", "FR")[number % 2],
            )


def test_reading_is_all_one_can_do(api, administrator):
    place = PlaceFactory()
    for method in ("post", "put", "patch", "delete"):
        for path in (URL, f"{URL}/{place.pk}"):
            assert getattr(api(administrator), method)(path).status_code == 405


def test_a_service_is_named_in_the_language_of_the_answer(api):
    service = ServiceFactory(slug="visa", name_en="Visas", name_fr="Visas et documents")
    place = PlaceFactory(does=[service.slug])
    assert api().get(f"{URL}/{place.pk}?language=fr").json()["services"] == [{"slug": "visa", "name": "Visas et documents"}]


def test_near_a_city_all_places_are_sorted_by_distance_and_the_city_is_named(api, three):
    answer = api().get(URL, {"near": "sevilla"})
    assert names(answer) == ["Málaga", "Madrid", "Zürich"]
    body = answer.json()
    assert body["near"] == {"name": "Sevilla", "country": "ES", "latitude": 37.38, "longitude": -5.97}
    assert body["near_others"] == []
    namesakes = api().get(URL, {"near": "Valencia"}).json()
    assert (namesakes["near"]["country"], namesakes["near_others"][0]["country"]) == ("VE", "ES")
    assert body["results"][0]["distance_km"] == pytest.approx(157, abs=3)
    assert names(api().get(URL, {"near": "塞维利亚", "radius_km": "200"})) == ["Málaga"]
    assert names(api().get(URL, {"near": "Seville, Spain", "open_now": "true"})) == ["Madrid", "Zürich"]
    assert "near" not in api().get(URL).json()


def test_the_cursor_keeps_going_outwards_from_the_city(api, three):
    client = api()
    answers = [client.get(URL, {"near": "Seville", "page_size": "1"})]
    while following := answers[-1].json()["next"]:
        answers.append(client.get(following))
    assert [name for answer in answers for name in names(answer)] == ["Málaga", "Madrid", "Zürich"]


def test_a_city_is_still_a_filter(api, three):
    assert names(api().get(URL, {"city": "Seville"})) == []
    assert names(api().get(URL, {"city": "Madrid", "near": "Seville"})) == ["Madrid"]


def test_an_unknown_city_is_an_error_in_the_usual_shape(api, three):
    answer = api().get(URL, {"near": "Atlantis-on-Sea"})
    assert answer.status_code == 400
    (error,) = answer.json()["errors"]
    assert (error["attr"], error["code"]) == ("near", "unknown_city")
    assert "Atlantis-on-Sea" in error["detail"]


def test_emergency_lines_first(api, three):
    PlaceFactory(name_en="Zagreb", country="HR", latitude=45.8, longitude=16, emergency_line="+385 1")
    PlaceFactory(name_en="Cork", country="IE", latitude=51.9, longitude=-8.5, emergency_line="+353 1")
    client = api()
    assert names(client.get(URL, {"ordering": "emergency"})) == ["Zagreb", "Cork", "Zürich", "Madrid", "Málaga"]
    outwards = client.get(URL, {"ordering": "emergency", "near": "Seville"})
    assert names(outwards) == ["Cork", "Zagreb", "Málaga", "Madrid", "Zürich"]
    answers = [client.get(URL, {"ordering": "emergency", "page_size": "2"})]
    while following := answers[-1].json()["next"]:
        answers.append(client.get(following))
    assert [name for answer in answers for name in names(answer)] == ["Zagreb", "Cork", "Zürich", "Madrid", "Málaga"]
    assert client.get(URL, {"ordering": "name"}).json()["errors"][0]["attr"] == "ordering"
