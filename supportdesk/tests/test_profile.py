from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from .markup import read, text_of

pytestmark = pytest.mark.django_db

ADDRESS = "/en/account/profile/"


def test_a_person_changes_name_language_and_time_zone_and_reads_on_in_that_language(page, customer):
    response = page(customer).post(ADDRESS, {"display_name": "Ana G.", "language": "es", "time_zone": "America/Mexico_City"})
    assert (response.status_code, response["Location"]) == (302, "/es/account/profile/")
    customer.refresh_from_db()
    assert (customer.display_name, customer.language, customer.time_zone) == ("Ana G.", "es", "America/Mexico_City")


@pytest.mark.parametrize(
    "wrong",
    [
        {"language": "xx"},
        {"time_zone": "Mars/Olympus"},
        {"display_name": "a" * 81},
        {"display_name": "a\x00b"},
        {"time_zone": ""},
    ],
)
def test_nonsense_is_refused_beside_its_field_and_nothing_is_stored(page, customer, wrong):
    response = page(customer).post(ADDRESS, {"display_name": "Ana G.", "language": "es", "time_zone": "UTC", **wrong})
    assert response.status_code == 200
    [field] = wrong
    assert [tag for kind in ("input", "select") for tag in read(response).every(kind, name=field, **{"aria-invalid": "true"})]
    customer.refresh_from_db()
    assert (customer.display_name, customer.language) == ("Ana", "")


def test_a_time_zone_by_an_old_name_may_stay(page, make_person):
    person = make_person("otto", time_zone="US/Pacific")
    assert page(person).post(ADDRESS, {"display_name": "Otto", "language": "", "time_zone": "US/Pacific"}).status_code == 302


def test_the_page_links_to_address_password_and_second_step(page, customer):
    addresses = [link.get("href") for link in read(page(customer).get(ADDRESS)).every("a")]
    for address in ("/en/account/email/", "/en/account/password/change/", "/en/account/2fa/"):
        assert address in addresses


def test_times_are_shown_in_the_persons_own_zone(page, make_person):
    person = make_person("kim", time_zone="Asia/Tokyo")
    now = timezone.now().astimezone(ZoneInfo("Asia/Tokyo"))
    assert f"{now.day}, {now.year}" in text_of(page(person).get(ADDRESS))


def test_a_visitor_is_asked_to_sign_in_first(page):
    assert page().get(ADDRESS)["Location"] == f"/en/account/login/?next={ADDRESS}"
