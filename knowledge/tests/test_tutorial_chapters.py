import pytest

from knowledge import services
from knowledge.models import Tutorial, TutorialSeries
from supportdesk.core.exceptions import NotAllowed

from .factories import TutorialFactory

TWO = {0: {"en": "Look", "es": "Mira"}, 95: {"en": "Pay"}}


def titles(tutorial: Tutorial, language: str = "en") -> dict[int, str]:
    return {chapter.starts_at: chapter.text_in(language, "title") for chapter in tutorial.chapters.all()}


def test_chapters_are_replaced_as_a_whole(editor):
    tutorial = services.replace_chapters(TutorialFactory(duration_seconds=120), by=editor, chapters=TWO)
    assert (titles(tutorial), titles(tutorial, "es")) == ({0: "Look", 95: "Pay"}, {0: "Mira", 95: ""})
    kept = tutorial.chapters.get(starts_at=0).pk
    services.replace_chapters(tutorial, by=editor, chapters={0: {"en": "See", "es": ""}, 50: {"en": "Choose"}})
    assert titles(Tutorial.objects.get()) == {0: "See", 50: "Choose"}
    assert tutorial.chapters.get(starts_at=0).pk == kept


@pytest.mark.parametrize(
    ("chapters", "refusal"),
    [({0: {"es": "Mira"}}, services.TextMissing), ({0: {"en": "Look"}, 120: {"en": "Late"}}, services.ChapterOutside)],
)
def test_a_chapter_without_english_or_after_the_end_is_refused(editor, chapters, refusal):
    tutorial = services.replace_chapters(TutorialFactory(duration_seconds=120), by=editor, chapters=TWO)
    with pytest.raises(refusal):
        services.replace_chapters(tutorial, by=editor, chapters=chapters)
    assert titles(Tutorial.objects.get()) == {0: "Look", 95: "Pay"}


def test_a_series_is_made_changed_and_dissolved(editor):
    series = services.save_series(None, by=editor, texts={"en": {"title": "First steps"}})
    assert (series.slug, series.position) == ("first-steps", 100)
    services.save_series(series, by=editor, texts={"es": {"title": "Primeros pasos"}}, position=5)
    fresh = TutorialSeries.objects.get()
    assert (fresh.position, fresh.languages) == (5, ["en", "es"])
    tutorial = services.save_tutorial(TutorialFactory(), by=editor, series=fresh, place_in_series=2)
    services.delete_series(fresh, by=editor)
    tutorial.refresh_from_db()
    assert tutorial.series is None


def test_others_may_not_write_chapters_or_series(customer, agent):
    series = services.save_series(None, by=None, texts={"en": {"title": "First steps"}})
    tutorial = TutorialFactory()
    for person in (customer, agent):
        for refused in (
            lambda person=person: services.save_series(series, by=person, position=1),
            lambda person=person: services.save_series(None, by=person, texts={"en": {"title": "Mine"}}),
            lambda person=person: services.delete_series(series, by=person),
            lambda person=person: services.replace_chapters(tutorial, by=person, chapters=TWO),
        ):
            with pytest.raises(NotAllowed):
                refused()
    assert TutorialSeries.objects.get().position == 100
    assert not tutorial.chapters.exists()


def test_a_changed_address_leads_to_the_new_one(page, editor, customer):
    tutorial = TutorialFactory(slug="old")
    services.save_tutorial(tutorial, by=editor, slug="new")
    answer = page().get("/es/tutorials/old/?t=5")
    assert (answer.status_code, answer["Location"]) == (301, "/es/tutorials/new/?t=5")
    services.save_tutorial(tutorial, by=editor, is_published=False)
    assert page(customer).get("/es/tutorials/old/").status_code == 404
    assert page().get("/es/tutorials/never/").status_code == 404
