"""Roles are groups, and one file says what each may."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.contrib.auth.models import AnonymousUser, Group, Permission
from django.core.management import call_command

from supportdesk.core import roles
from supportdesk.core.models import User

pytestmark = pytest.mark.django_db


def test_every_permission_that_the_file_names_exists():
    """A mistyped model or verb would silently give nothing."""
    existing = set(Permission.objects.values_list("content_type__app_label", "codename"))
    named = {
        (app, f"{verb}_{model}")
        for wanted in roles.PERMISSIONS.values()
        for app, models in wanted.items()
        for model, verbs in models.items()
        for verb in verbs
    }
    assert named <= existing


@pytest.mark.parametrize("role", roles.PERMISSIONS)
def test_a_group_has_exactly_what_the_file_says(role):
    wanted = {
        (app, f"{verb}_{model}")
        for app, models in roles.PERMISSIONS[role].items()
        for model, verbs in models.items()
        for verb in verbs
    }
    assert set(Group.objects.get(name=role).permissions.values_list("content_type__app_label", "codename")) == wanted


def test_administrators_get_every_permission():
    assert Group.objects.get(name=roles.ADMINISTRATOR).permissions.count() == Permission.objects.count()


def test_a_supervisor_may_all_that_an_agent_may():
    for app, models in roles.PERMISSIONS[roles.AGENT].items():
        for model, verbs in models.items():
            assert set(verbs) <= set(roles.PERMISSIONS[roles.SUPERVISOR][app][model])


def test_what_was_given_by_hand_is_taken_back_by_the_next_migration():
    group = Group.objects.get(name=roles.AGENT)
    before = group.permissions.count()
    group.permissions.add(Permission.objects.get(codename="delete_user"))
    group.permissions.remove(Permission.objects.get(codename="view_faq"))
    call_command("migrate", verbosity=0)
    assert group.permissions.count() == before
    assert not group.permissions.filter(codename="delete_user").exists()


def test_the_groups_are_made_once_a_migration_and_not_for_every_app(monkeypatch, django_assert_max_num_queries):
    calls = []
    monkeypatch.setattr(roles, "_give", lambda role, permissions: calls.append(role))
    call_command("migrate", verbosity=0)
    assert sorted(calls) == sorted([roles.ADMINISTRATOR, *roles.PERMISSIONS])


def test_as_long_as_tables_are_missing_nothing_happens(monkeypatch):
    monkeypatch.setattr("django.db.backends.base.introspection.BaseDatabaseIntrospection.table_names", lambda self: ["core_user"])
    monkeypatch.setattr(roles, "_give", None)
    roles.sync_roles()


def test_a_role_opens_the_admin_and_counts_at_once(make_person):
    person = make_person("ana")
    assert not roles.has_role(person, roles.AGENT)
    roles.grant(person, roles.AGENT)
    assert roles.has_role(person, roles.AGENT)
    assert roles.has_role(person, roles.SUPERVISOR, roles.AGENT)
    assert not roles.has_role(person, roles.SUPERVISOR)
    fresh = User.objects.get(pk=person.pk)
    assert fresh.is_staff
    assert fresh.has_perm("tickets.view_supportticket")
    assert not fresh.has_perm("tickets.delete_supportticket")


def test_asking_for_roles_again_asks_the_database_once(make_person, django_assert_num_queries):
    person = User.objects.get(pk=make_person("ana", role=roles.AGENT).pk)
    with django_assert_num_queries(1):
        for role in roles.PERMISSIONS:
            roles.has_role(person, role)


def test_nobody_and_the_inactive_have_no_role(make_person):
    inactive = make_person("ana", role=roles.AGENT, is_active=False)
    for person in (None, AnonymousUser(), inactive):
        assert not roles.has_role(person, *roles.PERMISSIONS, roles.ADMINISTRATOR)


def test_a_superuser_is_an_administrator_and_nothing_else(make_person):
    person = make_person("root", is_superuser=True)
    assert roles.has_role(person, roles.ADMINISTRATOR)
    assert not roles.has_role(person, roles.AGENT)


def test_every_model_that_the_file_names_is_installed():
    for wanted in roles.PERMISSIONS.values():
        for app, models in wanted.items():
            assert set(models) <= {model._meta.model_name for model in apps.get_app_config(app).get_models()}
