import pytest
from django.core.files.base import ContentFile

from knowledge import services

from .factories import TutorialFactory

SHAPE = {
    *("id", "slug", "title", "description", "category", "level", "duration_seconds", "video_url", "poster_url"),
    *("captions", "transcript", "language", "translations", "view_count", "url"),
}


def test_tutorials_are_listed_in_one_shape(api, db):
    TutorialFactory(title_en="Book a trip", slug="book", duration_seconds=65)
    TutorialFactory(draft=True)
    answer = api().get("/support/tutorials").json()
    assert answer["count"] == 1
    (shown,) = answer["results"]
    assert set(shown) == SHAPE
    assert (shown["title"], shown["category"], shown["level"], shown["duration_seconds"]) == (
        "Book a trip",
        "booking",
        "beginner",
        65,
    )
    assert (shown["video_url"], shown["poster_url"], shown["captions"]) == (None, None, [])
    assert shown["url"] == "http://testserver/en/tutorials/book/"


def test_a_video_of_ours_has_absolute_addresses_that_answer(api, client, db):
    tutorial = services.save_tutorial(
        TutorialFactory(),
        by=None,
        files={"video": ContentFile(b"video", "a.webm"), "poster": ContentFile(b"poster", "a.webp")},
        captions={"en": ContentFile(b"WEBVTT", "a.vtt"), "es": ContentFile(b"WEBVTT", "b.vtt")},
    )
    shown = api().get(f"/support/tutorials/{tutorial.pk}").json()
    assert [caption["language"] for caption in shown["captions"]] == ["en", "es"]
    for address in (shown["video_url"], shown["poster_url"], *(caption["url"] for caption in shown["captions"])):
        assert address.startswith("http://testserver/en/tutorials/media/")
        assert client.get(address).status_code == 200


def test_a_video_elsewhere_keeps_its_address(api, db):
    tutorial = TutorialFactory(video_url="https://video.example/1")
    assert api().get(f"/support/tutorials/{tutorial.pk}").json()["video_url"] == "https://video.example/1"


def test_filters_by_category_and_language(api, db):
    booking = TutorialFactory(title_es="Reserva")
    payment = TutorialFactory(category="payment")

    def found(query):
        return [tutorial["id"] for tutorial in api().get(f"/support/tutorials?{query}").json()["results"]]

    assert found("category=payment") == [payment.pk]
    assert found("category=advanced") == []
    assert found("language=es") == [booking.pk]
    assert found("") == [booking.pk, payment.pk]


@pytest.mark.parametrize(
    ("query", "field"), [("category=cooking", "category"), ("language=xx", "language"), ("category=a%00", "category")]
)
def test_a_value_that_cannot_be_is_an_error(api, db, query, field):
    answer = api().get(f"/support/tutorials?{query}")
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["attr"] == field


def test_reading_one_counts_a_view(api, db):
    tutorial = TutorialFactory()
    assert [api().get(f"/support/tutorials/{tutorial.pk}").json()["view_count"] for _ in range(2)] == [1, 2]


@pytest.mark.parametrize("person", [None, "customer", "agent", "editor"])
def test_a_draft_is_not_in_the_api(api, request, person, db):
    draft = TutorialFactory(draft=True)
    client = api(request.getfixturevalue(person) if person else None)
    assert client.get(f"/support/tutorials/{draft.pk}").status_code == 404
    assert client.get("/support/tutorials").json()["count"] == 0


def test_listing_costs_the_same_for_any_number(api, db, django_assert_num_queries):
    for number in range(6):
        services.save_tutorial(TutorialFactory(), by=None, captions={"en": ContentFile(b"WEBVTT", f"{number}.vtt")})
    with django_assert_num_queries(3):  # count, page, captions
        assert len(api().get("/support/tutorials").json()["results"]) == 6
