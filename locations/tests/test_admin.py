"""Keeping places true in the admin."""

from __future__ import annotations

import pytest

from locations.admin import LinesField, OpeningHoursForm
from locations.models import LocalSupport, OpeningHours
from locations.tests.factories import PlaceFactory
from supportdesk.core.models import SearchEntry

pytestmark = pytest.mark.django_db
LIST, ADD = "/admin/locations/localsupport/", "/admin/locations/localsupport/add/"


def form_of(hours=(), languages=(), special=(), **changes) -> dict:
    """What the browser sends for a place with `hours` (weekday, opens, closes), spoken `languages` and `special` days
    (day, intervals, name)."""
    data = {
        "slug": "madrid",
        "kind": "office",
        "is_published": "on",
        "address": "Calle Mayor 1",
        "postal_code": "28013",
        "country": "es",
        "latitude": "40.4168",
        "longitude": "-3.7038",
        "time_zone": "Europe/Madrid",
        "phones": "+34 555 010 112\r\n\r\n +34 555 010 113 ",
        "email": "",
        "emergency_line": "",
        "name_en": "Lumora Madrid",
        "city_en": "Madrid",
        "name_es": "Lumora Madrid centro",
        "city_es": "Madrid",
        **changes,
    }
    for prefix, rows in (("hours", hours), ("languages", languages), ("special_days", special)):
        data |= {f"{prefix}-TOTAL_FORMS": len(rows), f"{prefix}-INITIAL_FORMS": 0}
    for number, (weekday, opens, closes) in enumerate(hours):
        data |= {f"hours-{number}-weekday": weekday, f"hours-{number}-opens": opens, f"hours-{number}-closes": closes}
    for number, language in enumerate(languages):
        data[f"languages-{number}-language"] = language
    for number, (day, intervals, name) in enumerate(special):
        prefix = f"special_days-{number}"
        data |= {f"{prefix}-day": day, f"{prefix}-spans": intervals, f"{prefix}-name_en": name}
    return data


def test_a_place_is_written_with_hours_as_one_types_them_and_can_be_found(page, editor):
    answer = page(editor).post(
        ADD, form_of(hours=[(0, "9:00", "14:00"), (0, "16:00", "20:00"), (5, "20:00", "02:00")], languages=["es"])
    )
    assert answer.status_code == 302, answer.context["errors"]
    place = LocalSupport.objects.get()
    assert list(place.hours.values_list("weekday", "opens", "closes")) == [(0, 540, 840), (0, 960, 1200), (5, 1200, 1560)]
    assert place.phones == ["+34 555 010 112", "+34 555 010 113"]
    assert place.country == "ES"
    entries = SearchEntry.objects.filter(kind="place", object_id=place.pk)
    assert set(entries.values_list("language", "title")) == {("en", "Lumora Madrid"), ("es", "Lumora Madrid centro")}


@pytest.mark.parametrize(
    ("opens", "closes"),
    [("9", "10:00"), ("25:00", "26:00"), ("09:00", "x"), ("24:00", "02:00"), ("", "10:00"), ("09:60", "1:00")],
)
def test_what_is_no_time_is_explained_and_nothing_is_stored(page, editor, opens, closes):
    answer = page(editor).post(ADD, form_of(hours=[(0, opens, closes)]))
    assert answer.status_code == 200
    assert answer.context["errors"]
    assert not LocalSupport.objects.exists()


@pytest.mark.parametrize(
    "changes", [{"country": "Spain"}, {"country": "1!"}, {"latitude": "91"}, {"time_zone": "Mars/Base"}, {"name_en": ""}]
)
def test_what_cannot_be_a_place_is_refused(page, editor, changes):
    assert page(editor).post(ADD, form_of(**changes)).status_code == 200
    assert not LocalSupport.objects.exists()


def test_hours_are_shown_as_they_are_typed():
    form = OpeningHoursForm(instance=OpeningHours(weekday=5, opens=1200, closes=1560))
    assert 'value="20:00"' in str(form["opens"])
    assert 'value="02:00"' in str(form["closes"])
    assert 'value="24:00"' in str(OpeningHoursForm(instance=OpeningHours(weekday=5, opens=0, closes=1440))["closes"])


@pytest.mark.parametrize(("closes", "typed"), [(1080, "18:00"), (1440, "24:00"), (1560, "02:00"), (1980, "09:00")])
def test_saving_hours_without_a_change_changes_nothing(closes, typed):
    interval = PlaceFactory(hours={"sat": [f"09:00-{typed}"]}).hours.get()
    assert interval.closes == closes
    form = OpeningHoursForm({"weekday": 5, "opens": "09:00", "closes": typed}, instance=interval)
    assert form.is_valid(), form.errors
    assert not form.has_changed()
    assert form.save().closes == closes


def test_the_form_of_a_place_shows_its_phones_line_by_line(page, editor):
    place = PlaceFactory(phones=["+34 1", "+34 2"], hours={"mon": ["09:00-18:00"]})
    html = page(editor).get(f"{LIST}{place.pk}/change/").content.decode()
    assert "+34 1\n+34 2</textarea>" in html
    assert 'value="09:00"' in html
    assert not LinesField().has_changed(["+34 1"], "+34 1\r\n")


