"""Files of pages: taken by what is in them, drawn anew, served to whoever may read the page."""

from __future__ import annotations

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageCms

from knowledge import services
from knowledge.models import Article, PageAttachment
from supportdesk.core.exceptions import NotAllowed
from supportdesk.core.files import FileRefused

from .factories import write_article, write_faq

PDF = b"%PDF-1.7\nA form."
ORIENTATION, GPS, CAMERA = 0x0112, 0x8825, 0x010F


def picture(name: str = "map.png", size: tuple[int, int] = (40, 20), **options) -> SimpleUploadedFile:
    buffer = io.BytesIO()
    kind = {"jpg": "JPEG", "webp": "WEBP", "gif": "GIF"}.get(name.rpartition(".")[2], "PNG")
    Image.new(options.pop("mode", "RGB"), size, options.pop("colour", "red")).save(buffer, kind, **options)
    return SimpleUploadedFile(name, buffer.getvalue())


def opened(attachment: PageAttachment) -> Image.Image:
    with attachment.file.open("rb") as file:
        return Image.open(io.BytesIO(file.read()))


def stored(settings) -> list:
    return [path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()]


@pytest.fixture
def article(db):
    return write_article("Luggage")


@pytest.fixture
def form(article, editor):
    return services.attach_file(article, by=editor, file=SimpleUploadedFile("Claim form.pdf", PDF))


# What is kept.


def test_a_file_is_kept_under_a_random_name_with_what_was_found_in_it(form, editor):
    assert (form.name, form.content_type, form.size, form.kind) == ("Claim form.pdf", "application/pdf", len(PDF), "PDF")
    assert (form.uploaded_by, form.is_listed) == (editor, True)
    assert "Claim" not in form.file.name
    assert form.markdown == f"[Claim form.pdf]({form.get_absolute_url()})"


def test_of_a_picture_nothing_is_kept_but_what_is_seen(article, editor):
    exif = Image.Exif()
    exif[ORIENTATION], exif[CAMERA], exif[GPS] = 6, "Secret camera", {1: "N", 2: (52.0, 31.0, 0.0)}
    attachment = services.attach_file(article, by=editor, file=picture("photo.jpg", exif=exif, comment=b"at home"))
    kept = opened(attachment)
    assert not kept.getexif()
    assert "comment" not in kept.info
    assert b"Secret camera" not in attachment.file.open("rb").read()
    # Turned as the camera said, since nothing says so any more.
    assert kept.size == (20, 40)
    assert attachment.file.name.endswith("-20x40.jpg")


def test_a_picture_tells_its_size_where_a_text_shows_it(article, editor, page):
    attachment = services.attach_file(article, by=editor, file=picture("Seat [map].png", (640, 360)), is_listed=False)
    assert attachment.markdown == f"![Seat map .png]({attachment.get_absolute_url()})"
    services.save_article(article, by=editor, texts={"en": {"body": attachment.markdown}})
    html = page().get(article.get_absolute_url()).content.decode()
    assert f'<img src="{attachment.get_absolute_url()}" alt="Seat map .png" width="640" height="360" loading="lazy"' in html
    assert "Files to download" not in html


def test_a_huge_picture_is_made_as_large_as_screens_are(article, editor):
    attachment = services.attach_file(article, by=editor, file=picture(size=(5000, 1000)))
    assert opened(attachment).size == (2560, 512)
    assert attachment.file.name.endswith("-2560x512.png")


def test_colours_are_those_of_the_web_and_glass_stays_clear(article, editor):
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    glass = picture("glass.png", mode="RGBA", colour=(255, 0, 0, 0), icc_profile=profile)
    kept = opened(services.attach_file(article, by=editor, file=glass))
    assert "icc_profile" not in kept.info
    assert kept.getpixel((0, 0))[3] == 0


