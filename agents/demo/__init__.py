"""The agents of the demo, from `agents.toml`; seeding again brings skills in line and leaves the rest alone."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from pathlib import Path

from django.db import transaction

from supportdesk.core.demo import demo_person

from ..models import AgentLanguage, SupportAgent
from ..services import make_agent, set_availability

SOURCE = Path(__file__).with_name("agents.toml")
LEVELS = {level.name.lower(): level.value for level in AgentLanguage.Level}


@transaction.atomic
def seed() -> list[SupportAgent]:
    """Make the agents of the demo; a new one gets rating and availability as written, an old one keeps theirs."""
    return [_seed_agent(**entry) for entry in tomllib.loads(SOURCE.read_text())["agent"]]


def _seed_agent(
    *,
    email: str,
    display_name: str,
    language: str,
    time_zone: str,
    availability: str,
    capacity: int,
    languages: dict[str, str],
    specialties: list[str],
    bio: str,
    rating: float,
    rating_count: int,
) -> SupportAgent:
    person = demo_person(email, display_name, language=language, time_zone=time_zone)
    is_new = not SupportAgent.objects.filter(user=person).exists()
    agent = make_agent(
        person,
        languages={code: LEVELS[word] for code, word in languages.items()},
        specialties=specialties,
        capacity=capacity,
        time_zone=time_zone,
        bio=bio,
    )
    if is_new:
        agent.rating, agent.rating_count = Decimal(str(rating)), rating_count
        agent.save(update_fields=["rating", "rating_count", "updated_at"])
        agent = set_availability(agent, availability, by=person)
    return agent
