"""Every page of the portal is sound HTML, light, and takes nothing from elsewhere. Read without a browser."""

from __future__ import annotations

import gzip
import re
from io import StringIO
from itertools import pairwise
from pathlib import Path
from unittest.mock import patch
from urllib.parse import urlsplit

import html5lib
import pytest
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.db import transaction
from django.test import Client, override_settings

from supportdesk.core.models import User

from .pages import OF_A_CUSTOMER, PUBLIC

pytestmark = pytest.mark.django_db

LANGUAGES = ("en", "ar")
ERRORS = {"nowhere/at-all/": 404, "faqs/no-such-question/": 404, "tickets/SUP-999999/": 404}
CONTROLS = {"input", "select", "textarea"}
INTERACTIVE = {"a", "button", "select", "textarea", "label", "iframe", "video", "details"}
IMPORT = re.compile(r"""(?:import|from)\s*["'](\./[^"']+)["']""")


@pytest.fixture(scope="module")
def bodies(django_db_setup, django_db_blocker, tmp_path_factory):
    """What a visitor and a customer get in two languages, from the demo: address → page."""
    folder = tmp_path_factory.mktemp("pages")
    places = override_settings(MEDIA_ROOT=folder / "media", SEARCH_DIR=folder / "search")
    # Neither is needed at once: the index of a language is built by the first search in it.
    model = patch("supportdesk.management.commands.seed_demo.refresh_model")
    index = patch("supportdesk.management.commands.seed_demo.rebuild_index.call")
    with django_db_blocker.unblock(), places, model, index, transaction.atomic():
        call_command("seed_demo", force=True, verbosity=0, stdout=StringIO())
        yield {**_pages_of(Client(), PUBLIC, ERRORS), **_own_pages(), **_styleguide()}
        transaction.set_rollback(True)


def _pages_of(client: Client, addresses, errors=()) -> dict[str, bytes]:
    found = {}
    for language in LANGUAGES:
        for address in [*addresses, *errors]:
            whole = f"/{language}/{address}"
            response = client.get(whole)
            assert response.status_code == dict(errors).get(address, 200), whole
            found[whole] = response.content
    return found


def _own_pages() -> dict[str, bytes]:
    client = Client()
    client.force_login(User.objects.get(email="customer@demo.example"))
    tickets = client.get("/en/tickets/").content.decode()
    thread = re.search(r'href="/en/(tickets/[0-9a-f-]{36}/)"', tickets)[1]
    pages = _pages_of(client, [*OF_A_CUSTOMER, thread, "community/one-passkey-on-two-phones/"])
    return {f"{address} (customer)": page for address, page in pages.items()}


def _styleguide() -> dict[str, bytes]:
    with override_settings(DEBUG=True):
        return {f"/styleguide {language}": Client().get(f"/styleguide?language={language}").content for language in LANGUAGES}


def parsed(page: bytes):
    parser = html5lib.HTMLParser(tree=html5lib.getTreeBuilder("etree"), namespaceHTMLElements=False)
    return parser.parse(page, likely_encoding="utf-8"), parser.errors


def every(bodies: dict[str, bytes], check) -> dict:
    """The complaints of a check, by page."""
    return {address: found for address, page in bodies.items() if (found := check(parsed(page)[0]))}


def test_every_page_is_read_without_a_parse_error(bodies):
    wrong = {address: parsed(page)[1] for address, page in bodies.items()}
    assert {address: [(place, code) for place, code, _data in errors] for address, errors in wrong.items() if errors} == {}


def test_an_id_is_there_once_and_what_names_an_id_finds_it(bodies):
    def check(tree):
        ids = [element.get("id") for element in tree.iter() if element.get("id")]
        named = {
            name
            for element in tree.iter()
            for attribute in ("for", "aria-labelledby", "aria-describedby", "aria-controls", "popovertarget", "form", "list")
            for name in (element.get(attribute) or "").split()
        }
        return sorted({name for name in ids if ids.count(name) > 1}) + sorted(named - set(ids))

    assert every(bodies, check) == {}