@pytest.mark.parametrize(("name", "kind"), [("moving.gif", "GIF"), ("moving.webp", "WEBP"), ("moving.png", "PNG")])
def test_a_moving_picture_goes_on_moving(article, editor, name, kind):
    buffer = io.BytesIO()
    frames = [Image.new("RGB", (10, 10), colour) for colour in ("red", "blue", "green")]
    said = {"exif": b"Exif\0\0MM\0*\0\0\0\x08\0\0"} if kind != "GIF" else {"comment": b"Secret"}
    frames[0].save(buffer, kind, save_all=True, append_images=frames[1:], duration=120, **said)
    attachment = services.attach_file(article, by=editor, file=SimpleUploadedFile(name, buffer.getvalue()))
    kept = opened(attachment)
    assert kept.n_frames == 3
    assert "comment" not in kept.info
    assert not kept.getexif()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("page.html", b"<script>alert(1)</script>"),
        ("page.svg", b"<svg onload='alert(1)'/>"),
        ("photo.png", b"<html><script>alert(1)</script>"),
        ("photo.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 40),
        ("form.pdf", b"MZ\x90\0"),
        ("script.js", b"alert(1)"),
        ("noname", b"x"),
        ("empty.pdf", b""),
    ],
)
def test_what_is_no_good_is_refused_and_nothing_is_stored(article, editor, settings, name, content):
    with pytest.raises(FileRefused):
        services.attach_file(article, by=editor, file=SimpleUploadedFile(name, content))
    assert not PageAttachment.objects.exists()
    assert not stored(settings)


