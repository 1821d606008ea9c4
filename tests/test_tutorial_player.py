"""A tutorial in a browser: keys, chapters, transcript, captions, memory, and videos elsewhere that wait to be asked for."""

from __future__ import annotations

import re

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("portal")]

PAGE = "tutorials/find-answers-in-the-help-centre/"
SHORT = "tutorials/open-a-ticket-and-read-the-answer/"
AWAY = """
from knowledge import services
from knowledge.models import Tutorial
if not Tutorial.objects.filter(slug="away").exists():
    services.save_tutorial(None, by=None, slug="away", texts={"en": {"title": "Elsewhere"}}, is_published=True,
                           video_url="https://youtu.be/dQw4w9WgXcQ")
"""


def open_tutorial(open_tab, path: str = PAGE, language: str = "en", **options):
    tab = open_tab(**options)
    tab.goto(f"/{language}/{path}")
    wait(tab, "video.readyState > 0 && !document.querySelector('[data-bar]').hidden")
    return tab


def wait(tab, condition: str) -> None:
    """Until something holds of the video."""
    tab.wait_for_function(f"() => {{ const video = document.querySelector('video'); return {condition}; }}")


def at(tab) -> float:
    return tab.evaluate("document.querySelector('video').currentTime")


def test_keys_work_where_the_player_has_the_focus_and_not_while_one_types(open_tab):
    from playwright.sync_api import expect

    tab = open_tutorial(open_tab)
    tab.locator("body").press("k")
    assert tab.evaluate("document.querySelector('video').paused")
    video = tab.locator("video")
    video.focus()
    video.press("l")
    video.press("ArrowRight")
    wait(tab, "video.currentTime === 10")
    video.press("j")
    wait(tab, "video.currentTime === 5")
    video.press("ArrowLeft")
    video.press("ArrowLeft")
    wait(tab, "video.currentTime === 0")
    video.press("m")
    wait(tab, "video.muted")
    video.press(">")
    wait(tab, "video.playbackRate === 1.25")
    expect(tab.get_by_label("Speed")).to_have_value("1.25")
    video.press("<")
    video.press("<")
    wait(tab, "video.playbackRate === 0.75")
    video.press("c")
    expect(tab.get_by_label("Captions")).to_have_value("off")
    video.press("c")
    expect(tab.get_by_label("Captions")).to_have_value("en")
    video.press("k")
    wait(tab, "!video.paused && video.currentTime > 0")
    video.press("Space")
    wait(tab, "video.paused")
    field = tab.get_by_label("Search in the transcript")
    field.press_sequentially("km j")
    expect(field).to_have_value("km j")
    wait(tab, "video.paused && video.muted")


def test_speed_is_remembered(open_tab):
    from playwright.sync_api import expect

    tab = open_tutorial(open_tab)
    tab.get_by_label("Speed").select_option("1.5")
    wait(tab, "video.playbackRate === 1.5")
    tab.goto(f"/en/{SHORT}")
    wait(tab, "video.playbackRate === 1.5")
    expect(tab.get_by_label("Speed")).to_have_value("1.5")


def test_a_chapter_leads_to_its_place(open_tab):
    from playwright.sync_api import expect

    tab = open_tutorial(open_tab)
    tab.get_by_role("link", name="Open an answer").click()
    wait(tab, "video.currentTime === 36")
    expect(tab.get_by_role("link", name="Open an answer")).to_have_attribute("aria-current", "true")
    assert tab.locator("[data-chapters] [aria-current]").count() == 1
    tab.reload()
    wait(tab, "video.currentTime === 36")
    tab.goto(f"/en/{PAGE}#t=8")
    wait(tab, "video.currentTime === 8")


def test_the_transcript_is_searched_and_leads_to_its_lines(open_tab):
    from playwright.sync_api import expect

    tab = open_tutorial(open_tab, language="fr")
    lines = tab.locator("[data-lines] li")
    expect(lines).to_have_count(5)
    field = tab.locator("[data-search] input")
    field.fill("reponses")
    expect(lines.filter(visible=True)).to_have_count(2)
    expect(tab.locator("[data-lines] mark").first).to_have_text("réponses")
    expect(tab.locator("[data-found]")).to_contain_text("2")
    field.fill("xyzzy")
    expect(lines.filter(visible=True)).to_have_count(0)
    field.press("Escape")
    expect(lines.filter(visible=True)).to_have_count(5)
    lines.nth(1).get_by_role("link").click()
    wait(tab, "Math.abs(video.currentTime - 2.74) < 0.01")
    expect(lines.nth(1).get_by_role("link")).to_have_attribute("aria-current", "true")
    tab.keyboard.press("ArrowDown")
    tab.keyboard.press("Enter")
    wait(tab, "Math.abs(video.currentTime - 7.968) < 0.01")


