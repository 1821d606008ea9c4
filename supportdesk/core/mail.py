"""The outbox: a letter is a row, written in the transaction of what it tells about, and sent by a job."""

from __future__ import annotations

from email.utils import make_msgid
from urllib.parse import urlsplit

import structlog
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation

from .jobs import durable
from .models import Letter

log = structlog.get_logger("supportdesk.mail")


def write_letter(
    *, key: str, kind: str, to: str, language: str, context: dict, headers: dict[str, str] | None = None
) -> Letter | None:
    """Put a letter into the outbox, rendered in `language` from `templates/emails/<kind>.{subject.txt,txt,html}`.

    `key` names the occasion; None when that letter was written before. `headers` are extra mail headers.
    """
    with translation.override(language):
        context = {**context, "site_name": settings.SITE_NAME, "site_url": settings.SITE_URL, "language": language}
        subject = " ".join(render_to_string(f"emails/{kind}.subject.txt", context).split())
        text = render_to_string(f"emails/{kind}.txt", context).strip() + "\n"
        html = render_to_string(f"emails/{kind}.html", context)
    return post_letter(key=key, kind=kind, to=to, language=language, subject=subject, text=text, html=html, headers=headers)


def post_letter(
    *, key: str, kind: str, to: str, language: str, subject: str, text: str, html: str = "", headers: dict[str, str] | None = None
) -> Letter | None:
    """Put a letter whose text is already written into the outbox; None when `key` was used before."""
    with transaction.atomic():
        letter, created = Letter.objects.get_or_create(
            key=key,
            defaults={
                "kind": kind,
                "to": to,
                "language": language,
                "subject": subject[:300],
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
    """Send one letter of the outbox; sent letters stay sent, so running twice is harmless."""
    letter = Letter.objects.get(pk=letter_id)
    if letter.status == Letter.Status.SENT:
        return
    message = EmailMultiAlternatives(
        letter.subject, letter.text, to=[letter.to], headers={**letter.headers, "Message-ID": letter.message_id}
    )
    if letter.html:
        message.attach_alternative(letter.html, "text/html")
    letter.attempts += 1
    try:
        message.send()
    except Exception as error:
        letter.last_error = f"{type(error).__name__}: {error}"[:2000]
        letter.save(update_fields=["attempts", "last_error", "updated_at"])
        log.warning("letter.not_sent", letter=letter.pk, attempt=letter.attempts, error=letter.last_error)
        raise
    letter.status, letter.sent_at, letter.last_error = Letter.Status.SENT, timezone.now(), ""
    letter.save(update_fields=["status", "sent_at", "attempts", "last_error", "updated_at"])


@send_letter.on_giving_up
def mark_letter_failed(letter_id: int, error: str) -> None:
    """After the last attempt the letter is kept, marked, where a person sees it."""
    Letter.objects.filter(pk=letter_id).exclude(status=Letter.Status.SENT).update(
        status=Letter.Status.FAILED, last_error=error[:2000], updated_at=timezone.now()
    )
