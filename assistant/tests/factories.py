"""Conversations for tests: rows only, nothing is read or answered."""

import factory
from factory.django import DjangoModelFactory

from assistant.models import AISupportConversation, AISupportMessage
from tickets.tests.factories import PersonFactory, TicketFactory


class ConversationFactory(DjangoModelFactory):
    class Meta:
        model = AISupportConversation

    class Params:
        by_visitor = factory.Trait(user=None, visitor="visitor-key")
        handed_over = factory.Trait(
            status="escalated",
            escalation_reason="requested",
            escalated_ticket=factory.SubFactory(TicketFactory, requester=factory.SelfAttribute("..user")),
        )

    user = factory.SubFactory(PersonFactory)


class MessageFactory(DjangoModelFactory):
    class Meta:
        model = AISupportMessage

    class Params:
        answer = factory.Trait(role="assistant", text="It is on its way.", confidence=0.9)

    conversation = factory.SubFactory(ConversationFactory)
    role = "user"
    text = factory.Sequence("Where is my refund number {}?".format)
