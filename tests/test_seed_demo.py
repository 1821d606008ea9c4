"""The demo: complete, the same when filled twice, and never by accident on a real installation."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command

from agents.models import SupportAgent
from community.models import CommunityTopic
from knowledge.models import FAQ, Article, FAQCategory, Tutorial
from locations.models import LocalSupport
from supportdesk.core.choices import Language
from supportdesk.core.models import SearchEntry, User
from tickets.models import SupportMessage, SupportTicket

MODELS = (
    FAQ,
    FAQCategory,
    Article,
    Tutorial,
    LocalSupport,
    SupportAgent,
    SupportTicket,
    SupportMessage,
    CommunityTopic,
    User,
    SearchEntry,
)
SIGN_INS = ("customer", "customer2", "agent", "agent.es", "editor", "supervisor", "admin")


def counts() -> dict:
    return {model.__name__: model.objects.count() for model in MODELS}


@pytest.fixture
def demo(db, settings, monkeypatch):
    settings.DEBUG = True
    # The indexes are tested where they are built.
    monkeypatch.setattr("supportdesk.management.commands.seed_demo.rebuild_index.call", lambda: None)
    monkeypatch.setattr("supportdesk.management.commands.seed_demo.refresh_model", lambda: None)
    call_command("seed_demo", verbosity=0)


def test_the_demo_is_complete(demo, client):
    assert FAQ.objects.published().count() >= 60
    assert FAQCategory.objects.count() == 8
    for language in Language.values:
        suffix = language.replace("-", "_")
        assert not FAQ.objects.filter(**{f"question_{suffix}__in": ["", None]}).exists()
    assert Article.objects.published().count() >= 12
    assert Tutorial.objects.published().count() >= 12
    assert Tutorial.objects.exclude(video="").count() == 3
    assert LocalSupport.objects.count() == 25
    assert SupportAgent.objects.count() == 8
    assert SupportTicket.objects.count() == 40
    assert set(SupportTicket.objects.values_list("status", flat=True)) == set(SupportTicket.Status.values)
    assert CommunityTopic.objects.exists()
    for name in SIGN_INS:
        assert client.login(username=f"{name}@demo.example", password="demo-desk-247")


def test_filling_twice_changes_nothing(demo):
    before = counts()
    call_command("seed_demo", verbosity=0)
    assert counts() == before


def test_a_real_installation_is_left_alone(db, settings):
    settings.DEBUG = False
    with pytest.raises(CommandError, match="--force"):
        call_command("seed_demo")
    assert not User.objects.exists()
