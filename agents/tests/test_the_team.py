"""Making agents, and the agents of the demo."""

import pytest
from django.core.exceptions import ValidationError

from agents import demo
from agents.models import SupportAgent
from agents.services import make_agent
from supportdesk.core import roles

pytestmark = pytest.mark.django_db


def skills(agent) -> tuple[dict, set]:
    return (
        dict(agent.languages.values_list("language", "level")),
        set(agent.specialties.values_list("category", flat=True)),
    )


def test_an_agent_has_skills_and_the_role(customer):
    agent = make_agent(customer, languages={"en": 3, "es": 1}, specialties=["billing"], capacity=4, time_zone="Europe/Madrid")
    assert skills(agent) == ({"en": 3, "es": 1}, {"billing"})
    assert roles.has_role(customer, roles.AGENT)
    assert customer.is_staff
    assert agent.availability == SupportAgent.Availability.OFFLINE


def test_made_again_the_skills_follow_and_the_figures_stay(customer):
    agent = make_agent(customer, languages={"en": 3, "es": 1}, specialties=["billing"])
    SupportAgent.objects.update(rating_count=7, availability="online")
    again = make_agent(customer, languages={"en": 2, "fr": 1}, specialties=["booking"], capacity=3)
    assert again == agent
    assert skills(again) == ({"en": 2, "fr": 1}, {"booking"})
    assert (again.capacity, again.rating_count, again.availability) == (3, 7, "online")


def test_an_unknown_time_zone_makes_no_agent(customer):
    with pytest.raises(ValidationError):
        make_agent(customer, languages={"en": 3}, specialties=[], time_zone="Mars/Olympus")
    assert not SupportAgent.objects.exists()
    assert not roles.has_role(customer, roles.AGENT)


def test_seeding_the_demo_twice_makes_eight_agents_once():
    first = demo.seed()
    SupportAgent.objects.filter(pk=first[0].pk).update(availability="offline", rating_count=999)
    second = demo.seed()
    assert len(first) == 8
    assert [agent.pk for agent in first] == [agent.pk for agent in second]
    maya = SupportAgent.objects.get(user__email="agent@demo.example")
    assert (maya.availability, maya.rating_count) == ("offline", 999)
    assert skills(maya)[0] == {"en": 3, "de": 2, "fr": 1}
