"""Files: taken by what is in them, stored under random names, served only to those who may read the message."""

from __future__ import annotations

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from supportdesk.core.files import FileRefused
from tickets import services
from tickets.attachments import check_files
from tickets.models import SupportAttachment


def upload(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def document(*names: str, **texts: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in names:
            archive.writestr(name, texts.get(name, "x"))
    return buffer.getvalue()


def open_document(kind: str) -> bytes:
    return document("mimetype", "content.xml", mimetype=f"application/vnd.oasis.opendocument.{kind}")


def broken_document() -> bytes:
    """A zip whose table of contents is in order, and whose packed content is not."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
    content = bytearray(buffer.getvalue())
    start = content.index(b"mimetype") + len("mimetype")
    content[start : start + 10] = b"\xff" * 10
    return bytes(content)


OOXML = "application/vnd.openxmlformats-officedocument."
MP4 = b"\0\0\0\x20ftypisom\0\0\2\0isomiso2avc1mp41" + b"\0" * 40
WEBM = b"\x1aE\xdf\xa3\x9fB\x86\x81\x01B\xf7\x81\x01B\xf2\x81\x04B\xf3\x81\x08B\x82\x84webm" + b"\0" * 40
TAKEN = [
    ("a.pdf", b"%PDF-1.7\n...", "application/pdf"),
    ("a.txt", "Grüße\r\n".encode(), "text/plain"),
    ("a.LOG", b"\xef\xbb\xbfstarted\n", "text/plain"),
    ("a.csv", b"a,b\n1,2\n", "text/csv"),
    ("a.docx", document("[Content_Types].xml", "word/document.xml"), f"{OOXML}wordprocessingml.document"),
    ("a.xlsx", document("[Content_Types].xml", "xl/workbook.xml"), f"{OOXML}spreadsheetml.sheet"),
    ("a.pptx", document("[Content_Types].xml", "ppt/presentation.xml"), f"{OOXML}presentationml.presentation"),
    ("a.odt", open_document("text"), "application/vnd.oasis.opendocument.text"),
    ("a.mp4", MP4, "video/mp4"),
    ("a.webm", WEBM, "video/webm"),
]
REFUSED = [
    ("page.html", b"<html><script>alert(1)</script>"),
    ("drawing.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
    ("page.png", b"<html><script>alert(1)</script>"),
    ("program.pdf", b"MZ\x90\0\3\0\0\0"),
    ("program.txt", b"MZ\x90\0\3\0\0\0"),
    ("latin.txt", "Grüße".encode("latin-1")),
    ("archive.zip", document("a.txt")),
    ("archive.docx", document("a.txt")),
    ("macro.docx", document("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin")),
    ("not.docx", b"PK\x03\x04 no zip at all"),
    ("formula.odt", open_document("formula")),
    ("broken.odt", broken_document()),
    ("page.mp4", b"<html>"),
    ("film.webm", MP4),
    ("cut.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"),
    ("noextension", b"hello"),
    ("evil.exe", b"hello"),
]


@pytest.mark.parametrize(("name", "content", "content_type"), TAKEN, ids=[row[0] for row in TAKEN])
def test_these_are_taken(name, content, content_type):
    checked = check_files([upload(name, content)])[0]
    assert (checked.name, checked.content_type) == (name, content_type)


@pytest.mark.parametrize(
    ("kind", "content_type"), [("PNG", "image/png"), ("JPEG", "image/jpeg"), ("GIF", "image/gif"), ("WEBP", "image/webp")]
)
def test_pictures_are_taken_for_what_they_are(picture, kind, content_type):
    assert check_files([picture("photo.png", kind)])[0].content_type == content_type


@pytest.mark.parametrize(("name", "content"), REFUSED, ids=[row[0] for row in REFUSED])
def test_these_are_refused_and_nothing_is_stored(name, content, ticket, customer, nothing_changed):
    before = nothing_changed()
    with pytest.raises(FileRefused) as refusal:
        services.post_message(ticket, by=customer, body="See this", attachments=[upload(name, content)])
    assert refusal.value.code == "file_type_refused"
    assert name in str(refusal.value)
    assert nothing_changed() == before
    assert not SupportAttachment.objects.exists()


def test_limits_are_those_of_the_settings(settings, picture):
    settings.ATTACHMENT_MAX_BYTES, settings.ATTACHMENTS_PER_MESSAGE = 100, 2
    for files, code in (
        ([upload("a.txt", b"x" * 101)], "file_too_big"),
        ([upload("a.txt", b"")], "file_empty"),
        ([upload("a.txt", b"x")] * 3, "too_many_files"),
    ):
        with pytest.raises(FileRefused) as refusal:
            check_files(files)
        assert refusal.value.code == code
    assert len(check_files([upload("a.txt", b"x" * 100)] * 2)) == 2


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/pass.txt", "pass.txt"),
        ("C:\\temp\\a.txt", "a.txt"),
        ("in\u202evoice.txt", "invoice.txt"),
        ("a\r\nb.txt", "ab.txt"),
        ("é" * 300 + ".txt", "é" * 196 + ".txt"),
    ],
)
def test_names_are_made_harmless(given, kept):
    file = upload("x.txt", b"hello")
    file._name = given
    assert check_files([file])[0].name == kept


def test_a_file_is_stored_with_its_checksum_under_a_random_name(ticket, customer, picture):
    message = services.post_message(ticket, by=customer, body="", attachments=[picture("my seat.png")])

    attachment = message.attachments.get()
    assert message.body == "Please see the attached files."
    assert (attachment.name, attachment.content_type) == ("my seat.png", "image/png")
    assert len(attachment.sha256) == 64
    assert "seat" not in attachment.file.name
    assert attachment.size == attachment.file.size


def test_nothing_is_left_behind_when_a_file_cannot_be_stored(ticket, customer, picture, monkeypatch, settings, nothing_changed):
    before, save = nothing_changed(), SupportAttachment.save
    monkeypatch.setattr(SupportAttachment, "save", lambda self, **kw: save(self, **kw) if self.name == "a.png" else 1 / 0)
    with pytest.raises(ZeroDivisionError):
        services.post_message(ticket, by=customer, body="Two", attachments=[picture("a.png"), picture("b.png")])
    assert nothing_changed() == before
    assert not [path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()]


@pytest.fixture
def with_files(ticket, customer, desk_agent, picture):
    """A public file and one on an internal note; (ticket, public, internal)."""
    public = services.post_message(ticket, by=customer, body="See", attachments=[picture("Schön „neu“.png")])
    note = services.post_message(ticket, by=desk_agent, body="Hm", internal=True, attachments=[picture("secret.png")])
    return ticket, public.attachments.get(), note.attachments.get()


@pytest.mark.parametrize(
    ("role", "public", "internal"),
    [("customer", 200, 404), ("stranger", 404, 404), ("editor", 404, 404), ("desk_agent", 200, 200), (None, 404, 404)],
)
def test_files_are_for_those_who_may_read_the_message(role, public, internal, with_files, page, api, request):
    ticket, public_file, internal_file = with_files
    person = request.getfixturevalue(role) if role else None
    for client in (page(person), api(person)):
        for file, expected in ((public_file, public), (internal_file, internal)):
            assert client.get(reverse("tickets:file", args=[ticket.pk, file.pk])).status_code == expected


def test_a_file_comes_as_a_download_and_nothing_else(with_files, page, customer):
    ticket, file, _internal = with_files
    answer = page(customer).get(reverse("tickets:file", args=[ticket.pk, file.pk]))
    assert answer["Content-Type"] == "image/png"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''Sch%C3%B6n")
    assert "no-store" in answer["Cache-Control"]
    assert b"".join(answer.streaming_content).startswith(b"\x89PNG")


def test_the_private_link_opens_the_files_of_its_ticket_only(guest_ticket, with_files, page, picture, desk_agent):
    _ticket, foreign, _note = with_files
    own = services.post_message(guest_ticket, by=None, as_guest=True, body="See", attachments=[picture()]).attachments.get()
    note = services.post_message(guest_ticket, by=desk_agent, body="Hm", internal=True, attachments=[picture()]).attachments.get()

    def status(file):
        return page().get(reverse("tickets:link_file", args=[guest_ticket.access_token, file.pk])).status_code

    assert (status(own), status(note), status(foreign)) == (200, 404, 404)
    address = reverse("tickets:file", args=[guest_ticket.pk, own.pk])
    assert page().get(address, headers={"X-Ticket-Token": guest_ticket.access_token}).status_code == 200
    assert page().get(address, headers={"X-Ticket-Token": "x"}).status_code == 404
