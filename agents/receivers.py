"""What the desk does when it hears news of tickets."""

from django.dispatch import receiver

from tickets.signals import message_posted, status_changed, ticket_assigned, ticket_opened

from .services import figures, routing
from .signals import availability_changed


@receiver(ticket_opened, dispatch_uid="agents.route_new_ticket")
def route_new_ticket(sender, ticket, **kwargs):
    routing.route_ticket(ticket)


@receiver(availability_changed, dispatch_uid="agents.serve_whoever_came")
def serve_whoever_came(sender, agent, **kwargs):
    routing.drain_for(agent)


@receiver(status_changed, dispatch_uid="agents.use_the_free_place")
def use_the_free_place(sender, ticket, old, new, **kwargs):
    routing.drain_after_change(old, new)


@receiver(status_changed, dispatch_uid="agents.count_resolution")
def count_resolution(sender, ticket, new, **kwargs):
    figures.count_resolution(ticket, status=new)


@receiver(ticket_assigned, dispatch_uid="agents.follow_assignment")
def follow_assignment(sender, ticket, to, previous, **kwargs):
    routing.follow_assignment(to=to, previous=previous)


@receiver(message_posted, dispatch_uid="agents.count_first_response")
def count_first_response(sender, ticket, message, **kwargs):
    figures.count_first_response(ticket, message)
