import pytest

from knowledge import services
from knowledge.models import Tutorial

from .factories import TutorialFactory

YOUTUBE = "https://www.youtube.com/watch?v=dQw4w9WgXcQ"


@pytest.mark.parametrize(
    "address",
    [
        "https://www.youtube.com/watch?v=dQw4w9WgXcQ",
        "http://youtube.com/watch?list=x&v=dQw4w9WgXcQ&t=5",
        "https://m.youtube.com/watch?v=dQw4w9WgXcQ",
        "https://youtu.be/dQw4w9WgXcQ?si=abc",
        "https://www.youtube.com/embed/dQw4w9WgXcQ",
        "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ",
        "https://www.youtube.com/shorts/dQw4w9WgXcQ",
        " https://YOUTU.BE/dQw4w9WgXcQ ",
    ],
)
def test_every_address_of_a_youtube_video_is_the_same_video(address):
    video = services.read_video_address(address)
    assert (video.website, video.address) == ("YouTube", YOUTUBE)
    assert video.player == "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ?rel=0"
    assert video.player_host == "www.youtube-nocookie.com"


@pytest.mark.parametrize(
    ("address", "kept", "player"),
    [
        ("https://vimeo.com/76979871", "https://vimeo.com/76979871", "https://player.vimeo.com/video/76979871?dnt=1"),
        (
            "https://vimeo.com/76979871/8272103f6e",
            "https://vimeo.com/76979871/8272103f6e",
            "https://player.vimeo.com/video/76979871?dnt=1&h=8272103f6e",
        ),
        (
            "https://player.vimeo.com/video/76979871?h=8272103f6e",
            "https://vimeo.com/76979871/8272103f6e",
            "https://player.vimeo.com/video/76979871?dnt=1&h=8272103f6e",
        ),
        (
            "https://vimeo.com/channels/staff/76979871",
            "https://vimeo.com/76979871",
            "https://player.vimeo.com/video/76979871?dnt=1",
        ),
    ],
)
def test_a_vimeo_video_keeps_its_key_and_is_not_to_track(address, kept, player):
    video = services.read_video_address(address)
    assert (video.website, video.address, video.player, video.player_host) == ("Vimeo", kept, player, "player.vimeo.com")


@pytest.mark.parametrize(
    "address",
    [
        "https://video.example/1",
        "https://youtube.com.evil.example/watch?v=dQw4w9WgXcQ",
        "https://notyoutube.com/watch?v=dQw4w9WgXcQ",
        "https://youtube.com@evil.example/watch?v=dQw4w9WgXcQ",
        "https://somebody@youtube.com/watch?v=dQw4w9WgXcQ",
        "https://youtube.com:8443/watch?v=dQw4w9WgXcQ",
        "ftp://youtube.com/watch?v=dQw4w9WgXcQ",
        "javascript:alert(1)//youtube.com/watch?v=dQw4w9WgXcQ",
        "https://www.youtube.com/",
        "https://www.youtube.com/watch?v=short",
        "https://www.youtube.com/watch?v=dQw4w9WgXcQ%22onload",
        "https://www.youtube.com/embed/dQw4w9WgXcQ/more",
        "https://vimeo.com/about",
        "https://vimeo.com/76979871/../x",
        "https://[::1",
        "youtube.com/watch?v=dQw4w9WgXcQ",
        "",
    ],
)
def test_any_other_address_is_refused(address):
    with pytest.raises(services.AddressRefused):
        services.read_video_address(address)


def test_the_setting_says_whose_videos_are_taken(settings):
    settings.VIDEO_HOSTS = ["video.example"]
    video = services.read_video_address("http://cast.video.example/watch/1")
    assert (video.website, video.address, video.player) == ("cast.video.example", "https://cast.video.example/watch/1", "")
    with pytest.raises(services.AddressRefused):
        services.read_video_address(YOUTUBE)


def test_a_refused_address_is_not_stored(editor):
    tutorial = TutorialFactory()
    with pytest.raises(services.AddressRefused):
        services.save_tutorial(tutorial, by=editor, texts={"en": {"title": "Other"}}, video_url="https://video.example/1")
    tutorial.refresh_from_db()
    assert (tutorial.video_url, tutorial.title) != ("https://video.example/1", "Other")
    assert tutorial.video_url == ""


def test_the_address_is_stored_in_its_plain_form(editor):
    services.save_tutorial(None, by=editor, texts={"en": {"title": "Away"}}, video_url="https://youtu.be/dQw4w9WgXcQ?si=who")
    assert Tutorial.objects.get().video_url == YOUTUBE


def test_the_page_asks_before_it_contacts_others_and_allows_one_host_alone(page, db):
    TutorialFactory(slug="away", video_url=YOUTUBE)
    answer = page().get("/en/tutorials/away/")
    html = answer.content.decode()
    before_asking = html.partition("<template data-frame>")[0]
    assert "www.youtube-nocookie.com" in before_asking
    assert "<iframe" not in before_asking
    assert f'href="{YOUTUBE}"' in html
    assert "frame-src https://www.youtube-nocookie.com;" in answer["Content-Security-Policy"] + ";"
    frame = html.partition("<iframe ")[2].partition(">")[0]
    for wanted in ("sandbox=", "title=", 'referrerpolicy="strict-origin-when-cross-origin"', "allow="):
        assert wanted in frame


def test_no_other_page_may_show_a_frame(page, db):
    TutorialFactory(slug="steps")
    for address in ("/en/tutorials/steps/", "/en/tutorials/", "/en/"):
        assert "frame-src 'none'" in page().get(address)["Content-Security-Policy"]


def test_a_website_that_is_not_trusted_any_more_is_not_linked_to(page, api, db):
    tutorial = TutorialFactory(slug="away", video_url="https://video.example/1")
    html = page().get("/en/tutorials/away/").content.decode()
    assert "video.example" not in html
    assert api().get(f"/support/tutorials/{tutorial.pk}").json()["video_url"] is None
