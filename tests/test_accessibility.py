"""axe finds nothing on any page: wide and phone, light and dark, left to right and right to left."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory
from django.utils import translation

from supportdesk import views

from .pages import OF_A_CUSTOMER, PUBLIC

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("portal")]

AXE = Path(__file__).parent / "vendor" / "axe.min.js"
RUN = """async () => {
  const found = await axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]});
  return found.violations.map(({id, nodes}) => `${id}: ${nodes.slice(0, 3).map((node) => node.target.join(" ")).join(" | ")}`);
}"""
LOOKS = {
    "wide light": {},
    "phone dark": {"color_scheme": "dark", "viewport": {"width": 390, "height": 844}},
}


def violations(tab, addresses: list[str]) -> dict[str, list[str]]:
    found = {}
    for address in addresses:
        tab.goto(address)
        # Through the debugger: the page's own policy would refuse an injected script.
        tab.evaluate(AXE.read_text())
        if complaints := tab.evaluate(RUN):
            found[address] = complaints
    return found


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("look", LOOKS)
def test_public_pages(open_tab, look, language):
    tab = open_tab(**LOOKS[look])
    assert violations(tab, [f"/{language}/{page}" for page in PUBLIC]) == {}


@pytest.mark.parametrize("look", LOOKS)
def test_pages_of_a_customer(open_tab, look):
    tab = open_tab("customer@demo.example", **LOOKS[look])
    tab.goto("/en/tickets/")
    thread = tab.locator("main a[href*='/tickets/']").filter(has_text="SUP-").first.get_attribute("href")
    assert violations(tab, [*(f"/en/{page}" for page in OF_A_CUSTOMER), thread]) == {}


def error_page(status: int, language: str) -> str:
    """The page as a visitor gets it; a portal in development shows its own instead."""
    request = RequestFactory().get(f"/{language}/faqs/lost-bag/")
    request.user, request.htmx = AnonymousUser(), False
    show = {400: views.bad_request, 403: views.forbidden, 404: views.page_not_found, 500: views.server_error}[status]
    with translation.override(language):
        return show(request).content.decode()


def answer_with(tab, address: str, page: str) -> None:
    tab.route(address, lambda route: route.fulfill(body=page, content_type="text/html; charset=utf-8"))


@pytest.mark.parametrize("look", LOOKS)
def test_error_pages_and_the_styleguide(open_tab, portal, look):
    tab = open_tab(**LOOKS[look])
    found = violations(tab, ["/styleguide", "/styleguide?language=ar"])
    for status in (400, 403, 404, 500):
        for language in ("en", "ar"):
            address = f"{portal.base}/{language}/error-{status}"
            answer_with(tab, address, error_page(status, language))
            found |= violations(tab, [address])
    assert found == {}


def test_the_desk_of_an_agent(open_tab):
    tab = open_tab("agent@demo.example")
    tab.goto("/admin/tickets/supportticket/")
    thread = tab.locator("a[href*='/supportticket/']").filter(has_text="SUP-").first.get_attribute("href")
    assert violations(tab, ["/admin/tickets/supportticket/", thread]) == {}
