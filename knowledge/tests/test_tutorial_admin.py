import pytest

from knowledge import services
from knowledge.models import Tutorial, TutorialSeries
from supportdesk.core.models import SearchEntry

from .factories import TutorialFactory
from .test_admin import formset, saved, texts
from .uploads import captions, other, picture, video

ADD = "/admin/knowledge/tutorial/add/"


@pytest.fixture
def desk(page, editor):
    return page(editor)


def tutorial_form(**changes) -> dict:
    return {
        "category": "booking",
        "level": "beginner",
        "position": 10,
        "is_published": "on",
        "slug": "",
        "series": "",
        "place_in_series": 0,
        "video_url": "",
        "duration_seconds": 30,
        **texts(title_en="Book a trip", description_en="", transcript_en="1. Look."),
        **formset("captions", []),
        **formset("chapters", []),
        **changes,
    }


def errors(answer) -> dict:
    return answer.context["adminform"].form.errors


def test_a_tutorial_is_made_with_video_and_captions(desk):
    rows = [{"language": "en", "file": captions("Look.")}, {"language": "es", "file": captions("Mira.")}]
    saved(desk.post(ADD, tutorial_form(video=video(), poster=picture(), **formset("captions", rows))))
    tutorial = Tutorial.objects.get()
    assert (tutorial.slug, tutorial.is_published, tutorial.has_video) == ("book-a-trip", True, True)
    assert tutorial.duration_seconds == 2
    assert {caption.language: caption.cues[0][2] for caption in tutorial.captions.all()} == {"en": "Look.", "es": "Mira."}
    html = desk.get(f"/admin/knowledge/tutorial/{tutorial.pk}/change/").content.decode()
    assert "/tutorials/media/" in html
    assert "/media/tutorials/" not in html
    assert SearchEntry.objects.filter(kind="tutorial").count() == 1


def test_captions_change_language_and_go_and_the_video_stays(desk):
    tutorial = services.save_tutorial(
        TutorialFactory(slug="clip"), by=None, files={"video": video()}, captions={"en": captions("Look."), "es": captions()}
    )
    english, spanish = tutorial.captions.order_by("pk")
    rows = [
        {"id": english.pk, "tutorial": tutorial.pk, "language": "fr"},
        {"id": spanish.pk, "tutorial": tutorial.pk, "language": "es", "DELETE": "on"},
    ]
    address = f"/admin/knowledge/tutorial/{tutorial.pk}/change/"
    saved(desk.post(address, tutorial_form(slug="clip", **formset("captions", rows, initial=2))))
    caption = tutorial.captions.get()
    assert (caption.language, caption.file.name) == ("fr", english.file.name)
    assert caption.cues[0][2] == "Look."
    tutorial.refresh_from_db()
    assert tutorial.has_video


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("video", lambda: other(called="page.html")),
        ("video", lambda: other(called="clip.webm")),
        ("poster", lambda: other(called="picture.svg")),
        ("poster", lambda: other(called="picture.png")),
    ],
)
def test_a_file_of_another_kind_is_an_error_at_its_field(desk, name, file):
    answer = desk.post(ADD, tutorial_form(**{name: file()}))
    assert name in errors(answer)
    assert "Book a trip" in answer.content.decode()
    assert not Tutorial.objects.exists()


def test_a_video_above_the_limit_is_an_error_that_names_it(desk, settings):
    settings.TUTORIAL_MAX_BYTES = 512
    assert "512" in str(errors(desk.post(ADD, tutorial_form(video=video())))["video"])
    assert not Tutorial.objects.exists()


def test_an_address_elsewhere_must_be_one_of_those_we_know(desk):
    answer = desk.post(ADD, tutorial_form(video_url="https://video.example/1"))
    assert "youtube.com" in str(errors(answer)["video_url"])
    saved(desk.post(ADD, tutorial_form(video_url="https://youtu.be/dQw4w9WgXcQ")))
    assert Tutorial.objects.get().video_url == "https://www.youtube.com/watch?v=dQw4w9WgXcQ"


def test_a_file_and_an_address_exclude_each_other(desk):
    answer = desk.post(ADD, tutorial_form(video=video(), video_url="https://vimeo.com/76979871"))
    assert "video_url" in errors(answer)
    assert not Tutorial.objects.exists()


def test_bad_captions_are_an_error_and_nothing_is_stored(desk):
    rows = [{"language": "en", "file": other(b"00:01 no head", called="a.vtt")}]
    answer = desk.post(ADD, tutorial_form(**formset("captions", rows)))
    assert "WEBVTT" in answer.content.decode()
    assert not Tutorial.objects.exists()


def chapter(second: int, **titles: str) -> dict:
    return {"starts_at": second, **texts(**{f"title_{language}": title for language, title in titles.items()})}


def test_chapters_are_written_in_every_language(desk):
    saved(desk.post(ADD, tutorial_form(**formset("chapters", [chapter(20, en="Pay", es="Paga"), chapter(0, en="Look")]))))
    tutorial = Tutorial.objects.get()
    assert [(part.starts_at, part.title_en, part.title_es) for part in tutorial.chapters.all()] == [
        (0, "Look", ""),
        (20, "Pay", "Paga"),
    ]
    first, second = tutorial.chapters.all()
    rows = [
        {"id": first.pk, "tutorial": tutorial.pk, **chapter(0, en="Look", de="Schauen")},
        {"id": second.pk, "tutorial": tutorial.pk, **chapter(20, en="Pay"), "DELETE": "on"},
    ]
    address = f"/admin/knowledge/tutorial/{tutorial.pk}/change/"
    saved(desk.post(address, tutorial_form(slug="book-a-trip", **formset("chapters", rows, initial=2))))
    assert [(part.starts_at, part.title_de) for part in tutorial.chapters.all()] == [(0, "Schauen")]


@pytest.mark.parametrize("row", [chapter(5, en=""), chapter(30, en="Late")])
def test_a_chapter_without_english_or_after_the_end_is_an_error(desk, row):
    answer = desk.post(ADD, tutorial_form(**formset("chapters", [row])))
    assert answer.status_code == 200
    assert any(inline.formset.errors for inline in answer.context["inline_admin_formsets"])
    assert not Tutorial.objects.exists()


def test_a_series_is_made_filled_and_dissolved(desk):
    saved(desk.post("/admin/knowledge/tutorialseries/add/", {"slug": "", "position": 10, **texts(title_en="First steps")}))
    series = TutorialSeries.objects.get()
    saved(desk.post(ADD, tutorial_form(series=series.pk, place_in_series=1)))
    assert Tutorial.objects.get().series == series
    assert "First steps" in desk.get("/admin/knowledge/tutorialseries/").content.decode()
    desk.post(f"/admin/knowledge/tutorialseries/{series.pk}/delete/", {"post": "yes"})
    assert Tutorial.objects.get().series is None
    assert not TutorialSeries.objects.exists()
