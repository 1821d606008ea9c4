"""A visit for one's calendar: the file is what RFC 5545 asks for."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from django.utils import timezone

from locations.tests.factories import OFFICE, PlaceFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _monday_noon(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: datetime(2026, 11, 23, 11, 0, tzinfo=UTC))  # 12:00 in Madrid


def fetch(client, place, language: str = "en") -> dict[str, str]:
    """The lines of the file, unfolded, by their names."""
    answer = client.get(f"/{language}/locations/{place.slug}/visit.ics")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer["Content-Disposition"] == f'attachment; filename="{place.slug}.ics"'
    lines = answer.content.split(b"\r\n")
    assert lines.pop() == b""
    assert all(len(line) <= 75 and b"\n" not in line and b"\r" not in line for line in lines)
    unfolded = re.sub(r"\r\n ", "", answer.content.decode())
    return dict(line.split(":", 1) for line in unfolded.splitlines())


def test_the_visit_is_at_the_next_opening_with_all_one_needs_to_find_it(client):
    place = PlaceFactory(
        name_en="Lumora Madrid; Atocha", address="Calle Mayor 1, 2º", postal_code="28013", hours=OFFICE,
        phones=["+34 555 010 112"], emergency_line="+34 555 010 247",
    )  # fmt: skip
    visit = fetch(client, place)
    assert (visit["DTSTART"], visit["DTEND"]) == ("20261124T080000Z", "20261124T090000Z")
    assert visit["SUMMARY"] == "Visit: Lumora Madrid\\; Atocha"
    assert visit["LOCATION"] == "Calle Mayor 1\\, 2º\\, 28013 Madrid\\, Spain"
    assert visit["GEO"] == "40.416800;-3.703800"
    assert "Tue 24 Nov\\, 09:00–10:00 (Europe/Madrid)" in visit["DESCRIPTION"]
    assert "\\n+34 555 010 112\\n" in visit["DESCRIPTION"]
    assert "+34 555 010 247" in visit["DESCRIPTION"]
    assert visit["URL"].endswith(f"/en/locations/{place.slug}/")
    assert fetch(client, place)["UID"] == visit["UID"]


def test_what_people_wrote_cannot_add_lines(client):
    place = PlaceFactory(name_en="Madrid\r\nBEGIN:VALARM", address="\\n 1\nATTACH:x\x07", hours=OFFICE)
    visit = fetch(client, place)
    assert visit["SUMMARY"] == "Visit: Madrid\\nBEGIN:VALARM"
    assert visit["LOCATION"].startswith("\\\\n 1\\nATTACH:x\\,")


@pytest.mark.parametrize("language", ["en", "es", "fr", "de", "ar", "zh-hans"])
def test_long_lines_are_folded_without_tearing_letters(client, language):
    place = PlaceFactory(
        name_en="安" * 100, name_ar="م" * 100, name_zh_hans="安🙂" * 50, address="é" * 200, hours=OFFICE, phones=["1" * 70]
    )
    visit = fetch(client, place, language)
    assert "é" * 200 in visit["LOCATION"]


def test_where_one_comes_by_appointment_there_is_no_file(client):
    place = PlaceFactory()
    assert client.get(f"/en/locations/{place.slug}/visit.ics").status_code == 404
    assert "visit.ics" not in client.get(place.get_absolute_url()).content.decode()
    draft = PlaceFactory(hours=OFFICE, is_published=False)
    assert client.get(f"/en/locations/{draft.slug}/visit.ics").status_code == 404
    assert client.get("/en/locations/nothing/visit.ics").status_code == 404