def test_an_unpublished_and_a_deleted_place_is_found_no_more(page, editor):
    client = page(editor)
    client.post(ADD, form_of())
    place = LocalSupport.objects.get()
    client.post(f"{LIST}{place.pk}/change/", form_of(is_published=""))
    assert not SearchEntry.objects.exists()
    client.post(f"{LIST}{place.pk}/change/", form_of())
    assert SearchEntry.objects.count() == 2
    client.post(LIST, {"action": "delete_selected", "_selected_action": [place.pk], "post": "yes"})
    assert not LocalSupport.objects.exists()
    assert not SearchEntry.objects.exists()


def test_a_service_with_a_new_name_is_found_by_it(page, editor):
    client = page(editor)
    client.post(ADD, form_of())
    place = LocalSupport.objects.get()
    client.post("/admin/locations/localservice/add/", {"slug": "visa", "position": "10", "name_en": "Visas"})
    service = place.services.model.objects.get()
    place.services.add(service)
    client.post(
        f"/admin/locations/localservice/{service.pk}/change/", {"slug": "visa", "position": "10", "name_en": "Passport help"}
    )
    assert SearchEntry.objects.filter(body__contains="Passport help").count() == 2


def test_the_list_costs_the_same_for_any_number(page, editor, django_assert_max_num_queries):
    client = page(editor)
    PlaceFactory.create_batch(2)
    client.get(LIST)
    with django_assert_max_num_queries(30) as few:
        client.get(LIST)
    PlaceFactory.create_batch(8)
    with django_assert_max_num_queries(len(few)):
        client.get(LIST)


def test_an_agent_may_look_and_not_touch(page, agent):
    place, client = PlaceFactory(), page(agent)
    assert client.get(f"{LIST}{place.pk}/change/").status_code == 200
    assert client.post(f"{LIST}{place.pk}/change/", form_of()).status_code == 403
    assert client.get(ADD).status_code == 403
    place.refresh_from_db()
    assert place.slug != "madrid"


def test_special_days_are_typed_in_one_line_each(page, editor):
    special = [("2026-12-24", "09:00-12:00, 14:00-16:00", "Christmas Eve"), ("2026-12-25", "", "Christmas Day")]
    client = page(editor)
    answer = client.post(ADD, form_of(special=special))
    assert answer.status_code == 302, answer.context["errors"]
    place = LocalSupport.objects.get()
    eve, christmas = place.special_days.all()
    assert (eve.name, list(eve.hours.values_list("opens", "closes"))) == ("Christmas Eve", [(540, 720), (840, 960)])
    assert (christmas.name, christmas.hours.count()) == ("Christmas Day", 0)
    html = client.get(f"{LIST}{place.pk}/change/").content.decode()
    assert 'value="09:00-12:00, 14:00-16:00"' in html


def test_the_hours_of_a_special_day_are_changed_and_it_can_be_taken_away(page, editor):
    client = page(editor)
    client.post(ADD, form_of(special=[("2026-12-24", "09:00-12:00", "Eve"), ("2026-12-25", "", "")]))
    place = LocalSupport.objects.get()
    eve, christmas = place.special_days.all()
    known = {
        "special_days-INITIAL_FORMS": 2, "special_days-0-id": eve.pk, "special_days-1-id": christmas.pk,
        "special_days-0-place": place.pk, "special_days-1-place": place.pk, "special_days-1-DELETE": "on",
    }  # fmt: skip
    data = form_of(special=[("2026-12-24", "20:00-02:00", "Eve"), ("2026-12-25", "", "")]) | known
    answer = client.post(f"{LIST}{place.pk}/change/", data)
    assert answer.status_code == 302, answer.context["errors"]
    assert [str(day) for day in place.special_days.all()] == ["2026-12-24 Eve"]
    assert list(eve.hours.values_list("opens", "closes")) == [(1200, 1560)]


@pytest.mark.parametrize("intervals", ["closed", "09:00", "09:00-12:00, 11:00-13:00", "25:00-26:00"])
def test_special_hours_that_cannot_be_are_explained_and_nothing_is_stored(page, editor, intervals):
    answer = page(editor).post(ADD, form_of(special=[("2026-12-24", intervals, "")]))
    assert answer.status_code == 200
    assert "Write intervals like" in answer.content.decode()
    assert not LocalSupport.objects.exists()


def test_the_same_day_cannot_be_special_twice(page, editor):
    answer = page(editor).post(ADD, form_of(special=[("2026-12-24", "", ""), ("2026-12-24", "09:00-10:00", "")]))
    assert answer.status_code == 200
    assert not LocalSupport.objects.exists()


def test_a_place_that_moves_is_found_in_its_new_city_only(page, editor):
    client = page(editor)
    client.post(ADD, form_of())
    place = LocalSupport.objects.get()
    client.post(f"{LIST}{place.pk}/change/", form_of(city_en="Málaga", city_es="Málaga"))
    assert list(LocalSupport.objects.in_city("malaga")) == [place]
    assert not LocalSupport.objects.in_city("Madrid").exists()