def test_a_picture_that_is_cut_off_is_refused(article, editor, settings):
    whole = picture(size=(400, 400), colour=None).read()
    with pytest.raises(FileRefused):
        services.attach_file(article, by=editor, file=SimpleUploadedFile("cut.png", whole[: len(whole) // 2]))
    assert not stored(settings)


def test_the_limit_of_the_settings_holds(article, editor, settings):
    settings.ATTACHMENT_MAX_BYTES = 10
    with pytest.raises(FileRefused) as refusal:
        services.attach_file(article, by=editor, file=SimpleUploadedFile("a.pdf", PDF))
    assert refusal.value.code == "file_too_big"


def test_nothing_is_left_behind_when_a_file_cannot_be_stored(article, editor, settings, monkeypatch):
    monkeypatch.setattr(PageAttachment, "save", lambda self, **kwargs: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        services.attach_file(article, by=editor, file=picture())
    assert not stored(settings)


# Who may.


@pytest.mark.parametrize("person", ["customer", "agent"])
def test_who_may_not_change_the_page_does_not_touch_its_files(article, form, request, settings, person):
    person = request.getfixturevalue(person)
    with pytest.raises(NotAllowed):
        services.attach_file(article, by=person, file=picture())
    with pytest.raises(NotAllowed):
        services.change_attachment(form, by=person, name="Mine", is_listed=False)
    with pytest.raises(NotAllowed):
        services.remove_attachment(form, by=person)
    form.refresh_from_db()
    assert (form.name, form.is_listed) == ("Claim form.pdf", True)
    assert len(stored(settings)) == 1


@pytest.mark.django_db(transaction=True)
def test_a_file_goes_with_its_row_and_with_its_page(settings):
    article = write_article("Luggage")
    first, second = (services.attach_file(article, by=None, file=picture()) for _ in range(2))
    services.remove_attachment(first, by=None)
    assert [path.name for path in stored(settings)] == [second.file.name.removeprefix("pages/")]
    services.delete_article(article, by=None)
    assert not stored(settings)


# Serving.


def test_a_reader_downloads_what_the_page_offers(page, article, form):
    html = page().get(article.get_absolute_url()).content.decode()
    assert "Files to download" in html
    assert f'href="{form.get_absolute_url()}"' in html
    answer = page().get(form.get_absolute_url())
    assert b"".join(answer.streaming_content) == PDF
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == 'inline; filename="Claim form.pdf"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert all(word in answer["Cache-Control"] for word in ("public", "immutable", "max-age=604800"))


def test_what_a_browser_should_not_show_is_a_download(page, article, editor):
    table = services.attach_file(article, by=editor, file=SimpleUploadedFile("fees.csv", b"a,b\n1,2\n"), name="Fees of 2026")
    answer = page().get(table.get_absolute_url())
    assert answer["Content-Disposition"] == 'attachment; filename="Fees of 2026.csv"'
    assert answer["Content-Type"] == "text/csv"


def test_a_browser_that_has_it_gets_no_second_copy(page, form):
    etag = page().get(form.get_absolute_url())["ETag"]
    again = page().get(form.get_absolute_url(), headers={"If-None-Match": etag})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(
    ("change", "readers"),
    [
        ({"audience": "signed_in"}, {"customer", "agent", "editor"}),
        ({"audience": "staff"}, {"agent", "editor"}),
        ({"status": "draft"}, {"editor"}),
        ({"status": "archived"}, {"editor"}),
    ],
)
def test_a_file_is_for_the_readers_of_its_page(page, request, article, form, change, readers):
    etag = page().get(form.get_absolute_url())["ETag"]
    services.save_article(article, by=None, **change)
    for name in (None, "customer", "agent", "editor"):
        browser = page(request.getfixturevalue(name) if name else None)
        answer = browser.get(form.get_absolute_url())
        assert answer.status_code == (200 if name in readers else 404), name
        if name in readers:
            assert "public" not in answer["Cache-Control"]
            assert "private" in answer["Cache-Control"]
        else:
            # Nor does the name of a copy that one has help.
            assert browser.get(form.get_absolute_url(), headers={"If-None-Match": etag}).status_code == 404
        browser.logout()


def test_a_file_whose_page_is_a_question_is_served_as_well(page, editor):
    faq = write_faq("How big?")
    attachment = services.attach_file(faq, by=editor, file=picture("size.png"))
    assert page().get(attachment.get_absolute_url()).status_code == 200
    assert "size.png" in page().get(faq.get_absolute_url()).content.decode()


@pytest.mark.parametrize("name", ["nothing.png", "%00.png", "..%2f..%2fportal.sqlite3", "x" * 400, "%F0%9F%98%80"])
def test_what_is_not_a_page_s_file_does_not_exist(page, form, name):
    assert page().get(f"/articles/files/{name}").status_code == 404


def test_a_file_that_is_gone_from_the_disk_is_not_found(page, form):
    form.file.storage.delete(form.file.name)
    assert page().get(form.get_absolute_url()).status_code == 404


def test_the_files_of_a_page_cost_one_query(page, article, editor, django_assert_num_queries):
    def queries() -> int:
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(
            connection,
        ) as captured:
            page().get(article.get_absolute_url())
        return len(captured)

    page().get(article.get_absolute_url())
    before = queries()
    for number in range(4):
        services.attach_file(article, by=editor, file=SimpleUploadedFile(f"{number}.pdf", PDF))
    assert queries() == before


# The editors' desk.


def desk_form(article: Article, *rows: dict, initial: int = 0) -> dict:
    total = {"attachments-TOTAL_FORMS": len(rows), "attachments-INITIAL_FORMS": initial}
    words = {f"attachments-{number}-{name}": value for number, row in enumerate(rows) for name, value in row.items()}
    texts = {
        f"{field}_{language}": (getattr(article, f"{field}_{language}") or "")
        for field in ("title", "summary", "body")
        for language in ("en", "es", "fr", "de", "ar", "zh_hans")
    }
    standing = {
        "category": article.category_id,
        "position": 10,
        "status": "published",
        "audience": "public",
        "slug": article.slug,
    }
    return {**standing, "significance": 20, "comment": "", **texts, **total, **words}


def test_an_editor_uploads_renames_and_removes_files(page, article, editor):
    desk, address = page(editor), f"/admin/knowledge/article/{article.pk}/change/"
    upload = {"file": picture("map.png"), "name": "", "is_listed": ""}
    assert desk.post(address, desk_form(article, upload)).status_code == 302
    attachment = article.attachments.get()
    assert (attachment.name, attachment.is_listed, attachment.uploaded_by) == ("map.png", False, editor)
    html = desk.get(address).content.decode()
    assert attachment.markdown in html
    row = {"id": attachment.pk, "article": article.pk, "name": "Seat map", "is_listed": "on"}
    assert desk.post(address, desk_form(article, row, initial=1)).status_code == 302
    attachment.refresh_from_db()
    assert (attachment.name, attachment.is_listed) == ("Seat map", True)
    assert desk.post(address, desk_form(article, row | {"DELETE": "on"}, initial=1)).status_code == 302
    assert not article.attachments.exists()


def test_the_desk_says_why_a_file_is_not_taken(page, article, editor):
    upload = {"file": SimpleUploadedFile("photo.png", b"<script>"), "name": "", "is_listed": "on"}
    answer = page(editor).post(f"/admin/knowledge/article/{article.pk}/change/", desk_form(article, upload))
    assert answer.status_code == 200
    assert "is not a kind of file that we take" in answer.content.decode()
    assert not PageAttachment.objects.exists()
