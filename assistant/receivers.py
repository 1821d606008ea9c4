"""What the assistant does when it hears news of tickets."""

from django.dispatch import receiver

from tickets.signals import ticket_opened

from .services import suggest_for_ticket


@receiver(ticket_opened, dispatch_uid="assistant.suggest_answers")
def suggest_answers(sender, ticket, **kwargs):
    suggest_for_ticket(ticket)
