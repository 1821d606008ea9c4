"""Complaints about pages: readers report, those who keep the page decide."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from supportdesk.core.exceptions import NotAllowed, NotFound, Refusal

from .. import policies
from ..models import FAQ, Article, ContentFlag, Tutorial


class FlaggedBefore(Refusal):
    """One open flag per person and page is enough."""

    code = "flagged_before"
    message = _("You have reported this page already. We are looking into it.")


class FlagDecided(Refusal):
    code = "flag_decided"
    message = _("Somebody decided on this report before.")


class DecisionMissing(Refusal):
    code = "decision_missing"
    status = 400
    message = _("Say why, in a few words.")


@transaction.atomic
def flag_page(
    page: FAQ | Article | Tutorial, *, user=None, visitor: str = "", reason: str, comment: str = "", language: str
) -> ContentFlag:
    """Report a page to those who keep it; FlaggedBefore while an earlier report of the same person is open."""
    if not type(page).objects.published().filter(pk=page.pk).exists():
        raise NotFound
    if open_flag(page, user=user, visitor=visitor) is not None:
        raise FlaggedBefore
    who = {"user": user} if user else {"visitor": visitor}
    said = {"reason": reason, "comment": comment.strip(), "language": language}
    try:
        with transaction.atomic():
            return ContentFlag.objects.create(**{ContentFlag.field_of(page): page}, **who, **said)
    except IntegrityError as error:
        raise FlaggedBefore from error


def open_flag(page: FAQ | Article | Tutorial, *, user=None, visitor: str = "") -> ContentFlag | None:
    """What the person reported of the page and nobody decided on yet."""
    who = {"user": user} if user else {"user": None, "visitor": visitor}
    return ContentFlag.objects.to_decide().filter(**{ContentFlag.field_of(page): page}, **who).first()


@transaction.atomic
def decide_flag(flag: ContentFlag, *, by, upheld: bool, decision: str) -> ContentFlag:
    """Uphold a report or dismiss it, with the reason in words; what follows for the page is the decider's to do."""
    fresh = ContentFlag.objects.select_for_update(of=("self",)).filter(pk=flag.pk).first()
    if fresh is None:
        raise NotFound
    if not policies.can_decide_flag(by, fresh):
        raise NotAllowed
    if fresh.status != ContentFlag.Status.OPEN:
        raise FlagDecided
    if not decision.strip():
        raise DecisionMissing
    fresh.status = ContentFlag.Status.UPHELD if upheld else ContentFlag.Status.DISMISSED
    fresh.decided_by, fresh.decided_at, fresh.decision = by, timezone.now(), decision.strip()
    fresh.save(update_fields=["status", "decided_by", "decided_at", "decision"])
    return fresh
