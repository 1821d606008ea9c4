import pytest

from knowledge import services

from .factories import TutorialFactory
from .uploads import captions, picture, video

SHAPE = {
    *("id", "slug", "title", "description", "category", "level", "duration_seconds", "video_url", "poster_url"),
    *("captions", "chapters", "series", "place_in_series", "transcript", "language", "translations"),
    *("view_count", "completion_count", "helpful_count", "not_helpful_count", "url"),
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
        files={"video": video(), "poster": picture()},
        captions={"en": captions(), "es": captions()},
    )
    shown = api().get(f"/support/tutorials/{tutorial.pk}").json()
    assert [caption["language"] for caption in shown["captions"]] == ["en", "es"]
    for address in (shown["video_url"], shown["poster_url"], *(caption["url"] for caption in shown["captions"])):
        assert address.startswith("http://testserver/en/tutorials/media/")
        assert client.get(address).status_code == 200


def test_a_video_elsewhere_keeps_its_address(api, db):
    tutorial = TutorialFactory(video_url="https://vimeo.com/76979871")
    assert api().get(f"/support/tutorials/{tutorial.pk}").json()["video_url"] == "https://vimeo.com/76979871"


def test_filters_by_category_and_language(api, db):
    booking = TutorialFactory(title_es="Reserva")
    payment = TutorialFactory(category="payment")

    def found(query):
        return [tutorial["id"] for tutorial in api().get(f"/support/tutorials?{query}").json()["results"]]

    assert found("category=payment") == [payment.pk]
    assert found("category=advanced") == []
    assert found("language=es") == [booking.pk]
    assert found("") == [booking.pk, payment.pk]


def test_filters_by_level_and_series(api, db):
    series = services.save_series(None, by=None, texts={"en": {"title": "First steps"}})
    first = TutorialFactory(series=series, level="advanced")
    TutorialFactory()

    def found(query):
        return [tutorial["id"] for tutorial in api().get(f"/support/tutorials?{query}").json()["results"]]

    assert found("level=advanced") == [first.pk]
    assert found("series=first-steps") == [first.pk]
    assert found("series=first-steps&level=beginner") == []


def test_chapters_and_series_come_in_the_language_asked_for(api, db):
    series = services.save_series(None, by=None, texts={"en": {"title": "First steps"}, "es": {"title": "Primeros pasos"}})
    tutorial = TutorialFactory(series=series, place_in_series=2, duration_seconds=60)
    services.replace_chapters(tutorial, by=None, chapters={30: {"en": "Pay"}, 0: {"en": "Look", "es": "Mira"}})
    shown = api().get(f"/support/tutorials/{tutorial.pk}?language=es").json()
    assert shown["series"] == {"slug": "first-steps", "title": "Primeros pasos"}
    assert shown["place_in_series"] == 2
    assert shown["chapters"] == [{"starts_at": 0, "title": "Mira"}, {"starts_at": 30, "title": "Pay"}]
    assert (shown["completion_count"], shown["helpful_count"], shown["not_helpful_count"]) == (0, 0, 0)


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("category=cooking", "category"),
        ("language=xx", "language"),
        ("category=a%00", "category"),
        ("level=easy", "level"),
        ("series=none", "series"),
        ("series=a%00", "series"),
        ("series=" + "a" * 200, "series"),
    ],
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
    series = services.save_series(None, by=None, texts={"en": {"title": "First steps"}})
    for _ in range(6):
        services.save_tutorial(
            TutorialFactory(duration_seconds=10),
            by=None,
            captions={"en": captions()},
            chapters={0: {"en": "Look"}},
            series=series,
        )
    with django_assert_num_queries(4):  # count, page with series, captions, chapters
        assert len(api().get("/support/tutorials").json()["results"]) == 6
