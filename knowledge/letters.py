"""The letters to those who write and keep the help centre, each in its reader's own language."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from urllib.parse import urljoin

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from supportdesk.core.choices import Language
from supportdesk.core.mail import write_letter
from supportdesk.core.models import Letter, User

from .models import FAQ, Article, Revision


def proposal_decided(revision: Revision) -> Letter | None:
    """Tell the author of a proposal what was decided and why; None when the author decided, or nobody wrote it."""
    author = revision.author
    if author is None or not author.is_active or revision.reviewer_id in (None, author.pk):
        return None
    occasion = f"{revision.pk}:{revision.reviewed_at.isoformat()}" if revision.reviewed_at else str(revision.pk)
    return _write(
        "proposal_decided",
        author,
        occasion,
        {
            "revision": revision,
            "title": revision.title,
            "reviewer": revision.reviewer,
            "decision": revision.status,
            "page_url": _address("admin:knowledge_revision_change", revision.pk),
        },
    )


def pages_to_verify(person: User, pages: Iterable[FAQ | Article], *, today: date) -> Letter | None:
    """Ask one person to look whether these pages still hold; at most one letter a day."""
    language = _language_of(person)
    with translation.override(language):
        rows = [
            {
                "title": str(page),
                "day": page.verify_by,
                "is_late": page.verify_by is not None and page.verify_by < today,
                "url": _address(f"admin:knowledge_{page._meta.model_name}_change", page.pk),
            }
            for page in pages
        ]
    return _write(
        "pages_to_verify",
        person,
        f"{person.pk}:{today.isoformat()}",
        {
            "pages": rows,
            "number": len(rows),
            "page_url": _address("admin:knowledge_revision_todo"),
        },
    )


def _write(kind: str, person: User, occasion: str, context: dict) -> Letter | None:
    return write_letter(
        key=f"{kind}:{occasion}",
        kind=kind,
        to=person.email,
        language=_language_of(person),
        context={"name": person.display_name, **context},
    )


def _language_of(person: User) -> str:
    return person.language or Language.EN.value


def _address(name: str, *args) -> str:
    return urljoin(settings.SITE_URL, reverse(name, args=args))
