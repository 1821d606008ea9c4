"""Texts in the making: an article with a history, a proposal, a draft, one for later, translations that fell behind.

A page that has more than its first version is left as it is.
"""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from supportdesk.core import roles
from supportdesk.core.choices import Language
from supportdesk.core.demo import DOMAIN, demo_person
from supportdesk.core.models import User

from .. import services
from ..models import FAQ, Article, Revision
from ..services.versions import outdated_languages

Significance, Status = Revision.Significance, Revision.Status
# The history of the luggage guide goes from here to the text that readers see.
PETS = "- **Pets:** in the cabin up to 8 kg with the carrier, 50 EUR. Tell us at least 72 hours before departure.\n"
FELL_BEHIND = (Language.FR, Language.DE)


def seed_versions() -> None:
    """Safe to run twice."""
    editor = demo_person(f"editor@{DOMAIN}", "Emil Novak")
    if not roles.has_role(editor, roles.KNOWLEDGE_EDITOR):
        roles.grant(editor, roles.KNOWLEDGE_EDITOR)
    _give_a_history(Article.objects.get(slug="luggage-guide"), editor)
    for seed in (_propose, _draft, _schedule, _ask_to_verify):
        seed(editor)


def _is_untouched(page: FAQ | Article) -> bool:
    return not Revision.objects.of(page).filter(number__gt=1).exists()


def _give_a_history(article: Article, editor: User) -> None:
    """Written as rows with times in the past: the text of today is the third."""
    first = Revision.objects.of(article, Language.EN).get(number=1)
    if not _is_untouched(article) or PETS not in first.body:
        return
    now, today = timezone.now(), first.words
    before = first.body.replace(PETS, "").replace("until 3 hours before departure", "until 2 hours before departure")
    Revision.objects.filter(pk=first.pk).update(
        body=before.replace("Measure it packed", "Messure it packed"), created_at=now - timedelta(days=210)
    )
    Revision.objects.of(article).update(published_at=now - timedelta(days=210), created_at=now - timedelta(days=210))
    second = Revision.objects.create(
        article=article,
        language=Language.EN,
        number=2,
        **today._replace(body=before)._asdict(),
        significance=Significance.TYPO,
        comment="Spelling",
        status=Status.PUBLISHED,
        author=editor,
        based_on=first,
        created_at=now - timedelta(days=148),
        published_at=now - timedelta(days=148),
    )
    third = Revision.objects.create(
        article=article,
        language=Language.EN,
        number=3,
        **today._asdict(),
        significance=Significance.NORMAL,
        comment="Pets in the cabin; bags until 3 hours before departure",
        status=Status.PUBLISHED,
        author=editor,
        based_on=second,
        created_at=now - timedelta(days=9),
        published_at=now - timedelta(days=9),
    )
    translations = Revision.objects.of(article).exclude(language=Language.EN)
    translations.exclude(language__in=FELL_BEHIND).update(translated_from=third)
    translations.filter(language__in=FELL_BEHIND).update(translated_from=first)
    Article.objects.filter(pk=article.pk).update(outdated=outdated_languages(article))


def _propose(editor: User) -> None:
    faq = FAQ.objects.get(slug="hold-fare-pay-later")
    if _is_untouched(faq):
        draft = _beside(
            faq,
            editor,
            "You find the end of the hold in the confirmation e-mail too, in the time of your own time zone.",
            "Customers asked in which time zone the hold ends",
        )
        services.propose_revision(draft, by=editor)


def _draft(editor: User) -> None:
    article = Article.objects.get(slug="ways-to-pay")
    if _is_untouched(article):
        _beside(
            article,
            editor,
            "## Paying together\n\nTwo people can share one payment link. Each pays a part; the booking is confirmed once "
            "both parts are there.",
            "First notes on shared payments, to be checked with the payments team",
            significance=Significance.MAJOR,
        )


def _schedule(editor: User) -> None:
    faq = FAQ.objects.get(slug="payment-methods")
    if _is_untouched(faq):
        draft = _beside(
            faq, editor, "On public holidays banks do not carry out transfers, so allow a day more.", "Before the holidays"
        )
        services.publish_revision(draft, by=None, at=timezone.now() + timedelta(days=12))


def _ask_to_verify(editor: User) -> None:
    faq = FAQ.objects.get(slug="three-d-secure")
    if faq.verify_by is None:
        services.save_page(faq, by=None, owner=editor, verify_by=timezone.localdate() + timedelta(days=5))


def _beside(page: FAQ | Article, editor: User, more: str, comment: str, *, significance: int = Significance.NORMAL) -> Revision:
    """A draft with a paragraph more than the live text has."""
    words = page.words_in(Language.EN)
    return services.write_draft(
        page,
        by=editor,
        language=Language.EN,
        words=words._replace(body=f"{words.body}\n\n{more}"),
        significance=significance,
        comment=comment,
    )
