from pathlib import Path

import pytest
from asgiref.sync import async_to_sync
from django.contrib.auth.models import AnonymousUser
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from knowledge import services
from knowledge.models import TutorialCaption
from knowledge.rendering import media_url
from knowledge.views import media

from .factories import TutorialFactory

CONTENT = bytes(range(256)) * 10


def body(response) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content


@pytest.fixture
def tutorial(db):
    """With files of known bytes, put there past the service, which would look at them."""
    tutorial = TutorialFactory()
    tutorial.video.save("a.webm", ContentFile(CONTENT))
    tutorial.poster.save("a.webp", ContentFile(b"p"))
    TutorialCaption.objects.create(tutorial=tutorial, language="en", file=ContentFile(b"WEBVTT", "a.vtt"))
    return tutorial


@pytest.fixture
def address(tutorial):
    return media_url(tutorial.video)


def test_a_visitor_gets_each_file_with_its_own_type(page, tutorial):
    expected = {
        media_url(tutorial.video): ("video/webm", CONTENT),
        media_url(tutorial.poster): ("image/webp", b"p"),
        media_url(tutorial.captions.get().file): ("text/vtt; charset=utf-8", b"WEBVTT"),
    }
    for where, (kind, content) in expected.items():
        answer = page().get(where)
        assert (answer.status_code, answer["Content-Type"], body(answer)) == (200, kind, content)
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Accept-Ranges"] == "bytes"
        assert "public" in answer["Cache-Control"]


@pytest.mark.parametrize(
    ("asked", "start", "end"),
    [
        ("bytes=0-", 0, 2559),
        ("bytes=0-0", 0, 0),
        ("bytes=100-199", 100, 199),
        ("bytes=2500-9999", 2500, 2559),
        ("bytes=-60", 2500, 2559),
        ("bytes=-99999", 0, 2559),
    ],
)
def test_a_player_gets_the_part_it_asks_for(page, address, asked, start, end):
    answer = page().get(address, headers={"Range": asked})
    assert answer.status_code == 206
    assert answer["Content-Range"] == f"bytes {start}-{end}/2560"
    assert answer["Content-Length"] == str(end - start + 1)
    assert body(answer) == CONTENT[start : end + 1]


def test_one_answer_carries_no_more_than_fits_in_memory(page, address, monkeypatch):
    monkeypatch.setattr(media, "LONGEST_RANGE", 1000)
    answer = page().get(address, headers={"Range": "bytes=500-"})
    assert answer["Content-Range"] == "bytes 500-1499/2560"
    assert len(body(answer)) == 1000


@pytest.mark.parametrize("asked", ["bytes=2560-", "bytes=9-3", "bytes=-0"])
def test_a_part_that_is_not_there_is_said_so(page, address, asked):
    answer = page().get(address, headers={"Range": asked})
    assert answer.status_code == 416
    assert answer["Content-Range"] == "bytes */2560"


@pytest.mark.parametrize("asked", ["bytes=-", "bytes=a-b", "bytes=0-1,5-6", "lines=1-2", "bytes=" + "9" * 40 + "-", ""])
def test_an_unreadable_range_gets_the_whole(page, address, asked):
    answer = page().get(address, headers={"Range": asked})
    assert answer.status_code == 200
    assert body(answer) == CONTENT


def test_head_answers_without_a_body(page, address):
    answer = page().head(address, headers={"Range": "bytes=0-9"})
    assert answer.status_code == 200
    assert (answer["Content-Length"], answer["Content-Type"], answer["Accept-Ranges"]) == ("2560", "video/webm", "bytes")
    assert answer["ETag"]
    assert answer.content == b""


def test_who_has_the_file_is_told_so(page, address):
    first = page().get(address)
    for known in ({"If-None-Match": first["ETag"]}, {"If-Modified-Since": first["Last-Modified"]}):
        answer = page().get(address, headers={**known, "Range": "bytes=0-9"})
        assert answer.status_code == 304
        assert answer["ETag"] == first["ETag"]
        assert not answer.content
    assert page().get(address, headers={"If-None-Match": '"other"'}).status_code == 200


def test_a_part_is_only_added_to_the_same_file(page, address):
    first = page().get(address)
    for same in (first["ETag"], first["Last-Modified"]):
        answer = page().get(address, headers={"Range": "bytes=10-19", "If-Range": same})
        assert (answer.status_code, body(answer)) == (206, CONTENT[10:20])
    for other in ('"other"', f"W/{first['ETag']}", "Thu, 01 Jan 2015 00:00:00 GMT", "nonsense"):
        answer = page().get(address, headers={"Range": "bytes=10-19", "If-Range": other})
        assert (answer.status_code, body(answer)) == (200, CONTENT)


def test_a_file_is_sent_in_small_parts(page, address, monkeypatch):
    monkeypatch.setattr(media, "CHUNK", 1000)
    for asked, expected in ({}, [1000, 1000, 560]), ({"Range": "bytes=0-1499"}, [1000, 500]):
        answer = page().get(address, headers=asked)
        assert [len(part) for part in answer.streaming_content] == expected


def test_an_asynchronous_server_takes_one_part_after_the_other(address, async_rf, monkeypatch):
    monkeypatch.setattr(media, "CHUNK", 1000)
    request = async_rf.get(address)
    request.user = AnonymousUser()
    answer = media.tutorial_media(request, address.rpartition("/")[2])

    async def parts():
        return [part async for part in answer]

    assert answer.is_async
    received = async_to_sync(parts)()
    assert [len(part) for part in received] == [1000, 1000, 560]
    assert b"".join(received) == CONTENT


@pytest.mark.parametrize(
    "name",
    [
        "../attachments/secret.webm",
        "..%2Fattachments%2Fsecret.webm",
        "%2e%2e/attachments/secret.webm",
        "attachments/secret.webm",
        "/attachments/secret.webm",
        "....//attachments/secret.webm",
        "stray.webm",
        "page.html",
        "picture.svg",
        "nothing.webm",
        "a%00.webm",
        ".webm",
    ],
)
def test_nothing_but_the_files_of_tutorials_can_be_fetched(page, tutorial, name):
    for stored in ("attachments/secret.webm", "tutorials/stray.webm", "tutorials/page.html", "tutorials/picture.svg"):
        default_storage.save(stored, ContentFile(b"secret"))
    answer = page().get(f"/en/tutorials/media/{name}", follow=True)
    assert answer.status_code == 404


def test_even_a_row_with_a_path_outside_is_refused(page, tutorial, settings):
    outside = Path(settings.MEDIA_ROOT).parent / "outside.webm"
    outside.write_bytes(b"secret")
    type(tutorial).objects.filter(pk=tutorial.pk).update(video="tutorials/../../outside.webm")
    assert page().get("/en/tutorials/media/../../outside.webm").status_code in (400, 404)


def test_a_file_that_is_gone_is_not_found(page, tutorial, address):
    tutorial.video.storage.delete(tutorial.video.name)
    assert page().get(address).status_code == 404


def test_the_files_of_a_draft_are_for_editors(page, tutorial, address, editor, customer):
    services.save_tutorial(tutorial, by=None, is_published=False)
    assert page().get(address).status_code == 404
    assert page(customer).get(address).status_code == 404
    answer = page(editor).get(address)
    assert answer.status_code == 200
    assert "private" in answer["Cache-Control"]
