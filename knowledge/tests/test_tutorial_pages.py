import pytest
from django.core.files.base import ContentFile

from knowledge import services

from .factories import TutorialFactory


def test_tutorials_stand_by_category_with_chips(page, db):
    TutorialFactory(title_en="Pay your way", category="payment", duration_seconds=65)
    TutorialFactory(title_en="Book a trip", category="booking")
    TutorialFactory(title_en="Hidden", draft=True, category="advanced")
    html = page().get("/en/tutorials/").content.decode()
    assert html.index("Book a trip") < html.index("Pay your way")
    assert "1 minute to read" in html
    assert "?category=payment" in html
    assert "?category=advanced" not in html
    assert "Hidden" not in html
    only = page().get("/en/tutorials/?category=payment").content.decode()
    assert "Pay your way" in only
    assert "Book a trip" not in only


def test_htmx_gets_the_grid_alone(page, db):
    TutorialFactory(category="payment")
    html = page().get("/en/tutorials/?category=payment", headers={"HX-Request": "true"}).content.decode()
    assert html.lstrip().startswith('<div id="tutorials"')


def test_an_unknown_category_is_not_found(page, db):
    assert page().get("/en/tutorials/?category=cooking").status_code == 404


def test_a_video_plays_with_captions_in_each_language(page, db):
    tutorial = services.save_tutorial(
        TutorialFactory(slug="clip", title_es="Reserva"),
        by=None,
        files={"video": ContentFile(b"v", "a.webm"), "poster": ContentFile(b"p", "a.webp")},
        captions={"en": ContentFile(b"WEBVTT", "a.vtt"), "es": ContentFile(b"WEBVTT", "b.vtt")},
    )
    html = page().get("/es/tutorials/clip/").content.decode()
    assert "<video" in html
    assert "controls" in html
    assert 'type="video/webm"' in html
    assert f'poster="/es/tutorials/media/{tutorial.poster.name.removeprefix("tutorials/")}"' in html
    assert 'srclang="es" label="Español" default' in html
    assert 'srclang="en" label="English">' in html
    assert "<li>Click.</li>" in html


def test_a_video_elsewhere_is_a_link_and_no_frame(page, db):
    TutorialFactory(slug="away", video_url="https://video.example/1")
    html = page().get("/en/tutorials/away/").content.decode()
    assert 'href="https://video.example/1"' in html
    assert "<iframe" not in html
    assert "<video" not in html


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


def test_the_list_costs_the_same_for_any_number(page, db, django_assert_num_queries):
    TutorialFactory.create_batch(8)
    with django_assert_num_queries(1):
        page().get("/en/tutorials/")
