"""Roles are groups with permissions; this is the one list of who may do what.

A customer has no group. An agent is a person with a `SupportAgent`; the service that makes one adds the group.
`sync_roles` runs after every migration, so the groups follow this file.
"""

from __future__ import annotations

from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.db.models import Q

AGENT = "agent"
KNOWLEDGE_EDITOR = "knowledge editor"
SUPERVISOR = "supervisor"
ADMINISTRATOR = "administrator"

_ASSISTANT_READ = {"assistant": {"aisupportconversation": ("view",), "aisupportmessage": ("view",)}}
_AGENT = {
    "tickets": {
        "supportticket": ("view",),
        "supportmessage": ("view", "add"),
        "ticketevent": ("view",),
        "supportattachment": ("view",),
    },
    "agents": {"supportagent": ("view",), "chatroom": ("view",), "callsession": ("view",)},
    "knowledge": {"faq": ("view",), "article": ("view",), "tutorial": ("view",), "faqcategory": ("view",), "faqfeedback": ("view",)},
    "locations": {"localsupport": ("view",)},
    "community": {"communitytopic": ("view",), "communityreply": ("view",), "communityflag": ("view",)},
    **_ASSISTANT_READ,
}
_EDITOR = {
    "knowledge": {
        name: ("view", "add", "change", "delete")
        for name in ("faq", "faqphrasing", "faqcategory", "tag", "article", "tutorial", "tutorialcaption")
    }
    | {"articlerevision": ("view", "add"), "faqfeedback": ("view",)},
    "locations": {name: ("view", "add", "change", "delete") for name in ("localsupport", "localservice", "openinghours", "placelanguage")},
}
_SUPERVISOR_EXTRA = {
    "tickets": {"supportticket": ("view", "add", "change"), "ticketaccesslink": ("view", "change")},
    "agents": {name: ("view", "add", "change", "delete") for name in ("agentlanguage", "agentspecialty")}
    | {"supportagent": ("view", "add", "change"), "chatroom": ("view", "change"), "callsession": ("view", "change")},
    "community": {name: ("view", "change") for name in ("communitytopic", "communityreply", "communityflag")},
    "core": {"letter": ("view",), "jobrun": ("view",)},
}


def _merged(*parts: dict) -> dict[str, dict[str, tuple[str, ...]]]:
    merged: dict[str, dict[str, tuple[str, ...]]] = {}
    for part in parts:
        for app, models in part.items():
            for model, verbs in models.items():
                known = merged.setdefault(app, {}).get(model, ())
                merged[app][model] = tuple(dict.fromkeys((*known, *verbs)))
    return merged


PERMISSIONS = {
    AGENT: _AGENT,
    KNOWLEDGE_EDITOR: _EDITOR,
    SUPERVISOR: _merged(_AGENT, _SUPERVISOR_EXTRA),
}


def sync_roles(**kwargs) -> None:
    """Make the groups and give each exactly the permissions above; administrators get every one."""
    if not apps.is_installed("tickets") or not Permission.objects.filter(content_type__app_label="assistant").exists():
        return
    for role, wanted in PERMISSIONS.items():
        query = Q(pk__in=[])
        for app, models in wanted.items():
            for model, verbs in models.items():
                query |= Q(content_type__app_label=app, codename__in=[f"{verb}_{model}" for verb in verbs])
        Group.objects.get_or_create(name=role)[0].permissions.set(Permission.objects.filter(query))
    Group.objects.get_or_create(name=ADMINISTRATOR)[0].permissions.set(Permission.objects.all())


def grant(user, role: str) -> None:
    """Give a person a role; everybody with one may enter the admin."""
    user.groups.add(Group.objects.get(name=role))
    if not user.is_staff:
        user.is_staff = True
        user.save(update_fields=["is_staff"])


def has_role(user, *roles: str) -> bool:
    """Whether the person is in one of the groups; a superuser counts as administrator."""
    if user is None or not user.is_authenticated or not user.is_active:
        return False
    if user.is_superuser and ADMINISTRATOR in roles:
        return True
    if not hasattr(user, "_role_names"):
        user._role_names = set(user.groups.values_list("name", flat=True))
    return not user._role_names.isdisjoint(roles)
