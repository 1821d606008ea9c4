"""Who is at the desk, for the pages of the desk."""

from __future__ import annotations

from django import template

from tickets.models import SupportTicket

from ..models import SupportAgent
from ..services.routing import Candidate, candidates_for

register = template.Library()


@register.inclusion_tag("admin/agents/presence.html", takes_context=True)
def my_presence(context) -> dict:
    """The switch of one's own availability; empty for people who are no agents."""
    request = context["request"]
    return {
        "agent": SupportAgent.objects.filter(user=request.user).first(),
        "choices": SupportAgent.Availability.choices,
        "here": request.get_full_path(),
        "csrf_token": context.get("csrf_token"),
    }


@register.simple_tag
def colleagues_for(ticket: SupportTicket) -> list[Candidate]:
    """Everybody who could take the ticket, those who fit best and are there first."""
    return candidates_for(ticket)
