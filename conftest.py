"""The people of every test, and the doors they use."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.utils import translation
from rest_framework.test import APIClient

pytest_plugins = ["tests.services"]
PASSWORD = "correct-horse-7"


def pytest_configure(config):
    """Views are written at once, also those of fixtures that last a session: a timer would outlive the database."""
    from django.conf import settings

    settings.VIEWS_FLUSH_SECONDS = 0


@pytest.fixture(autouse=True)
def _fresh_cache():
    cache.clear()


@pytest.fixture(autouse=True)
def _in_english():
    """A language that one test leaves behind is not that of the next."""
    translation.activate("en")


@pytest.fixture(autouse=True)
def _fast_passwords(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def _own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.SEARCH_DIR = tmp_path / "search"


@pytest.fixture
def make_person(db):
    """Make a person: `make_person("ana", role="supervisor")`."""
    from supportdesk.core import roles
    from supportdesk.core.models import User

    def make(name: str, *, role: str = "", **fields):
        person = User.objects.create_user(
            f"{name}@example.org", PASSWORD, display_name=fields.pop("display_name", name.title()), **fields
        )
        if role:
            roles.grant(person, role)
        return person

    return make


@pytest.fixture
def customer(make_person):
    return make_person("ana")


@pytest.fixture
def stranger(make_person):
    """Another customer, who must see nothing of the first."""
    return make_person("charlie")


@pytest.fixture
def agent(make_person):
    """A person at the desk: online, speaks English, free."""
    from agents.models import AgentLanguage, AgentSpecialty, SupportAgent
    from supportdesk.core.choices import Topic

    person = make_person("maya", role="agent")
    desk = SupportAgent.objects.create(user=person, availability=SupportAgent.Availability.ONLINE, capacity=10)
    AgentLanguage.objects.create(agent=desk, language="en", level=AgentLanguage.Level.NATIVE)
    for topic in Topic.values:
        AgentSpecialty.objects.create(agent=desk, category=topic)
    return person


@pytest.fixture
def supervisor(make_person):
    return make_person("sofia", role="supervisor")


@pytest.fixture
def editor(make_person):
    return make_person("emil", role="knowledge editor")


@pytest.fixture
def reviewer(make_person):
    return make_person("rita", role="knowledge reviewer")


@pytest.fixture
def administrator(make_person):
    return make_person("adele", role="administrator", is_superuser=True)


@pytest.fixture
def api():
    """An API client: `api()` is a visitor, `api(person)` carries that person's bearer token."""
    from knox.models import AuthToken

    def client(person=None) -> APIClient:
        made = APIClient()
        if person is not None:
            made.credentials(HTTP_AUTHORIZATION=f"Bearer {AuthToken.objects.create(person)[1]}")
        return made

    return client


@pytest.fixture
def page(client):
    """A browser without JavaScript: `page()` is a visitor, `page(person)` is signed in."""

    def browser(person=None):
        if person is not None:
            client.force_login(person)
        return client

    return browser
