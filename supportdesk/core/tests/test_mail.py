"""The outbox: letters are rows, sent by a job through a real mail server."""

from __future__ import annotations

import email
import socket
from email.policy import default as modern

import pytest
from aiosmtpd.controller import Controller
from django.core import mail
from django.db import transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from supportdesk.core.accounts import AccountAdapter
from supportdesk.core.jobs.models import JobRun
from supportdesk.core.jobs.worker import drain
from supportdesk.core.mail import NotFailed, NotKept, post_letter, send_letter, send_letter_again, write_letter
from supportdesk.core.models import Letter

pytestmark = pytest.mark.django_db


class MailServer:
    """Receives letters, or answers with the next of `answers` instead."""

    def __init__(self) -> None:
        self.letters, self.recipients = [], []
        self.data_answers, self.recipient_answers = [], []

    async def handle_RCPT(self, server, session, envelope, address, options):
        if self.recipient_answers:
            return self.recipient_answers.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if self.data_answers:
            return self.data_answers.pop(0)
        self.letters.append(email.message_from_bytes(envelope.content, policy=modern))
        self.recipients.append(envelope.rcpt_tos)
        return "250 OK"


@pytest.fixture
def mail_server(settings):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = MailServer()
    controller = Controller(server, hostname="127.0.0.1", port=port)
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    yield server
    controller.stop()


def letter(**changes) -> Letter | None:
    words = {
        "key": "welcome:1",
        "kind": "welcome",
        "to": "ana@example.org",
        "language": "en",
        "subject": "Your trip",
        "text": "Hello Ana, ¿todo bien?\n",
        "html": "<p>Hello Ana, <b>¿todo bien?</b></p>",
        "headers": {"Reply-To": "help+abc@lumora.example", "In-Reply-To": "<before@lumora.example>"},
    }
    return post_letter(**{**words, **changes})


def let_time_pass() -> None:
    DBTaskResult.objects.update(run_after=timezone.now())


def test_a_letter_arrives_as_text_and_html_with_its_headers(mail_server, settings):
    written = letter()
    drain()
    (received,) = mail_server.letters
    assert mail_server.recipients == [["ana@example.org"]]
    assert received["To"] == "ana@example.org"
    assert received["From"] == settings.DEFAULT_FROM_EMAIL
    assert received["Subject"] == "Your trip"
    assert received["Message-ID"] == written.message_id
    assert received["Date"]
    assert received["Auto-Submitted"] == "auto-generated"
    assert received["X-Auto-Response-Suppress"] == "All"
    assert received["Reply-To"] == "help+abc@lumora.example"
    assert received["In-Reply-To"] == "<before@lumora.example>"
    assert received.get_content_type() == "multipart/alternative"
    assert received.get_body(["plain"]).get_content().strip() == "Hello Ana, ¿todo bien?"
    assert "<b>¿todo bien?</b>" in received.get_body(["html"]).get_content()
    written.refresh_from_db()
    assert (written.status, written.attempts, written.last_error) == (Letter.Status.SENT, 1, "")
    assert written.sent_at is not None


def test_a_letter_that_is_put_off_is_tried_again_under_the_same_message_id(mail_server):
    mail_server.data_answers = ["451 Come back later", "451 Come back later"]
    written = letter()
    drain()
    written.refresh_from_db()
    assert (written.status, written.attempts) == (Letter.Status.QUEUED, 1)
    assert "451" in written.last_error
    assert drain() == 0, "not before its time"
    for _ in range(2):
        let_time_pass()
        drain()
    written.refresh_from_db()
    assert (written.status, written.attempts, written.last_error) == (Letter.Status.SENT, 3, "")
    assert [received["Message-ID"] for received in mail_server.letters] == [written.message_id]


@pytest.mark.parametrize("at", ["recipient_answers", "data_answers"])
def test_a_letter_that_is_refused_for_good_has_failed_and_is_not_tried_again(mail_server, at):
    setattr(mail_server, at, ["550 No such person"])
    written = letter()
    drain()
    let_time_pass()
    assert drain() == 0
    written.refresh_from_db()
    assert (written.status, written.attempts, written.sent_at) == (Letter.Status.FAILED, 1, None)
    assert "550" in written.last_error
    assert mail_server.letters == []
    assert JobRun.objects.get().status == JobRun.Status.FAILED


