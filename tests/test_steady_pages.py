"""In a browser: nothing jumps while a page loads, nothing comes from elsewhere, nothing is too small or too wide to touch."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest

from .pages import PUBLIC

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("portal")]

MOST_SHIFT = 0.02
FINGER = 44
# From the buffer, so that what jumped before anybody looked counts as well; scrolled, so that late pictures load.
SHIFT = """async () => {
  const shifts = [];
  new PerformanceObserver((list) => shifts.push(...list.getEntries())).observe({type: "layout-shift", buffered: true});
  const frame = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  for (let place = 0; place < document.body.scrollHeight; place += innerHeight) { scrollTo(0, place); await frame(); }
  await frame();
  return shifts.filter((shift) => !shift.hadRecentInput).reduce((sum, shift) => sum + shift.value, 0);
}"""
# Links within running text may be as high as their line, as everywhere; a map has controls of its own.
SMALL = """(finger) => {
  const inText = "p a, .prose a, dd a, address a, .meta a, caption a";
  const isMeant = (element) =>
    element.checkVisibility({visibilityProperty: true, opacityProperty: true}) &&
    !element.closest(".visually-hidden, .skip, .leaflet-container") &&
    !element.matches("[type=hidden], [type=checkbox], [type=radio]") &&
    !(element.matches(inText) && getComputedStyle(element).display === "inline");
  const wholeOf = (element) => element.closest(element.matches("input") ? "label, .search-box" : ".card--link") || element;
  const heightOf = (element) => wholeOf(element).getBoundingClientRect().height;
  return [...document.querySelectorAll("a[href], button, summary, input, select, textarea")]
    .filter((element) => isMeant(element) && heightOf(element) < finger - 0.5)
    .map((element) => `${element.tagName}.${element.className} ${element.textContent.trim().slice(0, 30)} ${heightOf(element)}`);
}"""
PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}


@pytest.mark.parametrize("look", ["wide", "phone"])
def test_nothing_jumps_and_nothing_comes_from_elsewhere(open_tab, portal, look):
    tab = open_tab(**(PHONE if look == "phone" else {}))
    own = urlsplit(portal.base).netloc
    asked: list[str] = []
    tab.on("request", lambda request: asked.append(request.url))
    jumping, wide = {}, {}
    for address in PUBLIC:
        tab.goto(f"/en/{address}")
        if (shift := tab.evaluate(SHIFT)) >= MOST_SHIFT:
            jumping[address] = round(shift, 4)
        if (over := tab.evaluate("document.documentElement.scrollWidth - innerWidth")) > 0:
            wide[address] = over
    foreign = [url for url in asked if url.startswith(("http", "ws")) and urlsplit(url).netloc != own]
    assert (jumping, foreign, wide) == ({}, [], {})


@pytest.mark.parametrize("language", ["en", "ar"])
def test_everything_is_large_enough_for_a_finger(open_tab, language):
    tab = open_tab(**PHONE)
    small = {}
    for address in PUBLIC:
        tab.goto(f"/{language}/{address}")
        if found := tab.evaluate(SMALL, FINGER):
            small[address] = found
    assert small == {}


def test_no_page_is_wider_than_a_phone_in_any_language(open_tab):
    tab = open_tab(**{**PHONE, "viewport": {"width": 360, "height": 740}})
    wide = {}
    for language in ("de", "fr", "es", "ar", "zh-hans"):
        for address in ("", "help/", "faqs/card-declined/", "articles/luggage-guide/", "tickets/new/", "community/"):
            tab.goto(f"/{language}/{address}")
            if (over := tab.evaluate("document.documentElement.scrollWidth - innerWidth")) > 0:
                wide[f"{language}/{address}"] = over
    assert wide == {}


def test_what_is_on_its_way_becomes_a_skeleton_of_its_own_size(open_tab):
    """The rows of a list keep their place while htmx asks for others."""
    tab = open_tab(reduced_motion="no-preference")
    tab.goto("/en/tutorials/")
    measure = "() => document.querySelector('.refills').getBoundingClientRect().height"
    before = tab.evaluate(measure)
    tab.evaluate("document.querySelector('.refills .chip').classList.add('htmx-request')")
    row = tab.locator(".refills .card__title").first
    row.evaluate("(row) => Promise.all(row.getAnimations().map((change) => change.finished))")
    assert "gradient" in row.evaluate("(row) => getComputedStyle(row).backgroundImage")
    assert tab.evaluate(measure) == before


def test_a_page_on_paper_has_no_navigation_and_says_where_its_links_lead(open_tab):
    tab = open_tab(color_scheme="dark")
    tab.emulate_media(media="print", color_scheme="dark")
    tab.goto("/en/articles/luggage-guide/")
    hidden = (".site-nav", ".site-footer", ".breadcrumbs", ".next-steps", ".toc-beside", ".related")
    for part in hidden:
        assert not tab.locator(part).first.is_visible(), part
    assert tab.locator(".brand").first.is_visible()
    assert tab.evaluate("getComputedStyle(document.documentElement).backgroundColor") == "rgb(255, 255, 255)"
    tab.evaluate("document.querySelector('.prose').insertAdjacentHTML('beforeend', '<p><a href=\"/en/faqs/\">more</a></p>')")
    assert "/en/faqs/" in tab.evaluate("getComputedStyle(document.querySelector('.prose p:last-child a'), '::after').content")
    assert tab.evaluate("getComputedStyle(document.querySelector('.card, .callout, blockquote')).breakInside") == "avoid"
