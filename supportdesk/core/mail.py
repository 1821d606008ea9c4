"""The outbox: a letter is a row, written in the transaction of what it tells about, and sent by a job."""

from __future__ import annotations

import smtplib
from email.utils import make_msgid
from urllib.parse import urlsplit

import structlog
from django.conf import settings
from django.core.mail import BadHeaderError, EmailMultiAlternatives
from django.db import transaction
from django.db.models import F
from django.template import Context
from django.template.loader import get_template, render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from .exceptions import Refusal
from .jobs import GiveUp, durable
from .models import Letter

log = structlog.get_logger("supportdesk.mail")

# Letters of this occasion carry codes that open an account: nobody reads them but the addressee.
ACCOUNT_KEY = "account:"


class NotFailed(Refusal):
    code = "letter_not_failed"
    message = _("Only a letter that could not be sent can be sent again.")


class NotKept(Refusal):
    code = "letter_not_kept"
    message = _("This letter carried a code and was not kept. Ask for a new one.")


def write_letter(
    *, key: str, kind: str, to: str, language: str, context: dict, headers: dict[str, str] | None = None
) -> Letter | None:
    """Put a letter into the outbox, rendered in `language` from `templates/emails/<kind>.{subject.txt,txt,html}`.

    `key` names the occasion; None when that letter was written before. `headers` are extra mail headers.
    """
    with translation.override(language):
        context = {**context, "site_name": settings.SITE_NAME, "site_url": settings.SITE_URL, "language": language}
        subject = _plain(f"emails/{kind}.subject.txt", context)
        text = _plain(f"emails/{kind}.txt", context).strip() + "\n"
        html = render_to_string(f"emails/{kind}.html", context)
    return post_letter(key=key, kind=kind, to=to, language=language, subject=subject, text=text, html=html, headers=headers)


def _plain(template: str, context: dict) -> str:
    """Plain text is not HTML: an apostrophe stays an apostrophe."""
    return get_template(template).template.render(Context(context, autoescape=False))  # type: ignore[attr-defined]


@transaction.atomic
def post_letter(
    *, key: str, kind: str, to: str, language: str, subject: str, text: str, html: str = "", headers: dict[str, str] | None = None
) -> Letter | None:
    """Put a letter whose text is already written into the outbox; None when `key` was used before."""
    letter, created = Letter.objects.get_or_create(
        key=key,
        defaults={
            "kind": kind,
            "to": to,
            "language": language,
            "subject": " ".join(subject.split())[:300],
            "text": text,
            "html": html,
            "headers": {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All", **(headers or {})},
            "message_id": make_msgid(domain=urlsplit(settings.SITE_URL).hostname or "localhost"),
        },
    )
    if not created:
        return None
    send_letter.enqueue(letter.pk)
    return letter


@durable(max_attempts=8, base_delay=5, time_limit=60)
def send_letter(letter_id: int) -> None:
    """Send one letter of the outbox. A sent letter stays sent; should a worker die between the sending and the noting of
    it, the second copy carries the same Message-ID.
    """
    letter = Letter.objects.waiting().filter(pk=letter_id).first()
    if letter is None:
        return
    message = EmailMultiAlternatives(
        letter.subject, letter.text, to=[letter.to], headers={**letter.headers, "Message-ID": letter.message_id}
    )
    if letter.html:
        message.attach_alternative(letter.html, "text/html")
    try:
        message.send()
    except Exception as error:
        reason = f"{type(error).__name__}: {error}"
        Letter.objects.filter(pk=letter.pk).update(
            attempts=F("attempts") + 1, last_error=reason[:2000], updated_at=timezone.now()
        )
        log.warning("letter.not_sent", letter=letter.pk, error=reason)
        if _is_final(error):
            raise GiveUp(reason) from error
        raise
    _end(letter, status=Letter.Status.SENT, sent_at=timezone.now(), attempts=F("attempts") + 1, last_error="")
    log.info("letter.sent", letter=letter.pk, kind=letter.kind)


@send_letter.on_giving_up
def mark_letter_failed(letter_id: int, error: str) -> None:
    """After the last attempt the letter is kept, marked, where a person sees it."""
    letter = Letter.objects.waiting().filter(pk=letter_id).first()
    if letter is not None:
        _end(letter, status=Letter.Status.FAILED, last_error=error[:2000])


def _end(letter: Letter, **outcome: object) -> None:
    if letter.key.startswith(ACCOUNT_KEY):
        outcome |= {"text": "", "html": ""}
    Letter.objects.filter(pk=letter.pk).update(**outcome, updated_at=timezone.now())


@transaction.atomic
def send_letter_again(letter: Letter) -> Letter:
    """Put a letter that failed back into the outbox, with all its attempts."""
    letter = Letter.objects.select_for_update(of=("self",)).get(pk=letter.pk)
    if letter.status != Letter.Status.FAILED:
        raise NotFailed
    if not letter.text:
        raise NotKept
    letter.status, letter.last_error = Letter.Status.QUEUED, ""
    letter.save(update_fields=["status", "last_error", "updated_at"])
    send_letter.enqueue(letter.pk)
    return letter


def _is_final(error: Exception) -> bool:
    """Whether the mail server will say the same tomorrow: it refused this address or this text for good (5xx), or
    the letter cannot be put into mail form. A refused sign-in or sender is the portal's fault and gets mended.
    """
    match error:
        case smtplib.SMTPRecipientsRefused(recipients=refused):
            return bool(refused) and all(code >= 500 for code, _reply in refused.values())
        case smtplib.SMTPDataError(smtp_code=code):
            return code >= 500
        case _:
            return isinstance(error, BadHeaderError | UnicodeError)
