"""Making agents, and saying who is there."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from supportdesk.core import roles
from supportdesk.core.exceptions import NotAllowed, Refusal

from .. import policies, signals
from ..models import AgentLanguage, AgentSpecialty, SupportAgent


class UnknownAvailability(Refusal):
    code = "unknown_availability"
    status = 400
    message = _("An agent is online, away, busy or offline.")


@transaction.atomic
def make_agent(
    user,
    *,
    languages: dict[str, int],
    specialties: Iterable[str],
    capacity: int = 8,
    time_zone: str = "UTC",
    bio: str = "",
) -> SupportAgent:
    """Give a person a place at the desk and the role that goes with it.

    `languages` maps a language code to an `AgentLanguage.Level`, `specialties` are ticket categories.
    Called again it brings the skills in line and leaves availability and figures alone.
    """
    fields = {"capacity": capacity, "time_zone": time_zone, "bio": bio}
    agent, created = SupportAgent.objects.get_or_create(user=user, defaults=fields)
    if not created:
        agent = SupportAgent.objects.select_for_update(of=("self",)).get(pk=agent.pk)
        for name, value in fields.items():
            setattr(agent, name, value)
    agent.full_clean(exclude=["user"])
    agent.save()
    set_skills(agent, languages=languages, specialties=specialties)
    roles.grant(user, roles.AGENT)
    return agent


def set_skills(agent: SupportAgent, *, languages: dict[str, int], specialties: Iterable[str]) -> None:
    """Make these the agent's languages and specialties, and no others."""
    specialties = set(specialties)
    agent.languages.exclude(language__in=languages).delete()
    agent.specialties.exclude(category__in=specialties).delete()
    for language, level in languages.items():
        skill, _created = AgentLanguage.objects.get_or_create(agent=agent, language=language, defaults={"level": level})
        if skill.level != level:
            skill.level = level
            skill.save(update_fields=["level"])
    for category in specialties:
        AgentSpecialty.objects.get_or_create(agent=agent, category=category)


@transaction.atomic
def set_availability(agent: SupportAgent, availability: str, *, by) -> SupportAgent:
    """Say whether the agent is there; whoever comes online is offered what waits in the queue."""
    if availability not in SupportAgent.Availability.values:
        raise UnknownAvailability
    agent = SupportAgent.objects.select_for_update(of=("self",)).select_related("user").get(pk=agent.pk)
    if not policies.can_set_availability(by, agent):
        raise NotAllowed(_("Only the agent and those who lead the desk may change that."))
    if agent.availability == availability:
        return agent
    agent.availability, agent.availability_changed_at = availability, timezone.now()
    agent.save(update_fields=["availability", "availability_changed_at", "updated_at"])
    transaction.on_commit(partial(signals.availability_changed.send_robust, sender=SupportAgent, agent=agent), robust=True)
    return agent
