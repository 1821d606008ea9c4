import pytest
from django.core.files.base import ContentFile
from PIL import Image

from knowledge import services
from knowledge.models import Tutorial, TutorialCaption

from .factories import TutorialFactory
from .uploads import SECONDS, captions, other, picture, video

TEXTS = {"en": {"title": "Book a trip"}}


@pytest.fixture(autouse=True)
def _without_ffmpeg(monkeypatch):
    monkeypatch.setattr("knowledge.services.media.shutil.which", lambda name: None)


@pytest.mark.parametrize("name", SECONDS)
def test_the_length_is_read_from_the_file(editor, name):
    tutorial = services.save_tutorial(None, by=editor, texts=TEXTS, files={"video": video(name)}, duration_seconds=999)
    assert tutorial.duration_seconds == SECONDS[name]


def test_the_content_decides_whatever_the_name_promises(editor):
    tutorial = services.save_tutorial(
        None, by=editor, texts=TEXTS, files={"video": video("clip.mp4", called="../../My clip.webm")}
    )
    assert tutorial.video.name.endswith(".mp4")
    assert "clip" not in tutorial.video.name


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<html><script>alert(1)</script>",
        b"\x1aE\xdf\xa3" + b"\0" * 200,
        b"\0\0\0\x18ftypmp42" + b"\0" * 300,
        b"GIF89a" + b"\0" * 50,
    ],
)
def test_what_is_not_a_video_is_refused_and_nothing_is_stored(editor, content):
    with pytest.raises(services.FileRefused):
        services.save_tutorial(None, by=editor, texts=TEXTS, files={"video": other(content, called="clip.webm")})
    assert not Tutorial.objects.exists()


def test_a_codec_that_browsers_do_not_play_is_refused(editor, monkeypatch):
    monkeypatch.setattr("knowledge.services.media.CODECS", ("AV1",))
    with pytest.raises(services.FileRefused, match=r"H\.264"):
        services.check_video(video())


def test_a_video_above_the_limit_is_refused(editor, settings):
    settings.TUTORIAL_MAX_BYTES = 700
    with pytest.raises(services.FileRefused, match="too big"):
        services.save_tutorial(None, by=editor, texts=TEXTS, files={"video": video()})
    settings.TUTORIAL_MAX_BYTES = 800
    services.save_tutorial(None, by=editor, texts=TEXTS, files={"video": video()})


def test_a_poster_is_stored_smaller_and_as_webp(editor):
    tutorial = services.save_tutorial(None, by=editor, texts=TEXTS, files={"poster": picture(size=(2000, 1000))})
    assert tutorial.poster.name.endswith(".webp")
    with Image.open(tutorial.poster) as stored:
        assert (stored.format, stored.size) == ("WEBP", (1280, 640))


@pytest.mark.parametrize(
    "file",
    [
        pytest.param(lambda: picture(size=(100, 100)), id="small"),
        pytest.param(lambda: other(b"<svg/>", called="a.png"), id="svg"),
        pytest.param(lambda: other(picture().read()[:200], called="a.png"), id="cut off"),
        pytest.param(lambda: picture(kind="GIF", called="a.png"), id="gif"),
    ],
)
def test_a_poster_that_is_none_is_refused_and_the_old_one_stays(editor, file):
    tutorial = services.save_tutorial(None, by=editor, texts=TEXTS, files={"poster": picture()})
    with pytest.raises(services.FileRefused):
        services.save_tutorial(tutorial, by=editor, files={"poster": file()})
    fresh = Tutorial.objects.get()
    assert fresh.poster.name == tutorial.poster.name
    assert fresh.poster.storage.exists(fresh.poster.name)


def test_captions_are_read_into_lines_in_their_order(editor):
    file = ContentFile(
        "\ufeffWEBVTT - x\n\nNOTE a remark\n\n"
        "2\n01:00:01.500 --> 01:00:03.000 align:start\n<v Ana>Second <b>line</b>\ngoes on\n\n"
        "00:01.000 --> 00:02.250\nFirst &amp; best\n".encode(),
        name="a.vtt",
    )
    tutorial = services.save_tutorial(None, by=editor, texts=TEXTS, captions={"en": file})
    assert tutorial.captions.get().cues == [[1.0, 2.25, "First & best"], [3601.5, 3603.0, "Second line goes on"]]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"WEBVTT",
        b"00:01.000 --> 00:02.000\nNo head",
        b"WEBVTT\n\n00:05.000 --> 00:02.000\nBackwards",
        b"WEBVTT\n\n00:01.000 --> 00:02.000\n\xff\xfe",
        b"<html>WEBVTT",
        b"WEBVTT\n\n00:99.000 --> 01:99.000\nNo such time",
    ],
)
def test_bad_captions_are_refused_and_the_old_ones_stay(editor, content):
    tutorial = services.save_tutorial(None, by=editor, texts=TEXTS, captions={"en": captions("Good.")})
    with pytest.raises(services.FileRefused):
        services.replace_captions(tutorial, by=editor, captions={"en": ContentFile(content, name="b.vtt"), "es": captions()})
    assert TutorialCaption.objects.get().cues[0][2] == "Good."


def test_captions_have_a_limit(editor, monkeypatch):
    monkeypatch.setattr("knowledge.services.media.CAPTIONS_MAX_LINES", 1)
    with pytest.raises(services.FileRefused):
        services.read_cues(captions("One.", "Two."))
    monkeypatch.setattr("knowledge.services.media.CAPTIONS_MAX_BYTES", 10)
    with pytest.raises(services.FileRefused):
        services.read_cues(captions())


def test_who_may_not_write_costs_no_reading(customer, monkeypatch):
    def must_not_run(file):
        raise AssertionError

    monkeypatch.setattr("knowledge.services.tutorials.check_video", must_not_run)
    with pytest.raises(services.tutorials.NotAllowed):
        services.save_tutorial(TutorialFactory(), by=customer, files={"video": video()})


def test_where_ffmpeg_is_a_video_without_a_poster_gets_one(editor, monkeypatch, tmp_path):
    program = tmp_path / "ffmpeg"
    drawn = tmp_path / "drawn.png"
    drawn.write_bytes(picture().read())
    program.write_text(f'#!/bin/sh\nfor last; do :; done\ncp {drawn} "$last"\n')
    program.chmod(0o755)
    monkeypatch.setattr("knowledge.services.media.shutil.which", lambda name: str(program))
    tutorial = services.save_tutorial(None, by=editor, texts=TEXTS, files={"video": video()})
    with Image.open(tutorial.poster) as stored:
        assert stored.size == (640, 360)
    program.write_text("#!/bin/sh\nexit 1\n")
    assert not services.save_tutorial(None, by=editor, texts=TEXTS, files={"video": video()}).poster
