"""Counting that something was asked which the help centre does not answer."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from supportdesk.core.search.language import known_language

from ...models import FAQ, ContentGap
from .sameness import LONGEST_ANSWER, kept_of, key_of, on_one_line, says_something

Status = ContentGap.Status

# What was put aside or answered comes back when it is asked this many times as often as when that was decided, and this
# much more often: a decision is not undone by a few more of the same, but neither does it hold for ever.
COMES_BACK_TIMES, COMES_BACK_MORE = 3, 10
MOST_REFERENCES = 20


@transaction.atomic
def note_gap(
    *,
    source: str,
    language: str,
    question: str,
    answer: str = "",
    reference: str = "",
    private: Iterable[str] = (),
    topic: str = "",
    at: datetime | None = None,
) -> ContentGap | None:
    """Count that a question was asked without an answer; the same question in other words counts as one.

    Personal data goes before anything is kept; `private` names what else must go: people and references. `answer` is what
    a person answered (Markdown), `reference` where it was asked (the number of a ticket, the id of a conversation): the
    same reference counts once. `topic` says what the question is about when it is itself a whole story: then that decides
    what counts as the same. None when the question says nothing.
    """
    private, language, at = tuple(private), known_language(language), at or timezone.now()
    kept = on_one_line(kept_of(question, private))
    key = key_of(kept_of(topic, private) or kept, language) if says_something(kept) else ""
    if not key:
        return None
    answer = kept_of(answer, private).strip()[:LONGEST_ANSWER]
    # The lock makes those who ask the same at once take turns.
    gap, is_new = ContentGap.objects.select_for_update(of=("self",)).get_or_create(
        source=source,
        language=language,
        key=key,
        defaults={
            "question": kept,
            "answer": answer,
            "references": [reference] if reference else [],
            "first_asked_at": at,
            "last_asked_at": at,
        },
    )
    if is_new or (reference and reference in gap.references):
        return gap
    gap.times += 1
    gap.answer = gap.answer or answer
    gap.first_asked_at, gap.last_asked_at = min(gap.first_asked_at, at), max(gap.last_asked_at, at)
    if reference:
        gap.references = [*gap.references, reference][-MOST_REFERENCES:]
    gap.save(update_fields=["times", "answer", "references", "first_asked_at", "last_asked_at"])
    if bring_back(gap.pk):
        gap.refresh_from_db()
    return gap


def bring_back(pk: int | None = None) -> int:
    """Open again what is asked much more often than when it was put aside or answered; how many. Of one gap or of all."""
    decided = ContentGap.objects.filter(status__in=[Status.DISMISSED, Status.ANSWERED])
    if pk is not None:
        decided = decided.filter(pk=pk)
    again = decided.filter(
        times__gte=F("times_when_decided") * COMES_BACK_TIMES, times__gt=F("times_when_decided") + COMES_BACK_MORE - 1
    )
    return again.update(status=Status.OPEN, decided_by=None, decided_at=None)


def settle_gaps_of(faq: FAQ) -> int:
    """The gaps for which this FAQ was drafted are answered once it is published; how many."""
    return ContentGap.objects.filter(faq=faq, status=Status.DRAFTED).update(status=Status.ANSWERED)


def settle_gaps() -> int:
    """Make the standing of gaps agree with their FAQs, which may have been withdrawn or deleted; how many changed."""
    gaps = ContentGap.objects
    changed = gaps.filter(status=Status.DRAFTED, faq__status=FAQ.Status.PUBLISHED).update(status=Status.ANSWERED)
    withdrawn = gaps.filter(status=Status.ANSWERED, faq__isnull=False).exclude(faq__status=FAQ.Status.PUBLISHED)
    changed += withdrawn.update(status=Status.DRAFTED)
    orphaned = gaps.filter(status__in=[Status.DRAFTED, Status.ANSWERED], faq=None)
    return changed + orphaned.update(status=Status.OPEN, decided_by=None, decided_at=None)