def test_who_scrolls_the_transcript_is_left_alone(open_tab):
    from playwright.sync_api import expect

    tab = open_tutorial(open_tab)
    tab.evaluate("document.querySelector('[data-lines]').style.blockSize = '5rem'")
    box = tab.locator("[data-lines]")
    tab.locator("[data-chapters] a").nth(3).click()
    tab.wait_for_function("() => document.querySelector('[data-lines]').scrollTop > 0")
    box.hover()
    page_scrolled = tab.evaluate("scrollY")
    tab.mouse.wheel(0, -2000)
    tab.wait_for_function("() => document.querySelector('[data-lines]').scrollTop === 0")
    tab.locator("video").press("ArrowLeft")
    expect(box.locator("[aria-current]")).to_contain_text("Open the entry")
    assert tab.evaluate("document.querySelector('[data-lines]').scrollTop") == 0
    tab.get_by_role("button", name="Follow the video").click()
    tab.wait_for_function("() => document.querySelector('[data-lines]').scrollTop > 0")
    assert tab.evaluate("scrollY") == page_scrolled


def test_one_goes_on_where_one_stopped(open_tab):
    from playwright.sync_api import expect

    tab = open_tutorial(open_tab)
    expect(tab.locator("[data-resume]")).to_be_hidden()
    tab.get_by_role("link", name="Look through the results").click()
    tab.locator("video").press("k")
    wait(tab, "video.currentTime > 8.5")
    tab.locator("video").press("k")
    stopped = at(tab)
    tab.goto("/en/tutorials/")
    expect(tab.locator("[data-watched='find-answers-in-the-help-centre']")).to_have_js_property(
        "value", round(stopped / 45.25 * 100)
    )
    tab.goto(f"/en/{PAGE}")
    expect(tab.get_by_role("button", name=re.compile(r"Continue at 0:0[89]"))).to_be_visible()
    assert abs(at(tab) - stopped) < 0.2
    tab.get_by_role("button", name="Start over").click()
    wait(tab, "!video.paused && video.currentTime < 5")
    expect(tab.locator("[data-resume]")).to_be_hidden()


def test_seeing_it_to_the_end_counts_once(open_tab):
    tab = open_tutorial(open_tab, SHORT)
    told = []
    tab.on("request", lambda request: told.append(request.method) if request.url.endswith("/seen/") else None)
    whole = "(async () => { const video = document.querySelector('video'); video.muted = true; video.playbackRate = 8; "
    whole += (
        "video.currentTime = 0; const end = new Promise((done) => { video.onended = done; }); await video.play(); await end; })()"
    )
    tab.evaluate("document.querySelector('video').currentTime = 25")
    tab.evaluate("document.querySelector('video').play()")
    wait(tab, "video.ended")
    assert told == []
    with tab.expect_response(lambda answer: answer.url.endswith("/seen/")) as answer:
        tab.evaluate(whole)
    assert answer.value.status == 204
    tab.wait_for_function("() => JSON.parse(localStorage['tutorial:watching:open-a-ticket-and-read-the-answer']).isDone")
    tab.reload()
    wait(tab, "video.readyState > 0")
    tab.evaluate(whole)
    assert told == ["POST"]


def test_captions_and_transcript_are_in_the_readers_language_and_a_choice_is_remembered(open_tab):
    from playwright.sync_api import expect

    showing = "[...video.textTracks].filter((track) => track.mode === 'showing').map((track) => track.language).join()"
    tab = open_tutorial(open_tab, language="es", locale="de-DE")
    wait(tab, f"{showing} === 'es'")
    expect(tab.locator("[data-lines]")).to_contain_text("Pregunta con tus palabras")
    tab.locator("[data-captions]").select_option("de")
    wait(tab, f"{showing} === 'de'")
    tab.reload()
    wait(tab, f"{showing} === 'de'")
    tab.locator("[data-captions]").select_option("off")
    tab.reload()
    wait(tab, f"video.readyState > 0 && {showing} === ''")


def test_without_javascript_everything_is_there(open_tab):
    from playwright.sync_api import expect

    tab = open_tab(java_script_enabled=False)
    tab.goto(f"/en/{PAGE}")
    expect(tab.locator("video[controls]")).to_be_visible()
    expect(tab.locator("[data-bar]")).to_be_hidden()
    tab.get_by_role("link", name="Open an answer").click()
    assert tab.url.endswith("?t=36#player")
    assert tab.locator("video source").get_attribute("src").endswith("#t=36")
    expect(tab.locator("[data-lines] li")).to_have_count(5)
    tab.locator("#feedback").get_by_role("button", name="Yes").click()
    expect(tab.locator("#feedback")).to_contain_text("Thank you")


def test_a_video_elsewhere_waits_to_be_asked_for(open_tab, portal):
    from playwright.sync_api import expect

    portal.manage("shell", "-c", AWAY)
    tab = open_tab()
    foreign = []

    def keep_here(route):
        if route.request.url.startswith(portal.base):
            return route.continue_()
        foreign.append(route.request.url)
        return route.fulfill(body="A player", content_type="text/html")

    tab.context.route("**/*", keep_here)
    tab.goto("/en/tutorials/away/")
    tab.wait_for_load_state("networkidle")
    expect(tab.get_by_role("link", name="Watch it on YouTube")).to_have_attribute("href", re.compile("youtube.com/watch"))
    expect(tab.locator("iframe")).to_have_count(0)
    assert foreign == []
    tab.get_by_role("button", name="Load the video from YouTube").click()
    expect(tab.frame_locator("iframe").get_by_text("A player")).to_be_visible()
    assert foreign == ["https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ?rel=0"]