def test_every_control_has_a_label(bodies):
    def check(tree):
        labelled = {label.get("for") for label in tree.iter("label")}
        labelled_inside = {id(control) for label in tree.iter("label") for control in label.iter()}
        return [
            element.get("name") or element.tag
            for element in tree.iter()
            if element.tag in CONTROLS
            and element.get("type") not in ("hidden", "submit", "button")
            and not (element.get("aria-label") or element.get("aria-labelledby"))
            and element.get("id") not in labelled
            and id(element) not in labelled_inside
        ]

    assert every(bodies, check) == {}


def test_no_control_stands_within_another(bodies):
    def check(tree):
        return [
            f"{inner.tag} in {outer.tag}"
            for outer in tree.iter()
            if outer.tag in ("a", "button") and (outer.tag == "button" or outer.get("href") is not None)
            for inner in outer.iter()
            if inner is not outer and (inner.tag in INTERACTIVE or (inner.tag == "input" and inner.get("type") != "hidden"))
        ]

    assert every(bodies, check) == {}


def test_headings_come_in_order_below_one_title(bodies):
    def check(tree):
        levels = [int(element.tag[1]) for element in tree.iter() if re.fullmatch("h[1-6]", str(element.tag))]
        jumps = [f"h{one} then h{two}" for one, two in pairwise(levels) if two > one + 1]
        return jumps + ([] if levels.count(1) == 1 else [f"{levels.count(1)} titles"])

    assert every({address: page for address, page in bodies.items() if "styleguide" not in address}, check) == {}


def test_links_and_pictures_say_what_they_are(bodies):
    def check(tree):
        nameless = [
            element.get("href", element.tag)
            for element in tree.iter()
            if element.tag in ("a", "button")
            and not "".join(element.itertext()).strip()
            and not (element.get("aria-label") or element.get("aria-labelledby"))
            and not any(inner.get("aria-label") or inner.get("alt") for inner in element.iter())
        ]
        return nameless + [image.get("src") for image in tree.iter("img") if image.get("alt") is None]

    assert every(bodies, check) == {}


def test_nothing_is_fetched_from_elsewhere(bodies):
    def check(tree):
        fetched = [element.get("src") for element in tree.iter() if element.get("src")]
        fetched += [link.get("href") for link in tree.iter("link") if link.get("rel") in ("stylesheet", "icon", "preload")]
        return [address for address in fetched if urlsplit(address).netloc]

    assert every(bodies, check) == {}


def with_imports(address: str, seen: set[str]) -> None:
    """Add a file of ours to `seen`, and the modules that it imports."""
    path = urlsplit(address).path
    if path in seen:
        return
    seen.add(path)
    if path.endswith(".js"):
        text = Path(finders.find(path.removeprefix("/static/"))).read_text(errors="replace")
        for name in IMPORT.findall(text):
            with_imports(f"{path.rpartition('/')[0]}/{name[2:]}", seen)


def weight(page: bytes) -> int:
    """Bytes of the page, its style sheets, scripts and icons, compressed as they travel."""
    tree, _errors = parsed(page)
    files: set[str] = set()
    for link in tree.iter("link"):
        if link.get("rel") in ("stylesheet", "icon") and link.get("media") != "print":
            with_imports(link.get("href"), files)
    for script in tree.iter("script"):
        if script.get("src"):
            with_imports(script.get("src"), files)
    for use in re.findall(rb'<use href="([^"#]+)#', page)[:1]:
        with_imports(use.decode(), files)
    contents = [Path(finders.find(path.removeprefix("/static/"))).read_bytes() for path in files]
    return sum(len(gzip.compress(content)) for content in [page, *contents])


def test_every_page_is_light(bodies):
    heavy = {
        address: f"{found / 1000:.1f} of {most} kB"
        for name, most in PUBLIC.items()
        for language in LANGUAGES
        if (found := weight(bodies[address := f"/{language}/{name}"])) > most * 1000
    }
    assert heavy == {}
