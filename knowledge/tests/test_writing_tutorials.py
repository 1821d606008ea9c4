import pytest

from knowledge import services
from knowledge.models import Tutorial, TutorialCaption
from supportdesk.core.exceptions import NotAllowed, NotFound
from supportdesk.core.models import SearchEntry

from .factories import TutorialFactory
from .uploads import captions, picture, video

TEXTS = {"en": {"title": "Book a trip", "description": "In **five** minutes.", "transcript": "1. Look."}}


def file(name: str):
    """A good file of the kind that the name says."""
    return {"webm": video, "webp": picture, "vtt": captions}[name.rpartition(".")[2].lower()](called=name)


def stored(field) -> bool:
    return field.storage.exists(field.name)


def test_a_tutorial_with_video_and_captions_is_found(editor):
    tutorial = services.save_tutorial(
        None,
        by=editor,
        texts={**TEXTS, "es": {"title": "Reserva un viaje"}},
        category="booking",
        is_published=True,
        files={"video": file("My clip.WEBM"), "poster": file("p.webp")},
        captions={"en": file("en.vtt"), "es": file("es.vtt")},
    )
    assert tutorial.slug == "book-a-trip"
    assert tutorial.video.name.startswith("tutorials/")
    assert tutorial.video.name.endswith(".webm")
    assert "clip" not in tutorial.video.name
    assert sorted(tutorial.captions.values_list("language", flat=True)) == ["en", "es"]
    entries = {entry.language: entry for entry in SearchEntry.objects.filter(kind="tutorial")}
    assert set(entries) == {"en", "es"}
    assert entries["en"].url == "/en/tutorials/book-a-trip/"
    assert "five" in entries["en"].body
    assert "Look." in entries["en"].body


def test_a_draft_is_not_found(editor):
    tutorial = services.save_tutorial(None, by=editor, texts=TEXTS, is_published=True)
    services.save_tutorial(tutorial, by=editor, is_published=False)
    assert not SearchEntry.objects.exists()


def test_a_replaced_file_goes_and_the_others_stay(editor, django_capture_on_commit_callbacks):
    tutorial = services.save_tutorial(None, by=editor, texts=TEXTS, files={"video": file("a.webm"), "poster": file("a.webp")})
    old = tutorial.video
    with django_capture_on_commit_callbacks(execute=True):
        changed = services.save_tutorial(tutorial, by=editor, files={"video": file("b.webm")})
    assert not old.storage.exists(old.name)
    assert stored(changed.video)
    assert stored(changed.poster)


def test_an_address_elsewhere_replaces_the_file_and_back(editor, django_capture_on_commit_callbacks):
    tutorial = services.save_tutorial(None, by=editor, texts=TEXTS, files={"video": file("a.webm")})
    with django_capture_on_commit_callbacks(execute=True):
        tutorial = services.save_tutorial(tutorial, by=editor, video_url="https://vimeo.com/76979871")
    assert (bool(tutorial.video), tutorial.video_url) == (False, "https://vimeo.com/76979871")
    tutorial = services.save_tutorial(tutorial, by=editor, files={"video": file("c.webm")})
    assert (bool(tutorial.video), tutorial.video_url) == (True, "")


def test_captions_are_replaced_moved_and_taken_away(editor, django_capture_on_commit_callbacks):
    tutorial = services.save_tutorial(None, by=editor, texts=TEXTS, captions={"en": file("en.vtt"), "es": file("es.vtt")})
    spanish = TutorialCaption.objects.get(language="es").file
    with django_capture_on_commit_callbacks(execute=True):
        services.replace_captions(tutorial, by=editor, captions={"es": None, "fr": spanish})
    assert sorted(tutorial.captions.values_list("language", flat=True)) == ["en", "fr"]
    assert stored(TutorialCaption.objects.get(language="fr").file)
    with django_capture_on_commit_callbacks(execute=True):
        services.replace_captions(tutorial, by=editor, captions={"fr": None})
    assert not stored(spanish)


def test_deleting_takes_the_files_along(editor, django_capture_on_commit_callbacks):
    tutorial = services.save_tutorial(
        None, by=editor, texts=TEXTS, is_published=True, files={"video": file("a.webm")}, captions={"en": file("en.vtt")}
    )
    caption = tutorial.captions.get().file
    with django_capture_on_commit_callbacks(execute=True):
        services.delete_tutorial(tutorial, by=editor)
    assert not stored(tutorial.video)
    assert not stored(caption)
    assert not SearchEntry.objects.exists()
    with pytest.raises(NotFound):
        services.delete_tutorial(tutorial, by=editor)


def test_english_is_needed_and_unknown_fields_are_a_mistake(editor):
    with pytest.raises(services.TextMissing):
        services.save_tutorial(None, by=editor, texts={"es": {"title": "Solo español"}})
    with pytest.raises(TypeError):
        services.save_tutorial(None, by=editor, texts=TEXTS, view_count=5)
    assert not Tutorial.objects.exists()


@pytest.mark.parametrize("person", ["customer", "agent", "supervisor"])
def test_others_may_not_write_and_nothing_changes(request, person):
    person = request.getfixturevalue(person)
    tutorial = TutorialFactory()
    before = Tutorial.objects.values().get()
    for refused in (
        lambda: services.save_tutorial(None, by=person, texts=TEXTS),
        lambda: services.save_tutorial(tutorial, by=person, is_published=False),
        lambda: services.replace_captions(tutorial, by=person, captions={"en": file("en.vtt")}),
        lambda: services.delete_tutorial(tutorial, by=person),
    ):
        with pytest.raises(NotAllowed):
            refused()
    assert Tutorial.objects.values().get() == before
    assert not TutorialCaption.objects.exists()


def test_what_is_only_said_is_found_too(editor):
    services.save_tutorial(
        None,
        by=editor,
        texts={"en": {"title": "Watch"}, "es": {"title": "Mira", "transcript": "1. Escrito."}},
        is_published=True,
        captions={"en": captions("Press the heron."), "es": captions("Dicho.")},
    )
    bodies = dict(SearchEntry.objects.values_list("language", "body"))
    assert bodies == {"en": "Press the heron.", "es": "Escrito."}
