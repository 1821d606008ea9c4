import json
import re

import pytest
from django.test import Client
from rest_framework.settings import api_settings

from knowledge import services
from knowledge.models import Tutorial

from .factories import TutorialFactory
from .uploads import captions, picture, video


@pytest.fixture
def clip(db):
    series = services.save_series(None, by=None, texts={"en": {"title": "First steps"}})
    tutorial = services.save_tutorial(
        TutorialFactory(slug="clip", title_es="Reserva"),
        by=None,
        files={"video": video(), "poster": picture()},
        captions={"en": captions("Look.", "Click <b>."), "es": captions("Mira.")},
        chapters={0: {"en": "Look", "es": "Mirar"}, 1: {"en": "Click"}},
        series=series,
        place_in_series=2,
    )
    TutorialFactory(slug="after", title_en="After it", series=series, place_in_series=3)
    TutorialFactory(slug="before", title_en="Before it", series=series, place_in_series=1)
    return tutorial


def test_a_video_plays_with_captions_in_each_language(page, clip):
    html = page().get("/es/tutorials/clip/").content.decode()
    assert "<video" in html
    assert "controls" in html
    assert 'type="video/webm"' in html
    assert f'poster="/es/tutorials/media/{clip.poster.name.removeprefix("tutorials/")}"' in html
    assert 'srclang="es" label="Español" default' in html
    assert 'srclang="en" label="English">' in html
    assert "<li>Click.</li>" in html


def test_without_captions_in_the_own_language_english_ones_are_shown(page, clip):
    html = page().get("/fr/tutorials/clip/").content.decode()
    assert 'srclang="en" label="English" default' in html
    assert 'lang="en" dir="ltr"' in html.partition("data-lines")[2].partition(">")[0]


def test_chapters_and_lines_are_links_that_begin_there_without_scripts(page, clip):
    html = page().get("/es/tutorials/clip/").content.decode()
    assert html.count('href="?t=0#player"') == 2
    assert 'href="?t=1#player"' in html
    assert "Mirar" in html
    assert "Mira." in html
    assert "#t=" not in html
    assert ".webm#t=1" in page().get("/es/tutorials/clip/?t=1").content.decode()


@pytest.mark.parametrize("asked", ["2", "-1", "x", "1e9", "99999999999", "٣", "%00", ""])
def test_a_time_that_is_none_begins_at_the_beginning(page, clip, asked):
    answer = page().get(f"/en/tutorials/clip/?t={asked}")
    assert answer.status_code == 200
    assert "#t=" not in answer.content.decode()


def test_what_is_said_is_shown_as_text(page, clip):
    html = page().get("/en/tutorials/clip/").content.decode()
    assert "Click <b>" not in html


def test_the_next_of_the_series_is_offered(page, clip):
    html = page().get("/en/tutorials/clip/").content.decode()
    following = html.partition('class="card card--link following"')[2].partition("</div>")[0]
    assert "/en/tutorials/after/" in following
    assert "Part 2 of 3" in html
    last = page().get("/en/tutorials/after/").content.decode()
    assert "following" not in last
    assert "/en/tutorials/before/" in last


def test_search_engines_learn_of_the_video_with_its_parts(page, clip):
    data = structured(page().get("/en/tutorials/clip/"))
    assert (data["@type"], data["duration"], data["inLanguage"]) == ("VideoObject", "PT2S", "en")
    assert data["transcript"] == "Look. Click ."
    assert [caption["inLanguage"] for caption in data["caption"]] == ["en", "es"]
    assert [(part["name"], part["startOffset"], part["endOffset"]) for part in data["hasPart"]] == [
        ("Look", 0, 1),
        ("Click", 1, 2),
    ]
    assert data["hasPart"][1]["url"].endswith("/en/tutorials/clip/?t=1")
    assert data["contentUrl"].startswith("http")


def test_search_engines_learn_of_the_steps_of_a_written_one(page, db):
    TutorialFactory(slug="steps", transcript_en="Before.\n\n1. **Look** here.\n   - and there\n2. Click.\n\nAfter.")
    data = structured(page().get("/en/tutorials/steps/"))
    assert data["@type"] == "HowTo"
    assert [step["text"] for step in data["step"]] == ["Look here. and there", "Click."]


def structured(response) -> dict:
    return json.loads(response.content.decode().partition('<script type="application/ld+json">')[2].partition("</script>")[0])


def test_a_completion_counts_once_for_a_person(page, clip, customer):
    for browser in (page(customer), page(customer)):
        assert browser.post("/en/tutorials/clip/seen/").status_code == 204
    clip.refresh_from_db()
    assert clip.completion_count == 1


def test_a_visitor_completes_too_and_a_draft_cannot_be(page, clip):
    assert page().post("/en/tutorials/clip/seen/").status_code == 204
    services.save_tutorial(clip, by=None, is_published=False)
    assert page().post("/en/tutorials/clip/seen/").status_code == 404
    assert page().get("/en/tutorials/after/seen/").status_code == 405
    clip.refresh_from_db()
    assert clip.completion_count == 1


def test_a_completion_needs_the_token_of_the_page(clip):
    browser = Client(enforce_csrf_checks=True)
    assert browser.post("/en/tutorials/clip/seen/").status_code == 403
    html = browser.get("/en/tutorials/clip/").content.decode()
    token = re.search(r'data-seen hidden><input type="hidden" name="csrfmiddlewaretoken" value="(\w+)"', html)
    assert browser.post("/en/tutorials/clip/seen/", {"csrfmiddlewaretoken": token[1]}).status_code == 204


def test_who_completes_too_often_is_slowed_down(page, clip, monkeypatch):
    monkeypatch.setitem(api_settings.DEFAULT_THROTTLE_RATES, "create", "1/min")
    browser = page()
    browser.post("/en/tutorials/clip/seen/", headers={"HX-Request": "true"})
    browser.post("/en/tutorials/after/seen/", headers={"HX-Request": "true"})
    assert sum(Tutorial.objects.values_list("completion_count", flat=True)) == 1


def test_the_page_costs_the_same_for_any_number(page, clip, django_assert_max_num_queries):
    browser = page()
    browser.get("/en/tutorials/clip/")
    TutorialFactory.create_batch(6)
    TutorialFactory.create_batch(6, series=clip.series)
    services.replace_chapters(clip, by=None, chapters={0: {"en": "Look"}, 1: {"en": "Click"}})
    with django_assert_max_num_queries(7):  # tutorial, captions, chapters, series, others, vote, reading
        browser.get("/en/tutorials/clip/")


def test_without_a_video_the_steps_are_the_tutorial(page, db):
    TutorialFactory(slug="steps", description_en="See <b>how</b>.")
    html = page().get("/en/tutorials/steps/").content.decode()
    assert "Step by step" in html
    assert "<li>Look.</li>" in html
    assert "See <b>" not in html
    assert "callout--info" not in html
    assert "callout--info" in page().get("/fr/tutorials/steps/").content.decode()


@pytest.mark.parametrize(("person", "status"), [(None, 404), ("customer", 404), ("agent", 404), ("editor", 200)])
def test_a_draft_is_a_page_for_editors_alone(page, request, person, status, db):
    TutorialFactory(slug="draft", draft=True)
    assert page(request.getfixturevalue(person) if person else None).get("/en/tutorials/draft/").status_code == status


def test_a_reload_counts_one_view(page, db):
    tutorial = TutorialFactory(slug="steps")
    browser = page()
    for _ in range(2):
        browser.get("/en/tutorials/steps/")
    tutorial.refresh_from_db()
    assert tutorial.view_count == 1
