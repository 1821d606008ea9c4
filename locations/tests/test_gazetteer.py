"""Cities of the world by the names that people type."""

from __future__ import annotations

import pytest
from django.utils import translation

from locations.gazetteer import cities_called
from locations.names import plain
from locations.tests.factories import PlaceFactory
from locations.whereabouts import locate


@pytest.mark.parametrize(
    ("typed", "country", "latitude"),
    [
        ("Seville", "ES", 37.38),
        ("  sevilla ", "ES", 37.38),
        ("SÉVILLE", "ES", 37.38),
        ("إشبيلية", "ES", 37.38),
        ("اشبيليه", "ES", 37.38),
        ("塞维利亚", "ES", 37.38),
        ("München", "DE", 48.14),
        ("munchen", "DE", 48.14),
        ("Múnich", "DE", 48.14),
        ("慕尼黑", "DE", 48.14),
        ("Genf", "CH", 46.2),
        ("ginebra", "CH", 46.2),
        ("São Paulo", "BR", -23.55),
        ("sao paulo", "BR", -23.55),
        ("Kyiv", "UA", 50.45),
        ("Kiew", "UA", 50.45),
        ("القاهرة", "EG", 30.06),
        ("Saint Etienne", "FR", 45.43),
        ("saint-étienne", "FR", 45.43),
        ("Luzern", "CH", 47.05),
        ("Honolulu", "US", 21.31),
        # Its own name counts more than what larger cities are also called.
        ("Zaragoza", "ES", 41.66),
        ("Islamabad", "PK", 33.72),
        ("St Petersburg", "RU", 59.94),
    ],
)
def test_a_city_is_known_in_every_language_and_spelling(typed, country, latitude):
    city = cities_called(typed)[0]
    assert (city.country, city.latitude) == (country, pytest.approx(latitude, abs=0.05))


@pytest.mark.parametrize("typed", ["", " ", ",", "Atlantis-on-Sea", "x", "|", "\n", "%", "🙂", "Seville, Germany", "a" * 500])
def test_what_is_no_city_is_not_found(typed):
    assert cities_called(typed) == []


def test_the_largest_comes_first_and_the_others_are_offered_one_a_country():
    cities = cities_called("Valencia")
    assert cities[0].country == "VE"
    assert "ES" in [city.country for city in cities]
    assert len({city.country for city in cities}) == len(cities)
    assert cities_called("London")[0].country == "GB"


@pytest.mark.parametrize(
    "typed", ["Valencia, ES", "valencia, españa", "Valencia, Spanien", "Valencia، إسبانيا", "Valencia，西班牙"]
)
def test_a_country_decides_between_namesakes(typed):
    (city,) = cities_called(typed)
    assert city.country == "ES"


def test_a_city_is_shown_as_it_was_asked_for_with_its_accents():
    assert cities_called("seville")[0].name == "Seville"
    assert cities_called("MÜNCHEN")[0].name == "München"
    with translation.override("de"):
        assert cities_called("Sevilla, Spanien")[0].label == "Sevilla, Spanien"


def test_what_is_offered_can_be_asked_for_again():
    for language in ("en", "ar", "zh-hans"):
        with translation.override(language):
            for city in cities_called("Córdoba"):
                assert cities_called(city.label)[0] == city


def test_plain_names():
    assert plain("  MÁLAGA ") == "malaga"
    assert plain("Saint-Denis") == plain("saint denis")
    assert plain("L’Aquila") == plain("L'Aquila") == "laquila"
    assert plain("Łódź") == "lodz"
    assert plain("Malmö") == plain("MALMO")
    assert plain("أبو ظبي") == plain("ابو ظبى")
    assert plain("...") == ""


@pytest.mark.django_db
def test_a_city_with_a_place_of_ours_is_meant_before_a_larger_one():
    assert locate("Valencia")[0].country == "VE"
    PlaceFactory(city_en="Valencia", latitude=39.47, longitude=-0.37)
    cities = locate("Valencia")
    assert cities[0].country == "ES"
    # Distances are counted from the city, not from the place in it.
    assert (cities[0].latitude, cities[0].longitude) == (39.47, -0.38)
    assert "VE" in [city.country for city in cities[1:]]
    assert locate("Valencia, Venezuela")[0].country == "VE"


@pytest.mark.django_db
def test_a_town_that_no_list_has_is_known_by_our_place_there():
    PlaceFactory(city_en="Villar del Ficticio", latitude=41.5, longitude=-2.5)
    (town,) = locate("villar del ficticio")
    assert (town.name, town.country, town.latitude) == ("Villar del Ficticio", "ES", 41.5)
    PlaceFactory(city_en="Draft Town", is_published=False)
    assert locate("Draft Town") == []
