"""The admin site's frame: secured sign-in, where people land, the side bar, the first page."""

from __future__ import annotations

from functools import wraps

from allauth.account.decorators import secure_admin_login
from django.apps import apps
from django.contrib import admin
from django.http import HttpRequest
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from agents.models import SupportAgent
from community.models import CommunityFlag
from knowledge.admin.todo import figures_for, places_for
from knowledge.models import ContentFlag
from supportdesk.core import roles
from tickets.desk.queue import counts_for
from tickets.models import SupportTicket

QUEUE = "admin:tickets_supportticket_changelist"
EDITING = (roles.KNOWLEDGE_EDITOR, roles.KNOWLEDGE_REVIEWER)


def landing(index):
    """Agents land in the queue; those who lead, edit or administer get the first page."""

    @wraps(index)
    def land(request: HttpRequest, extra_context=None):
        leads = roles.has_role(request.user, roles.SUPERVISOR, roles.ADMINISTRATOR, *EDITING)
        if roles.has_role(request.user, roles.AGENT) and not leads:
            return redirect(QUEUE)
        return index(request, extra_context)

    return land


# The admin's own form knows no second factor; this sends people to the portal's sign-in. Before URLs are built.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]
admin.site.index = landing(admin.site.index)  # type: ignore[method-assign]


def navigation(request: HttpRequest) -> list[dict]:
    """The side bar: groups of what the person may see. What no group names is found under "System"."""
    groups = [
        (_("Desk"), _places(request, DESK)),
        (_("Knowledge"), _knowledge(request)),
        (_("Community"), _places(request, COMMUNITY)),
        (_("People"), _places(request, PEOPLE)),
        (_("System"), _places(request, _system())),
    ]
    return [{"title": title, "collapsible": title == _("System"), "items": items} for title, items in groups if items]


def _knowledge(request: HttpRequest) -> list[dict]:
    """The editors' own pages before their lists; only one place is where the person is."""
    pages, lists = places_for(request), _places(request, KNOWLEDGE)
    if any(page["active"] for page in pages):
        lists = [{**place, "active": False} for place in lists]
    return [*pages, *lists]


DESK = [
    ("tickets.supportticket", "inbox"),
    ("agents.chatroom", "forum"),
    ("agents.callsession", "videocam"),
    ("assistant.aisupportconversation", "smart_toy"),
]
KNOWLEDGE = [
    ("knowledge.faq", "help"),
    ("knowledge.faqcategory", "category"),
    ("knowledge.article", "article"),
    ("knowledge.tutorial", "play_circle"),
    ("knowledge.tutorialseries", "playlist_play"),
    ("knowledge.contentgap", "quiz"),
    ("knowledge.contentflag", "flag"),
    ("knowledge.dailyreading", "monitoring"),
    ("knowledge.feedback", "thumbs_up_down"),
    ("knowledge.tag", "sell"),
    ("knowledge.revision", "history"),
    ("core.searchsynonym", "swap_horiz"),
    ("core.searchasked", "manage_search"),
    ("locations.localsupport", "location_on"),
    ("locations.localservice", "room_service"),
]
COMMUNITY = [
    ("community.communitytopic", "groups"),
    ("community.communityreply", "reply"),
    ("community.communityvote", "thumb_up"),
    ("community.communityflag", "flag"),
]
PEOPLE = [("agents.supportagent", "support_agent"), ("core.user", "person"), ("auth.group", "shield_person")]


def _system() -> list[tuple[str, str]]:
    placed = {label for group in (DESK, KNOWLEDGE, COMMUNITY, PEOPLE) for label, _icon in group}
    return sorted(
        (model._meta.label_lower, "database") for model in admin.site._registry if model._meta.label_lower not in placed
    )


def _places(request: HttpRequest, wanted: list[tuple[str, str]]) -> list[dict]:
    """Links to the lists of those models that are there and that the person may see."""
    places = []
    for label, icon in wanted:
        model = apps.get_model(label)
        model_admin = admin.site._registry.get(model)
        if model_admin is None or not model_admin.has_view_permission(request):
            continue
        options = model._meta
        place = {
            "title": getattr(model_admin, "place_title", "") or capfirst(options.verbose_name_plural),
            "icon": icon,
            "link": reverse(f"admin:{options.app_label}_{options.model_name}_changelist"),
        }
        if count := BADGES.get(label, lambda: 0)():
            place["badge"] = count
            place["badge_variant"] = "warning"
        places.append(place)
    return places


BADGES = {
    "tickets.supportticket": lambda: SupportTicket.objects.unassigned().count(),
    "knowledge.contentflag": lambda: ContentFlag.objects.to_decide().count(),
    "community.communityflag": lambda: CommunityFlag.objects.filter(status=CommunityFlag.Status.PENDING).count(),
}


def dashboard(request: HttpRequest, context: dict) -> dict:
    """What the first page shows beside the side bar: who you are, and how queue and help centre stand."""
    return {**context, "title": _("Overview"), "figures": [*_figures(request), *figures_for(request.user)]}


def _figures(request: HttpRequest) -> list[dict]:
    if not request.user.has_perm("tickets.view_supportticket"):
        return []
    counts, queue = counts_for(request.user), reverse(QUEUE)
    online = SupportAgent.objects.available().count()
    return [
        {
            "number": counts["unassigned"],
            "label": _("wait for an agent"),
            "url": f"{queue}?tab=unassigned",
            "alert": counts["unassigned"],
        },
        {"number": counts["mine"], "label": _("are yours"), "url": f"{queue}?tab=mine"},
        {"number": counts["waiting"], "label": _("wait for their customer"), "url": f"{queue}?tab=waiting"},
        {"number": counts["open"], "label": _("are open altogether"), "url": f"{queue}?tab=open"},
        {
            "number": online,
            "label": _("agents are online"),
            "url": f"{reverse('admin:agents_supportagent_changelist')}?availability__exact=online",
            "alert": not online,
        },
    ]
