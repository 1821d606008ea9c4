"""People at the desk, and tickets for them, made for tests."""

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from agents.models import AgentLanguage, AgentSpecialty, SupportAgent
from supportdesk.core import roles
from supportdesk.core.choices import Topic
from supportdesk.core.models import User


class AgentUserFactory(DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence("agent{}@example.org".format)
    display_name = factory.Sequence("Agent {}".format)

    @factory.post_generation
    def role(self, create, extracted, **kwargs):
        roles.grant(self, roles.AGENT)


class AgentFactory(DjangoModelFactory):
    """Online, speaks English as a native, knows everything; `speaks={"fr": 2}` and `knows=["billing"]` say otherwise."""

    class Meta:
        model = SupportAgent
        skip_postgeneration_save = True

    user = factory.SubFactory(AgentUserFactory)
    availability = SupportAgent.Availability.ONLINE
    availability_changed_at = factory.LazyFunction(timezone.now)
    capacity = 5

    @factory.post_generation
    def speaks(self, create, extracted, **kwargs):
        for language, level in ({"en": 3} if extracted is None else extracted).items():
            AgentLanguage.objects.create(agent=self, language=language, level=level)

    @factory.post_generation
    def knows(self, create, extracted, **kwargs):
        for category in Topic.values if extracted is None else extracted:
            AgentSpecialty.objects.create(agent=self, category=category)
