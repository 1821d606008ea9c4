"""Tickets and people for tests; rows only, so no letter is written and nobody is told."""

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from supportdesk.core.models import User
from tickets.models import SupportMessage, SupportTicket, TicketEvent, TicketNumber


class PersonFactory(DjangoModelFactory):
    class Meta:
        model = User

    email = factory.Sequence("person{}@example.org".format)
    display_name = factory.Sequence("Person {}".format)


class TicketFactory(DjangoModelFactory):
    class Meta:
        model = SupportTicket

    class Params:
        number_row = factory.LazyFunction(TicketNumber.objects.create)
        assigned = factory.Trait(status="assigned", assignee=factory.SubFactory(PersonFactory))
        resolved = factory.Trait(
            status="resolved", assignee=factory.SubFactory(PersonFactory), resolved_at=factory.LazyFunction(timezone.now)
        )
        closed = factory.Trait(
            status="closed",
            assignee=factory.SubFactory(PersonFactory),
            resolved_at=factory.LazyFunction(timezone.now),
            closed_at=factory.LazyFunction(timezone.now),
        )
        guest = factory.Trait(requester=None, guest_name="Gus", guest_email="gus@example.org")

    serial = factory.LazyAttribute(lambda ticket: ticket.number_row.pk)
    number = factory.LazyAttribute(lambda ticket: str(ticket.number_row))
    subject = factory.Sequence("Question {}".format)
    description = "Where is my bag?"
    requester = factory.SubFactory(PersonFactory)


class MessageFactory(DjangoModelFactory):
    """A message with its event; the ticket's counter goes along."""

    class Meta:
        model = SupportMessage

    ticket = factory.SubFactory(TicketFactory)
    sender_type = "user"
    body = factory.Sequence("Message {}".format)
    body_html = factory.LazyAttribute(lambda message: f"<p>{message.body}</p>")

    @factory.lazy_attribute
    def event(self):
        self.ticket.last_seq += 1
        SupportTicket.objects.filter(pk=self.ticket.pk).update(last_seq=self.ticket.last_seq)
        internal = getattr(self, "internal", False)
        return TicketEvent.objects.create(
            ticket=self.ticket,
            seq=self.ticket.last_seq,
            kind="note" if internal else "message",
            audience="staff" if internal else "customer",
            actor_kind=self.sender_type,
        )
