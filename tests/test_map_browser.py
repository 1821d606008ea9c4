"""The map of locations as people use it: it follows the list, obeys the keyboard, and asks nobody else for anything."""

from __future__ import annotations

import re

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("portal")]
PAGE = "/en/locations/"


@pytest.fixture
def open_map(open_tab, portal):
    """Open a page and wait for its map; the test fails when anything is asked of another host."""
    foreign = []

    def open_(address: str = PAGE, **options):
        tab = open_tab(**options)
        tab.on("request", lambda request: foreign.append(request.url) if is_foreign(request.url) else None)
        tab.goto(address)
        tab.locator("#place-map").scroll_into_view_if_needed()
        tab.wait_for_selector("#place-map[data-ready]")
        return tab

    def is_foreign(url: str) -> bool:
        return not url.startswith((portal.base, "data:", "blob:"))

    yield open_
    assert foreign == []


def on_the_map(tab) -> int:
    """How many places the markers stand for."""
    return sum(int(marker.get_attribute("data-count")) for marker in tab.locator(".place-map__marker").all())


def test_the_map_shows_every_place_of_the_list_and_follows_its_filters(open_map):
    tab = open_map()
    cards = tab.locator(".place-card")
    assert on_the_map(tab) == cards.count() == 25
    tab.get_by_label("Country").focus()
    tab.get_by_label("Country").select_option("ES")
    tab.get_by_role("heading", name="2 locations").wait_for()
    assert on_the_map(tab) == 2
    # The focus stays where one is choosing, the other filters say what is left, and the address can be shared.
    assert tab.evaluate("document.activeElement.id") == "country"
    assert tab.locator("#city option[value='Madrid']").inner_text() == "Madrid (1)"
    assert tab.locator("#city option[value='London']").inner_text() == "London (0)"
    assert tab.url.endswith(f"{PAGE}?country=ES")
    tab.reload()
    assert tab.locator(".place-card").count() == 2


def test_a_marker_is_reached_and_opened_by_the_keyboard(open_map):
    tab = open_map(f"{PAGE}?country=AE")
    marker = tab.get_by_role("button", name=re.compile("Lumora Dubai Airport, Open around the clock"))
    marker.focus()
    tab.keyboard.press("Enter")
    link = tab.locator(".leaflet-popup").get_by_role("link", name="Lumora Dubai Airport")
    link.wait_for()
    tab.locator(".leaflet-popup a:focus").wait_for()
    tab.keyboard.press("Escape")
    tab.locator(".leaflet-popup").wait_for(state="detached")
    assert tab.evaluate("document.activeElement.matches('.place-map__marker')")
    tab.keyboard.press("Space")
    with tab.expect_navigation():
        link.click()
    assert tab.url.endswith("/en/locations/dubai-airport/")


def test_places_on_each_other_are_one_marker_that_lists_them(open_map):
    tab = open_map(f"{PAGE}?city=London")
    marker = tab.locator(".place-map__marker")
    assert marker.get_attribute("data-count") == "2"
    assert "Lumora Heathrow Airport" in marker.get_attribute("aria-label")
    marker.click()
    assert tab.locator(".leaflet-popup li").count() == 2


def test_a_card_points_at_its_marker(open_map):
    tab = open_map(f"{PAGE}?country=DE")
    card = tab.locator(".place-card").filter(has_text="Lumora Munich Airport")
    card.get_by_role("link", name="Lumora Munich Airport").focus()
    assert "Munich" in tab.locator(".place-map__marker.is-active").get_attribute("aria-label")
    card.get_by_role("button", name="Show Lumora Munich Airport on the map").click()
    tab.locator(".leaflet-popup").get_by_role("link", name="Lumora Munich Airport").wait_for()


def test_a_typed_city_sorts_the_list_and_an_unknown_one_is_kept(open_map):
    tab = open_map()
    near = tab.get_by_label("Near", exact=True)
    near.fill("Sevilla")
    near.press("Enter")
    tab.get_by_text("Nearest to Sevilla, Spain first.").wait_for()
    assert "Madrid" in tab.locator(".place-card__name").first.inner_text()
    assert tab.url.endswith(f"{PAGE}?near=Sevilla")
    near.fill("Atlantis-on-Sea")
    near.press("Enter")
    tab.get_by_text("We do not know a city called “Atlantis-on-Sea”").wait_for()
    assert near.input_value() == "Atlantis-on-Sea"
    assert on_the_map(tab) == 0


def test_the_position_of_the_browser_sorts_the_list(open_map):
    tab = open_map(permissions=["geolocation"], geolocation={"latitude": 35.68, "longitude": 139.77})
    tab.get_by_role("button", name="My position").click()
    tab.get_by_text("The nearest to you first.").wait_for()
    assert "Tokyo" in tab.locator(".place-card__name").first.inner_text()
    assert "lat=35.680&lon=139.770" in tab.url


def test_the_page_keeps_its_room_and_loads_the_map_when_it_is_looked_at(open_tab):
    tab = open_tab(viewport={"width": 390, "height": 500})
    asked = []
    tab.on("request", lambda request: asked.append(request.url))
    tab.goto(PAGE)
    tab.wait_for_load_state("networkidle")
    assert not [url for url in asked if "leaflet" in url or "natural-earth" in url]
    before = tab.locator("#places").bounding_box()["y"]
    tab.locator("#place-map").scroll_into_view_if_needed()
    tab.wait_for_selector("#place-map[data-ready]")
    scrolled = tab.evaluate("scrollY")
    assert tab.locator("#places").bounding_box()["y"] + scrolled == pytest.approx(before, abs=1)


def test_without_javascript_there_is_no_empty_box(open_tab):
    tab = open_tab(java_script_enabled=False)
    tab.goto(PAGE)
    assert not tab.locator(".place-map").is_visible()
    assert tab.locator("[data-show-on-map]:visible").count() == 0
    tab.get_by_label("Country").select_option("ES")
    tab.get_by_role("button", name="Show", exact=True).click()
    assert tab.locator(".place-card").count() == 2
    tab.goto("/en/locations/dubai-airport/")
    assert not tab.locator(".place-map").is_visible()


def test_the_page_of_a_place_shows_where_it_is(open_map):
    tab = open_map("/ar/locations/cairo-downtown/", color_scheme="dark")
    assert on_the_map(tab) == 1
    assert tab.locator("path.place-map__land").count() == 1
