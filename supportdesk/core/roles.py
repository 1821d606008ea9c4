"""Roles are groups with permissions; this is the one list of who may do what.

A customer has no group. An agent is a person with a `SupportAgent`; the service that makes one adds the group.
`sync_roles` runs after every migration, so the groups follow this file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.models import Group, Permission
from django.db import connections
from django.db.models import Q, QuerySet

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from .models import User

AGENT = "agent"
KNOWLEDGE_EDITOR = "knowledge editor"
KNOWLEDGE_REVIEWER = "knowledge reviewer"
SUPERVISOR = "supervisor"
ADMINISTRATOR = "administrator"

Permissions = dict[str, dict[str, tuple[str, ...]]]

_ASSISTANT_READ: Permissions = {"assistant": {"aisupportconversation": ("view",), "aisupportmessage": ("view",)}}
_AGENT: Permissions = {
    "tickets": {
        "supportticket": ("view",),
        "supportmessage": ("view", "add"),
        "ticketevent": ("view",),
        "supportattachment": ("view",),
    },
    "agents": {"supportagent": ("view",), "chatroom": ("view",), "callsession": ("view",)},
    "knowledge": {
        "faq": ("view",),
        "article": ("view",),
        "tutorial": ("view",),
        "faqcategory": ("view",),
        "feedback": ("view",),
    },
    "locations": {"localsupport": ("view",)},
    "community": {"communitytopic": ("view",), "communityreply": ("view",), "communityflag": ("view",)},
    **_ASSISTANT_READ,
}
_EDITOR: Permissions = {
    "knowledge": dict.fromkeys(
        (
            "faq",
            "faqphrasing",
            "faqcategory",
            "tag",
            "article",
            "tutorial",
            "tutorialcaption",
            "tutorialchapter",
            "tutorialseries",
        ),
        ("view", "add", "change", "delete"),
    )
    | {"revision": ("view", "add"), "feedback": ("view",), "dailyreading": ("view",)}
    | {"contentgap": ("view", "change"), "contentflag": ("view", "change")},
    "locations": dict.fromkeys(
        ("localsupport", "localservice", "openinghours", "specialday", "placelanguage"), ("view", "add", "change", "delete")
    ),
    "core": {"searchsynonym": ("view", "add", "change", "delete"), "searchasked": ("view",)},
}
_REVIEW: Permissions = {"knowledge": {"revision": ("view", "review")}}
_SUPERVISOR_EXTRA: Permissions = {
    "tickets": {"supportticket": ("view", "add", "change"), "ticketaccesslink": ("view", "change")},
    "agents": dict.fromkeys(("agentlanguage", "agentspecialty"), ("view", "add", "change", "delete"))
    | {"supportagent": ("view", "add", "change"), "chatroom": ("view", "change"), "callsession": ("view", "change")},
    "community": dict.fromkeys(("communitytopic", "communityreply", "communityflag"), ("view", "change")),
    "core": {"letter": ("view",), "jobrun": ("view",), "user": ("view",)},
}


def _merged(*parts: Permissions) -> Permissions:
    merged: Permissions = {}
    for part in parts:
        for app, models in part.items():
            for model, verbs in models.items():
                known = merged.setdefault(app, {}).get(model, ())
                merged[app][model] = tuple(dict.fromkeys((*known, *verbs)))
    return merged


PERMISSIONS = {
    AGENT: _AGENT,
    KNOWLEDGE_EDITOR: _EDITOR,
    KNOWLEDGE_REVIEWER: _merged(_EDITOR, _REVIEW),
    SUPERVISOR: _merged(_AGENT, _SUPERVISOR_EXTRA, _REVIEW),
}


def sync_roles(*, using: str = "default", **kwargs: object) -> None:
    """Make the groups and give each exactly the permissions above; administrators get every one.

    Called after a migration, also of a part of the apps: so it waits until all permissions are there.
    """
    tables = connections[using].introspection.table_names()
    if Permission._meta.db_table not in tables or Group._meta.db_table not in tables:
        return
    if not Permission.objects.using(using).filter(content_type__app_label="assistant").exists():
        return
    for role, wanted in PERMISSIONS.items():
        query = Q(pk__in=[])
        for app, models in wanted.items():
            for model, verbs in models.items():
                query |= Q(content_type__app_label=app, codename__in=[f"{verb}_{model}" for verb in verbs])
        _give(role, Permission.objects.using(using).filter(query))
    _give(ADMINISTRATOR, Permission.objects.using(using).all())


def _give(role: str, permissions: QuerySet[Permission]) -> None:
    Group.objects.using(permissions.db).get_or_create(name=role)[0].permissions.set(permissions)


def grant(user: User, role: str) -> None:
    """Give a person a role; everybody with one may enter the admin."""
    user.groups.add(Group.objects.get(name=role))
    user.__dict__.pop("_role_names", None)
    if not user.is_staff:
        user.is_staff = True
        user.save(update_fields=["is_staff"])


def has_role(user: User | AnonymousUser | None, *roles: str) -> bool:
    """Whether the person is in one of the groups; a superuser counts as administrator."""
    if user is None or not user.is_authenticated or not user.is_active:
        return False
    if user.is_superuser and ADMINISTRATOR in roles:
        return True
    if "_role_names" not in user.__dict__:
        user.__dict__["_role_names"] = set(user.groups.values_list("name", flat=True))
    return not user.__dict__["_role_names"].isdisjoint(roles)
