"""Every page of the admin opens for the administrator; what one may not see, one is not shown."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.contrib import admin
from django.urls import reverse

pytestmark = pytest.mark.django_db
REGISTERED = sorted(model._meta.label_lower for model in admin.site._registry)
# Rows without a life of their own: they are edited, or seen, with what they belong to.
SEEN_ELSEWHERE = {
    "tickets.ticketnumber",
    "agents.agentlanguage",
    "agents.agentspecialty",
    "agents.chatparticipant",
    "locations.cityname",
    "locations.specialhours",
}


def url_of(label: str, page: str, *args) -> str:
    return reverse(f"admin:{label.replace('.', '_')}_{page}", args=args)


@pytest.fixture
def some_of_each(agent, customer):
    """One row of what the desk and the community keep."""
    from agents.services import open_room, start_call
    from community import services as community
    from tickets import services as tickets

    ticket = tickets.open_ticket(by=None, subject="Help", description="Please", guest_name="Gus", guest_email="gus@example.org")
    tickets.post_message(ticket, by=agent, body="Here you are")
    start_call(ticket, by=None)
    open_room(tickets.open_ticket(by=customer, subject="Chat", description="Hi", channel="chat"), by=customer)
    topic = community.open_topic(by=customer, title="Window or aisle?", body="Tell me")
    reply = community.post_reply(topic, by=agent, body="Window")
    community.vote(reply, by=customer)
    community.flag(reply, by=customer, reason="spam")


@pytest.mark.parametrize("label", REGISTERED)
def test_lists_and_forms_open_for_the_administrator(page, administrator, some_of_each, label):
    model_admin = admin.site._registry[apps.get_model(label)]
    browser = page(administrator)
    assert browser.get(url_of(label, "changelist")).status_code == 200
    assert browser.get(url_of(label, "changelist"), {"q": "help"}).status_code == 200
    add = browser.get(url_of(label, "add")).status_code
    request = browser.get("/admin/").wsgi_request
    assert add == (200 if model_admin.has_add_permission(request) else 403)
    row = model_admin.model._default_manager.first()
    if row is not None:
        assert browser.get(url_of(label, "change", row.pk)).status_code == 200


@pytest.mark.parametrize("label", REGISTERED)
def test_nothing_of_it_opens_for_a_customer(page, customer, label):
    assert page(customer).get(url_of(label, "changelist")).status_code == 302


@pytest.mark.parametrize("app", ["tickets", "agents", "community", "knowledge", "locations", "assistant", "core"])
def test_every_model_is_in_the_admin(app):
    missing = {model._meta.label_lower for model in apps.get_app_config(app).get_models()} - set(REGISTERED) - SEEN_ELSEWHERE
    inlines = {inline.model._meta.label_lower for each in admin.site._registry.values() for inline in each.inlines}
    assert not {label for label in missing - inlines if ".historical" not in label}


@pytest.mark.parametrize(
    ("who", "sees", "not_seen"),
    [
        ("agent", {"/admin/tickets/supportticket/", "/admin/agents/supportagent/"}, {"/admin/core/user/", "/admin/auth/group/"}),
        ("editor", {"/admin/knowledge/faq/"}, {"/admin/tickets/supportticket/", "/admin/agents/supportagent/"}),
        ("supervisor", {"/admin/tickets/supportticket/", "/admin/community/communityflag/"}, {"/admin/auth/group/"}),
        ("administrator", {"/admin/tickets/supportticket/", "/admin/knowledge/faq/", "/admin/core/user/"}, set()),
    ],
)
def test_the_side_bar_holds_what_the_person_may_see(rf, request, who, sees, not_seen):
    from supportdesk.admin import navigation

    asked = rf.get("/admin/")
    asked.user = request.getfixturevalue(who)
    groups = navigation(asked)
    links = {item["link"] for group in groups for item in group["items"]}
    assert sees <= links
    assert not links & not_seen
    assert all(group["items"] for group in groups)


def test_the_side_bar_counts_what_waits_for_an_agent(rf, agent, customer):
    from supportdesk.admin import navigation
    from tickets import services as tickets

    asked = rf.get("/admin/")
    asked.user = agent
    tickets.open_ticket(by=customer, subject="Help", description="Please")
    badges = {item["link"]: item.get("badge") for group in navigation(asked) for item in group["items"]}
    assert badges["/admin/tickets/supportticket/"] == 1


def test_the_admin_speaks_every_language(page, administrator, settings):
    for code, _name in settings.LANGUAGES:
        assert page(administrator).get("/admin/tickets/supportticket/", {"language": code}).status_code == 200


def test_an_agent_is_made_with_the_role_and_the_skills(page, administrator, customer):
    from agents.models import SupportAgent
    from supportdesk.core import roles

    fields = {
        "user": customer.pk, "bio": "", "capacity": 4, "time_zone": "Europe/Madrid",
        "languages-TOTAL_FORMS": 1, "languages-INITIAL_FORMS": 0, "languages-MIN_NUM_FORMS": 1, "languages-MAX_NUM_FORMS": 1000,
        "languages-0-language": "es", "languages-0-level": 3,
        "specialties-TOTAL_FORMS": 1, "specialties-INITIAL_FORMS": 0,
        "specialties-MIN_NUM_FORMS": 0, "specialties-MAX_NUM_FORMS": 1000,
        "specialties-0-category": "billing",
    }  # fmt: skip
    response = page(administrator).post("/admin/agents/supportagent/add/", fields)
    assert response.status_code == 302, response.context["adminform"].form.errors
    agent = SupportAgent.objects.get(user=customer)
    assert (agent.capacity, agent.languages.get().language, agent.specialties.get().category) == (4, "es", "billing")
    assert roles.has_role(type(customer).objects.get(pk=customer.pk), roles.AGENT)
    # Saving the same agent again changes what the form holds and nothing else.
    fields |= {"languages-INITIAL_FORMS": 1, "languages-0-id": agent.languages.get().pk, "languages-0-agent": agent.pk}
    fields |= {"specialties-INITIAL_FORMS": 1, "specialties-0-id": agent.specialties.get().pk, "specialties-0-agent": agent.pk}
    fields |= {"capacity": 9}
    assert page(administrator).post(f"/admin/agents/supportagent/{agent.pk}/change/", fields).status_code == 302
    agent.refresh_from_db()
    assert agent.capacity == 9


def test_the_availability_of_several_agents_is_set_by_those_who_lead(page, agent, supervisor):
    row = agent.support_agent
    fields = {"action": "say_away", "_selected_action": [row.pk]}
    page(agent).post("/admin/agents/supportagent/", fields)
    row.refresh_from_db()
    assert row.availability == "online"
    page(supervisor).post("/admin/agents/supportagent/", fields)
    row.refresh_from_db()
    assert row.availability == "away"


def test_an_agent_switches_their_own_availability(page, agent):
    here = "/admin/tickets/supportticket/?tab=open"
    response = page(agent).post("/admin/agents/supportagent/presence/", {"availability": "busy", "next": here})
    assert response.url == here
    agent.support_agent.refresh_from_db()
    assert agent.support_agent.availability == "busy"
    outside = page(agent).post("/admin/agents/supportagent/presence/", {"availability": "asleep", "next": "https://evil.example"})
    assert outside.url == "/admin/"
    odd = page(agent).post("/admin/agents/supportagent/presence/", {"availability": "asleep", "next": "nowhere"})
    assert odd.status_code == 302
    agent.support_agent.refresh_from_db()
    assert agent.support_agent.availability == "busy"


def test_presence_is_for_agents_and_by_post(page, supervisor, agent):
    assert page(supervisor).post("/admin/agents/supportagent/presence/", {"availability": "busy"}).status_code == 404
    assert page(agent).get("/admin/agents/supportagent/presence/").status_code == 405
