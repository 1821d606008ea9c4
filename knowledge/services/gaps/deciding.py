"""What editors do with a gap. Whoever comes second learns that it was decided on, and nothing is done twice."""

from __future__ import annotations

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from supportdesk.core.exceptions import NotAllowed, NotFound, Refusal

from ... import policies
from ...models import FAQ, ContentGap, FAQCategory, FAQPhrasing
from ..faqs import add_phrasing, save_faq
from ..texts import Texts

Status = ContentGap.Status
Source = ContentGap.Source


class GapDecided(Refusal):
    """Somebody was quicker, or a button was pressed twice."""

    code = "gap_decided"
    message = _("Somebody has decided on this question meanwhile.")


@transaction.atomic
def draft_faq(gap: ContentGap, *, by, category: FAQCategory, texts: Texts, wording: str = "") -> FAQ:
    """Write a draft FAQ that answers an open gap, with the gap's wording as another way to ask; a person publishes it.

    `texts` need English, as every FAQ does.
    """
    _decide(gap, by=by, to=Status.DRAFTED, among=(Status.OPEN,))
    faq = save_faq(
        None,
        by=by,
        texts=texts,
        category=category,
        phrasings={gap.language: [wording]} if _is_news(wording, texts.get(gap.language)) else None,
        published=False,
    )
    _same(gap).filter(status=Status.DRAFTED, faq=None).update(faq=faq)
    return faq


@transaction.atomic
def answer_gap(gap: ContentGap, *, by, faq: FAQ, wording: str = "") -> ContentGap:
    """Say that an FAQ answers it already; the gap's wording becomes another way to ask the FAQ's question."""
    if not faq.is_published:
        raise NotFound
    _decide(gap, by=by, to=Status.ANSWERED, among=(Status.OPEN, Status.DRAFTED), faq=faq)
    if wording.strip():
        add_phrasing(faq, by=by, language=gap.language, text=wording, source=phrasing_source(gap))
    return _fresh(gap)


@transaction.atomic
def dismiss_gap(gap: ContentGap, *, by) -> ContentGap:
    """Put it aside: nothing will be written for it, unless it is asked much more often (see `bring_back`)."""
    _decide(gap, by=by, to=Status.DISMISSED, among=(Status.OPEN,))
    return _fresh(gap)


@transaction.atomic
def reopen_gap(gap: ContentGap, *, by) -> ContentGap:
    """Take a decision back, with everything that was decided by it. A draft that was written stays."""
    if not policies.can_decide_gap(by):
        raise NotAllowed
    now = _fresh(gap)
    together = _same(gap).exclude(status=Status.OPEN).filter(decided_at=now.decided_at)
    if not together.update(status=Status.OPEN, faq=None, decided_by=None, decided_at=None, times_when_decided=0):
        raise GapDecided
    return _fresh(gap)


def phrasing_source(gap: ContentGap) -> str:
    """Whose words they are."""
    return FAQPhrasing.Source.AGENT if gap.source == Source.TICKET else FAQPhrasing.Source.FEEDBACK


def _decide(gap: ContentGap, *, by, to: str, among: tuple[str, ...], faq: FAQ | None = None) -> None:
    """One conditional update is the whole race: who changes the row has decided. The same question, when it was noticed
    elsewhere, too, is decided with it."""
    if not policies.can_decide_gap(by):
        raise NotAllowed
    decision = {
        "status": to,
        "faq": faq,
        "decided_by": by,
        "decided_at": timezone.now(),
        "times_when_decided": F("times"),
    }
    if not ContentGap.objects.filter(pk=gap.pk, status__in=among).update(**decision):
        raise GapDecided
    _same(gap).filter(status=Status.OPEN).update(**decision)


def _same(gap: ContentGap):
    """The question wherever it was noticed."""
    return ContentGap.objects.filter(language=gap.language, key=gap.key)


def _fresh(gap: ContentGap) -> ContentGap:
    found = ContentGap.objects.select_related("faq", "decided_by").filter(pk=gap.pk).first()
    if found is None:
        raise NotFound
    return found


def _is_news(wording: str, text) -> bool:
    """Whether the wording says more than the FAQ's own question."""
    return bool(wording.strip()) and wording.strip().casefold() != ((text or {}).get("question") or "").strip().casefold()