def test_without_a_mail_server_a_letter_fails_after_its_last_attempt(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    written = letter()
    for _ in range(send_letter.max_attempts + 2):
        drain()
        let_time_pass()
    written.refresh_from_db()
    assert (written.status, written.attempts) == (Letter.Status.FAILED, 8)
    assert "Refused" in written.last_error


def test_a_failed_letter_can_be_sent_again(mail_server):
    mail_server.data_answers = ["550 Not today"]
    written = letter()
    drain()
    send_letter_again(written)
    drain()
    written.refresh_from_db()
    assert (written.status, written.last_error) == (Letter.Status.SENT, "")
    assert len(mail_server.letters) == 1


def test_a_sent_letter_is_not_sent_again(mail_server):
    written = letter()
    drain()
    with pytest.raises(NotFailed):
        send_letter_again(written)
    send_letter.call(written.pk)
    assert drain() == 0
    assert len(mail_server.letters) == 1


def test_one_occasion_has_one_letter():
    assert letter() is not None
    assert letter(text="Another text") is None
    assert Letter.objects.get().text.startswith("Hello Ana")
    drain()
    assert len(mail.outbox) == 1


def test_a_rolled_back_transaction_takes_its_letter_away():
    with transaction.atomic():
        letter()
        transaction.set_rollback(True)
    drain()
    assert not Letter.objects.exists()
    assert mail.outbox == []


def test_a_subject_is_one_line_and_not_longer_than_it_may_be():
    written = letter(subject="Your\ntrip\r\n Bcc: everyone@example.org " + "x" * 400)
    assert "\n" not in written.subject
    assert len(written.subject) == 300
    drain()
    assert mail.outbox[0].recipients() == ["ana@example.org"]


def test_a_letter_that_cannot_be_put_into_mail_form_fails_at_once():
    written = letter(headers={"Reply-To": "a@example.org\nBcc: everyone@example.org"})
    drain()
    written.refresh_from_db()
    assert written.status == Letter.Status.FAILED
    assert mail.outbox == []


def test_a_letter_is_written_in_its_language_and_plain_text_is_not_html(settings, tmp_path):
    emails = tmp_path / "emails"
    emails.mkdir()
    (emails / "hello.subject.txt").write_text("{{ name }}\n& {{ site_name }}")
    (emails / "hello.txt").write_text("{{ language }} {{ name }} {{ day|date:'l' }}")
    (emails / "hello.html").write_text("<p>{{ name }}</p>")
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path]}]
    context = {"name": "O'Neill & <Sons>", "day": timezone.datetime(2026, 11, 22)}
    written = write_letter(key="1", kind="hello", to="ana@example.org", language="es", context=context)
    assert written.subject == f"O'Neill & <Sons> & {settings.SITE_NAME}"
    assert written.text == "es O'Neill & <Sons> domingo\n"
    assert written.html == "<p>O&#x27;Neill &amp; &lt;Sons&gt;</p>"
    assert written.language == "es"


def account_letter(monkeypatch) -> Letter:
    message = mail.EmailMultiAlternatives("Your code", "The code is K7WX2.", to=["ana@example.org"])
    message.attach_alternative("<p>The code is K7WX2.</p>", "text/html")
    adapter = AccountAdapter()
    monkeypatch.setattr(adapter, "render_mail", lambda *args, **kwargs: message)
    adapter.send_mail("account/email/login_code", "ana@example.org", {})
    return Letter.objects.get()


def test_the_code_in_an_account_letter_is_not_kept_once_it_is_sent(monkeypatch):
    written = account_letter(monkeypatch)
    drain()
    assert "K7WX2" in mail.outbox[0].body
    written.refresh_from_db()
    assert (written.status, written.text, written.html) == (Letter.Status.SENT, "", "")


def test_an_account_letter_that_failed_cannot_be_sent_again(monkeypatch, settings):
    settings.EMAIL_BACKEND = "no.such.Backend"
    written = account_letter(monkeypatch)
    JobRun.objects.update(max_attempts=1)
    drain()
    written.refresh_from_db()
    assert (written.status, written.text) == (Letter.Status.FAILED, "")
    with pytest.raises(NotKept):
        send_letter_again(written)
    assert drain() == 0
