"""The list of places and the page of one."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from html import unescape

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
    assert '<option value="FR" data-label="France" selected>France (1)</option>' in text(page)
    part = client.get(LIST, {"country": "FR"}, headers=HTMX)
    assert text(part).startswith('<section id="places"')
    assert "Lumora Paris" in text(part)
    assert "HX-Request" in part["Vary"]


def test_nothing_found_leads_on_to_a_ticket(client):
    html = text(client.get(LIST, {"city": "Atlantis-on-Sea"}))
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
    assert "The nearest to you first." in html
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
    special = {"2027-01-01": ["09:00-10:00"], "2027-01-02": []}
    PlaceFactory(hours=OFFICE, speaks=["es"], does=["visa"], emergency_line="1", special=special)
    client.get(LIST)
    for _ in range(2):
        # places, services, languages, hours, special days and theirs; time zones, four filters and "open now"; emergency lines
        with django_assert_num_queries(13):
            client.get(LIST)
        # and whether there is the service, and the time zones once more; no emergency lines
        with django_assert_num_queries(14):
            client.get(LIST, {"open_now": "true", "service": "visa", "lat": "40", "lon": "-3"})
        # and where our places called so are
        with django_assert_num_queries(13):
            client.get(LIST, {"near": "Seville"})
        for country in ("ES", "FR", "DE"):
            PlaceFactory(
                hours=ALWAYS, speaks=["de", "en"], does=["visa", "luggage"], country=country, emergency_line="2", special=special
            )


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


def test_emergency_lines_lead_the_list_and_carry_their_number(client):
    PlaceFactory(name_en="Office", country="AT")
    PlaceFactory(name_en="Desk", country="ES", emergency_line="+34 555 010 247")
    html = text(client.get(LIST, {"open_now": "false"}))
    assert html.index(">Desk</a>") < html.index(">Office</a>")
    assert 'aria-label="Emergency line of Desk: +34 555 010 247"' in html


@pytest.fixture
def three():
    PlaceFactory(name_en="Madrid one", city_en="Madrid", hours=OFFICE, does=["visa"], speaks=["es", "en"])
    PlaceFactory(name_en="Madrid two", city_en="Madrid", city_de="Madrid", does=["visa", "luggage"], speaks=["es"])
    PlaceFactory(
        name_en="Munich", city_en="Munich", city_de="München", country="DE", latitude=48.14, longitude=11.58, hours=ALWAYS,
        does=["luggage"], speaks=["de"],
    )  # fmt: skip


def options(html: str, name: str) -> dict[str, str]:
    """What a select offers: value and label with number."""
    select = re.search(rf'<select id="{name}".*?</select>', html, re.DOTALL).group()
    return dict(re.findall(r'<option value="([^"]+)"[^>]*>([^<]*)<', select))


def test_every_choice_says_how_many_places_it_would_leave(client, three):
    html = text(client.get(LIST))
    assert options(html, "country") == {"DE": "Germany (1)", "ES": "Spain (2)"}
    assert options(html, "city") == {"Madrid": "Madrid (2)", "Munich": "Munich (1)"}
    assert options(html, "service") == {"visa": "Visa (2)", "luggage": "Luggage (2)"}
    assert options(html, "language") == {"en": "English (1)", "es": "Spanish (2)", "de": "German (1)"}
    assert "<span data-open-count>2</span>" in html


def test_a_choice_is_counted_under_the_other_filters_and_not_under_its_own(client, three):
    html = text(client.get(LIST, {"service": "luggage", "country": "ES"}))
    assert options(html, "country") == {"DE": "Germany (1)", "ES": "Spain (1)"}
    assert options(html, "service") == {"visa": "Visa (2)", "luggage": "Luggage (1)"}
    assert options(html, "city") == {"Madrid": "Madrid (1)", "Munich": "Munich (0)"}
    assert "<span data-open-count>0</span>" in html
    counts = re.search(r'data-counts="([^"]*)"', html).group(1)
    assert json.loads(unescape(counts))["service"] == {"visa": 2, "luggage": 1}


def test_places_that_are_not_published_are_in_no_number(client, three):
    PlaceFactory(city_en="Vienna", country="AT", hours=ALWAYS, does=["visa"], speaks=["fr"], is_published=False)
    html = text(client.get(LIST))
    assert "Austria" not in html
    assert "Vienna" not in html
    assert options(html, "service")["visa"] == "Visa (2)"
    assert "fr" not in options(html, "language")


def test_a_city_is_chosen_by_one_name_in_every_language(client, three):
    for language, name in (("de", "München"), ("es", "Munich")):
        html = text(client.get(f"/{language}/locations/", {"city": "Munich"}))
        assert f'<option value="Munich" data-label="{name}" data-country="DE" selected>{name} (1)</option>' in html
    assert 'data-country="DE" selected>' in text(client.get(LIST, {"city": "münchen"}))


def test_the_address_of_a_filtered_list_can_be_shared(client, three):
    part = client.get(LIST, {"country": "DE", "city": "", "near": "", "open_now": "true"}, headers=HTMX)
    assert part["HX-Push-Url"] == f"{LIST}?country=DE&open_now=true"
    assert client.get(LIST, {"country": ""}, headers=HTMX)["HX-Push-Url"] == LIST
    assert "Munich" in text(client.get(part["HX-Push-Url"]))


def test_near_a_typed_city_everything_is_sorted_by_its_distance(client, three):
    html = text(client.get(LIST, {"near": "seville"}))
    assert "Nearest to Seville, Spain first." in html
    assert html.index(">Madrid one</a>") < html.index(">Munich</a>")
    assert re.search(r">39\d km away<", html)
    assert 'value="seville"' in html
    assert "Or did you mean" not in html


def test_namesakes_are_offered(client, three):
    html = text(client.get(LIST, {"near": "Valencia", "service": "visa"}))
    assert "Nearest to Valencia, Venezuela first." in html
    assert "?service=visa&amp;near=Valencia%2C+Spain" in html
    html = text(client.get(LIST, {"near": "Valencia, Spain"}))
    assert "Nearest to Valencia, Spain first." in html
    assert "Or did you mean" not in html


def test_an_unknown_city_is_explained_and_what_was_typed_stays(client, three):
    html = text(client.get(LIST, {"near": "Atlantis <on> Sea"}))
    assert "We do not know a city called “Atlantis &lt;on&gt; Sea”." in html
    assert 'value="Atlantis &lt;on&gt; Sea"' in html
    assert ">Munich</a>" not in html


def test_a_city_without_a_place_leads_to_the_nearest(client, three):
    html = text(client.get(LIST, {"city": "Sevilla"}))
    assert "No location in Sevilla" in html
    assert 'href="?near=Sevilla"' in html
    assert '<option value="Sevilla" selected>Sevilla</option>' in html


def test_the_cards_carry_what_the_map_needs_in_every_language(client):
    place = PlaceFactory(latitude=40.5, longitude=-3.25, hours=ALWAYS, emergency_line="1")
    for language in ("en", "de", "ar"):
        html = text(client.get(f"/{language}/locations/"))
        card = f'data-place="{place.pk}" data-latitude="40.5" data-longitude="-3.25" data-open data-emergency>'
        assert card in html
        assert card in text(client.get(f"/{language}/locations/{place.slug}/"))
    assert 'data-tiles=""' in html


def test_tiles_are_asked_for_when_a_setting_names_them(client, settings):
    settings.MAP_TILE_URL = "https://{s}.tile.example/{z}/{x}/{y}.png"
    settings.MAP_TILE_ATTRIBUTION = '© <a href="https://tile.example">Tiles</a>'
    html = text(client.get(LIST))
    assert 'data-tiles="https://{s}.tile.example/{z}/{x}/{y}.png"' in html
    assert 'data-attribution="© &lt;a href=' in html


def test_the_page_of_a_place_says_what_is_special_and_how_to_get_there(client):
    place = PlaceFactory(name_en="Lumora & Co", hours=OFFICE, special={"2026-11-23": [], "2026-12-24": ["09:00-13:00"]})
    html = text(client.get(place.get_absolute_url()))
    assert "Closed today: Holiday" in html
    assert "Thursday, 24 December 2026" in html
    assert "<bdi>09:00–13:00</bdi>" in html
    assert f'href="/en/locations/{place.slug}/visit.ics"' in html
    assert "Tue 24 Nov, 09:00–10:00" in html
    assert 'href="geo:40.416800,-3.703800?q=40.416800,-3.703800(Lumora%20%26%20Co)"' in html
    assert 'href="https://www.openstreetmap.org/directions?to=40.41680%2C-3.70380"' in html
    assert html.count('rel="noopener noreferrer external"') == 2


def test_search_engines_are_told_where_and_when(client):
    place = PlaceFactory(
        name_en="Lumora </script><b>", phones=["+34 1"], speaks=["es"],
        hours={"mon": ["09:00-14:00", "20:00-02:00"], "sun": ["00:00-24:00"]},
        special={"2026-11-22": [], "2026-12-24": ["09:00-13:00"], "2026-12-25": []},
    )  # fmt: skip
    html = client.get(place.get_absolute_url()).content.decode()
    blocks = [json.loads(block) for block in re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)]
    (data,) = [block for block in blocks if block["@type"] == "LocalBusiness"]
    assert data["name"] == "Lumora </script><b>"
    assert data["geo"] == {"@type": "GeoCoordinates", "latitude": 40.4168, "longitude": -3.7038}
    assert data["address"]["addressCountry"] == "ES"
    hours = [(row["dayOfWeek"], row["opens"], row["closes"]) for row in data["openingHoursSpecification"]]
    assert hours == [("Monday", "09:00", "14:00"), ("Monday", "20:00", "02:00"), ("Sunday", "00:00", "23:59")]
    special = [(row["validFrom"], row["opens"], row["closes"]) for row in data["specialOpeningHoursSpecification"]]
    assert special == [("2026-12-24", "09:00", "13:00"), ("2026-12-25", "00:00", "00:00")]
