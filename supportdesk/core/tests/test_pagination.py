"""Lists by keyset."""

from __future__ import annotations

from datetime import timedelta
from itertools import chain
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.signing import Signer
from django.utils import timezone

from supportdesk.core.models import Letter

pytestmark = [pytest.mark.django_db, pytest.mark.urls("supportdesk.core.tests.api_doors")]
NEWEST = "/support/letters/newest"


def write(count: int, *, kinds=("a",), times=1) -> list[Letter]:
    now = timezone.now()
    return Letter.objects.bulk_create(
        Letter(
            key=n,
            kind=kinds[n % len(kinds)],
            to="a@b.co",
            subject="",
            text="",
            message_id=n,
            created_at=now - timedelta(microseconds=n % times),
        )
        for n in range(count)
    )


def walk(client, url, *, back=False) -> list[list[int]]:
    pages = []
    while url:
        answer = client.get(url)
        assert answer.status_code == 200
        pages.append([row["id"] for row in answer.json()["results"]])
        url = answer.json()["previous" if back else "next"]
        assert len(pages) < 200, "the walk does not end"
    return pages


def test_1500_rows_of_the_same_moment_are_all_walked_once(api):
    write(1500)
    pages = walk(api(), f"{NEWEST}?page_size=100")
    assert [len(page) for page in pages] == [100] * 15
    assert sorted(chain(*pages)) == sorted(Letter.objects.values_list("pk", flat=True))


@pytest.mark.parametrize(
    ("ordering", "wanted"),
    [("newest", ("-created_at", "pk")), ("mixed", ("kind", "-created_at", "pk")), ("one", ("pk",))],
)
@pytest.mark.parametrize("size", [1, 3, 7, 50])
def test_the_pages_are_the_list_in_its_order_forwards_and_backwards(api, ordering, wanted, size):
    write(29, kinds=("a", "b", "c"), times=4)
    client, url = api(), f"/support/letters/{ordering}?page_size={size}"
    whole = list(Letter.objects.order_by(*wanted).values_list("pk", flat=True))
    pages = walk(client, url)
    assert list(chain(*pages)) == whole
    last = url
    while following := client.get(last).json()["next"]:
        last = following
    back = walk(client, last, back=True)
    assert list(chain(*reversed(back))) == whole


def test_rows_that_come_in_meanwhile_are_neither_doubled_nor_left_out(api):
    write(10)
    client = api()
    first = client.get(f"{NEWEST}?page_size=5").json()
    Letter.objects.create(key="new", kind="a", to="a@b.co", message_id="new", created_at=timezone.now() + timedelta(days=1))
    second = client.get(first["next"]).json()
    ids = [row["id"] for row in first["results"] + second["results"]]
    assert len(ids) == len(set(ids)) == 10


def test_when_what_came_before_is_gone_the_way_back_leads_to_the_start(api):
    write(10)
    client = api()
    first = client.get(f"{NEWEST}?page_size=5").json()
    second = client.get(first["next"]).json()
    Letter.objects.filter(pk__in=[row["id"] for row in first["results"]]).delete()
    before = client.get(second["previous"]).json()
    assert before["results"] == []
    assert client.get(before["next"]).json()["results"] == second["results"]


def test_an_empty_list_is_one_empty_page(api):
    assert api().get(NEWEST).json() == {"results": [], "next": None, "previous": None}
    assert api().get("/support/counted/newest").json() == {"count": 0, "results": [], "next": None, "previous": None}


def test_the_count_is_of_the_whole_list(api):
    write(7)
    assert api().get("/support/counted/newest?page_size=2").json()["count"] == 7


def test_a_page_costs_one_query_at_any_depth(api, django_assert_num_queries):
    write(60, times=3)
    client = api()
    url = f"{NEWEST}?page_size=20"
    while url:
        with django_assert_num_queries(1):
            url = client.get(url).json()["next"]


@pytest.mark.parametrize(
    "cursor",
    [
        "nonsense",
        "%00",
        "%ff",
        "cD0xJm89eA==",
        "bz0xMDAwMDAwMDAwMA==",
        "W10:x",
        ":",
        "a:b:c",
        "x" * 5000,
        "é",
        "%F0%9F%98%80",
        "1'--",
    ],
)
def test_a_made_up_cursor_is_not_found(api, cursor):
    write(3)
    response = api().get(f"{NEWEST}?cursor={cursor}")
    assert response.status_code == 404
    assert response.json()["errors"][0]["code"] == "not_found"


def test_a_cursor_is_good_for_its_own_list_only(api):
    write(3)
    client = api()
    cursor = parse_qs(urlsplit(client.get(f"{NEWEST}?page_size=1").json()["next"]).query)["cursor"][0]
    assert client.get(NEWEST, {"cursor": cursor}).status_code == 200
    for other in ("/support/letters/mixed", "/support/letters/one", "/support/counted/newest"):
        assert client.get(other, {"cursor": cursor}).status_code == 404
    assert client.get(NEWEST, {"cursor": cursor[:-1]}).status_code == 404


@pytest.mark.parametrize("position", [["x", 1], [None, None], [{}, 1], [5, "x"], [1], [1, 2, 3], "xy", 7, [2**70, 2**70]])
def test_even_a_signed_cursor_with_another_content_is_no_crash(api, position):
    cursor = Signer(salt=f"cursor:{NEWEST}").sign_object([0, "-created_at,pk", position])
    assert api().get(NEWEST, {"cursor": cursor}).status_code in (200, 404)


@pytest.mark.parametrize("size", ["0", "-1", "x", "1.5", "1e3", "９", "99999999999999999999", "%00"])
def test_a_size_that_is_none_is_a_bad_request(api, size):
    response = api().get(f"{NEWEST}?page_size={size}")
    assert response.status_code == 400
    assert response.json()["errors"][0]["attr"] == "page_size"


def test_a_page_has_at_most_a_hundred_rows_and_25_unless_told(api):
    write(120)
    assert len(api().get(f"{NEWEST}?page_size=1000").json()["results"]) == 100
    assert len(api().get(f"{NEWEST}?page_size=").json()["results"]) == 25
