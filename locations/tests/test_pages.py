"""The list of places and the page of one."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.utils import timezone

from locations import views
from locations.tests.factories import ALWAYS, OFFICE, PlaceFactory

pytestmark = pytest.mark.django_db
LIST = "/en/locations/"
HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def _monday_noon(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: datetime(2026, 11, 23, 11, 0, tzinfo=UTC))  # 12:00 in Madrid


def text(response) -> str:
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def test_the_list_shows_places_with_their_state_and_their_own_time(client):
    place = PlaceFactory(name_en="Lumora Madrid", hours=OFFICE)
    PlaceFactory(name_en="Lumora Tokyo", country="JP", time_zone="Asia/Tokyo", hours=OFFICE)
    html = text(client.get(LIST))
    assert f'<a href="/en/locations/{place.slug}/">Lumora Madrid</a>' in html
    assert "Open until 18:00" in html
    assert "Local time 12:00" in html
    assert "Local time 20:00" in html
    assert "Opens tomorrow at 09:00" in html
    assert "2 locations" in html


def test_the_time_there_is_not_turned_into_the_readers_zone(client, make_person):
    client.force_login(make_person("ana", time_zone="America/New_York"))
    place = PlaceFactory(hours=OFFICE)
    assert "It is 12:00 there" in text(client.get(place.get_absolute_url()))


def test_filters_work_without_javascript_and_htmx_gets_the_results_alone(client):
    PlaceFactory(name_en="Lumora Madrid", does=["visa"])
    PlaceFactory(name_en="Lumora Paris", country="FR")
    page = client.get(LIST, {"country": "FR"})
    assert "Lumora Paris" in text(page)
    assert "Lumora Madrid" not in text(page)
    assert '<option value="FR" selected>France</option>' in text(page)
    part = client.get(LIST, {"country": "FR"}, headers=HTMX)
    assert text(part).startswith('<section id="places"')
    assert "Lumora Paris" in text(part)
    assert "HX-Request" in part["Vary"]


def test_nothing_found_leads_on_to_a_ticket(client):
    html = text(client.get(LIST, {"city": "Atlantis"}))
    assert "No location matches" in html
    assert "/en/tickets/new/" in html


@pytest.mark.parametrize(
    "query", ["lat=x&lon=y", "country=Spain", "service=nothing", "language=xx", "city=%00", "open_now=perhaps", "lat=5"]
)
def test_a_filter_that_cannot_be_is_explained_and_no_crash(client, query):
    PlaceFactory(name_en="Lumora Madrid")
    html = text(client.get(f"{LIST}?{query}"))
    assert "callout--bad" in html
    assert "Lumora Madrid" not in html


def test_what_was_typed_is_shown_as_text(client):
    html = text(client.get(LIST, {"city": '"><script>alert(1)</script>', "lat": "1", "lon": '"><b>'}))
    assert "<script>alert" not in html
    assert "<b>" not in html


def test_nearest_first_says_how_far(client):
    PlaceFactory(name_en="Far", latitude=48.8566, longitude=2.3522)
    PlaceFactory(name_en="Near")
    html = text(client.get(LIST, {"lat": "40.4", "lon": "-3.7", "radius_km": "20000"}))
    assert html.index(">Near</a>") < html.index(">Far</a>")
    assert "1.9 km away" in html
    assert "nearest first" in html
    assert '<input type="hidden" name="lat" value="40.4">' in html


def test_emergency_lines_come_first_until_one_filters(client):
    PlaceFactory(name_en="Desk", emergency_line="+34 555 010 247", hours=ALWAYS)
    assert "Emergency lines" in text(client.get(LIST))
    assert 'href="tel:+34555010247"' in text(client.get(LIST))
    assert "Emergency lines" not in text(client.get(LIST, {"country": "ES"}))


def test_more_places_than_a_page_holds_are_not_kept_secret(client, monkeypatch):
    monkeypatch.setattr(views, "PAGE_SIZE", 2)
    PlaceFactory.create_batch(2)
    assert "There are more" not in text(client.get(LIST))
    PlaceFactory()
    assert "There are more" in text(client.get(LIST))


def test_the_list_costs_the_same_for_any_number(client, django_assert_num_queries):
    PlaceFactory(hours=OFFICE, speaks=["es"], does=["visa"], emergency_line="1")
    client.get(LIST)
    for _ in range(2):
        # places, services, languages, hours; the same of the emergency lines; countries; the filter's services
        with django_assert_num_queries(10):
            client.get(LIST)
        for country in ("ES", "FR", "DE"):
            PlaceFactory(hours=ALWAYS, speaks=["de", "en"], does=["visa", "luggage"], country=country, emergency_line="2")


def test_the_page_of_a_place(client):
    place = PlaceFactory(
        name_en="Lumora Madrid",
        description_en="Opposite the station.",
        hours={"mon": ["09:00-14:00", "16:00-20:00"], "sat": ["20:00-02:00"]},
        speaks=["es", "ar"],
        does=["visa"],
        phones=["+34 555 010 112"],
        email="madrid@lumora.example",
    )
    html = text(client.get(place.get_absolute_url()))
    assert "Opposite the station." in html
    assert "Open until 14:00" in html
    assert "09:00–14:00" in html
    assert "20:00–02:00" in html
    assert 'href="tel:+34555010112"' in html
    assert "mlat=40.4168&amp;mlon=-3.7038" in html
    assert "Spain" in html
    assert "العربية" in html
    assert html.count("Closed") == 5


@pytest.mark.parametrize("language", ["en", "es", "fr", "de", "ar", "zh-hans"])
def test_the_pages_speak_every_language(client, language):
    place = PlaceFactory(hours=OFFICE, speaks=["en"], does=["visa"], emergency_line="+1")
    for path in (f"/{language}/locations/", f"/{language}/locations/?lat=40.4&lon=-3.7", f"/{language}/locations/{place.slug}/"):
        html = text(client.get(path))
        assert f'<html lang="{language}"' in html
        # Coordinates are numbers for machines in every language.
        assert "mlat=40,4" not in html


def test_what_is_not_published_or_not_there_is_not_found(client):
    draft = PlaceFactory(is_published=False, name_en="Secret")
    assert client.get(draft.get_absolute_url()).status_code == 404
    assert client.get(f"{LIST}nothing/").status_code == 404
    assert "Secret" not in text(client.get(LIST))


def test_pages_are_only_read(client):
    assert client.post(LIST).status_code == 405
    assert client.post(PlaceFactory().get_absolute_url()).status_code == 405


def test_what_the_state_says_in_words(client):
    for hours, words in (
        (ALWAYS, "Open around the clock"),
        ({}, "By appointment"),
        ({"mon": ["13:00-14:00"]}, "Opens at 13:00"),
        ({"tue": ["09:00-10:00"]}, "Opens tomorrow at 09:00"),
        ({"thu": ["09:00-10:00"]}, "Opens Thursday at 09:00"),
        ({"mon": ["08:00-02:00"]}, "Open until 02:00"),
        ({"mon": ["00:00-24:00"], "tue": ["00:00-24:00"], "wed": ["00:00-06:00"]}, "Open until Wednesday at 06:00"),
    ):
        assert words in text(client.get(PlaceFactory(hours=hours).get_absolute_url()))
