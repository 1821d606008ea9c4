"""The people of the desk, live rooms and calls in the admin."""

from __future__ import annotations

import zoneinfo
from functools import partial

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST
from unfold.admin import ModelAdmin, TabularInline
from unfold.decorators import display
from unfold.widgets import UnfoldAdminSelectWidget

from supportdesk.core.exceptions import Refusal
from supportdesk.core.read_only import ReadOnlyAdmin

from . import services
from .models import AgentLanguage, AgentSpecialty, CallSession, ChatParticipant, ChatRoom, SupportAgent

Availability = SupportAgent.Availability


class AgentLanguageInline(TabularInline):
    model = AgentLanguage
    extra = 0
    min_num = 1
    tab = True


class AgentSpecialtyInline(TabularInline):
    model = AgentSpecialty
    extra = 0
    tab = True


def _say_available(availability: str, model_admin, request: HttpRequest, queryset) -> None:
    """The admin action behind "say that they are …"."""
    changed = 0
    for agent in queryset:
        try:
            services.set_availability(agent, availability, by=request.user)
            changed += 1
        except Refusal as refusal:
            model_admin.message_user(request, f"{agent}: {refusal}", messages.ERROR)
    text = ngettext("%(count)d agent is now %(word)s.", "%(count)d agents are now %(word)s.", changed)
    model_admin.message_user(request, text % {"count": changed, "word": Availability(availability).label})


@admin.register(SupportAgent)
class SupportAgentAdmin(ModelAdmin):
    list_display = ["name", "there", "speaks", "knows", "work", "stars", "first_answer"]
    list_filter = ["availability", "languages__language", "specialties__category"]
    search_fields = ["user__display_name", "user__email"]
    autocomplete_fields = ["user"]
    list_per_page = 50
    inlines = [AgentLanguageInline, AgentSpecialtyInline]
    figures = ["rating", "rating_count", "first_answer", "resolution", "last_assigned_at"]
    readonly_fields = ["availability", "availability_changed_at", *figures]
    fieldsets = [
        (None, {"fields": ["user", "bio", ("capacity", "time_zone"), ("availability", "availability_changed_at")]}),
        (_("Figures"), {"fields": figures, "classes": ["tab"]}),
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).with_load().for_listing()

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name == "time_zone":
            names = sorted(zoneinfo.available_timezones())
            return forms.ChoiceField(
                label=capfirst(db_field.verbose_name), choices=[(name, name) for name in names], widget=UnfoldAdminSelectWidget
            )
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def get_readonly_fields(self, request, obj=None):
        return [*self.readonly_fields, "user"] if obj else self.readonly_fields

    def has_delete_permission(self, request, obj=None) -> bool:
        return False

    def save_model(self, request, obj, form, change) -> None:
        if change:
            return super().save_model(request, obj, form, change)
        made = services.make_agent(
            obj.user, languages={}, specialties=[], capacity=obj.capacity, time_zone=obj.time_zone, bio=obj.bio
        )
        # The skills of the inlines are stored next, for this row.
        obj.pk = made.pk

    def get_actions(self, request):
        actions = super().get_actions(request)
        if self.has_change_permission(request):
            for value, label in Availability.choices:
                name = f"say_{value}"
                actions[name] = (partial(_say_available, value), name, _("Set to “%(word)s”") % {"word": label})
        return actions

    def get_urls(self):
        presence = self.admin_site.admin_view(method_decorator(require_POST)(SupportAgentAdmin.presence).__get__(self))
        return [path("presence/", presence, name="agents_supportagent_presence"), *super().get_urls()]

    def presence(self, request: HttpRequest) -> HttpResponse:
        """One's own availability, from the switch in the frame of the desk."""
        agent = get_object_or_404(SupportAgent, user=request.user)
        try:
            agent = services.set_availability(agent, request.POST.get("availability", ""), by=request.user)
        except Refusal as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("You are now “%(word)s”.") % {"word": agent.get_availability_display()})
        back = request.POST.get("next", "")
        safe = url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}, require_https=request.is_secure())
        # Not `redirect(back)`, which takes a word for the name of a view.
        return HttpResponseRedirect(back if safe else reverse("admin:index"))

    @admin.display(description=_("agent"), ordering="user__display_name")
    def name(self, agent: SupportAgent) -> str:
        return str(agent)

    @display(
        description=_("availability"),
        ordering="availability",
        label={
            Availability.ONLINE: "success",
            Availability.AWAY: "warning",
            Availability.BUSY: "danger",
            Availability.OFFLINE: "info",
        },
    )
    def there(self, agent: SupportAgent):
        return agent.availability, agent.get_availability_display()

    @admin.display(description=_("languages"))
    def speaks(self, agent: SupportAgent) -> str:
        return ", ".join(str(skill) for skill in agent.languages.all())

    @admin.display(description=_("specialties"))
    def knows(self, agent: SupportAgent) -> str:
        return ", ".join(str(skill) for skill in agent.specialties.all())

    @admin.display(description=_("load"), ordering="load")
    def work(self, agent: SupportAgent) -> str:
        return f"{agent.load}/{agent.capacity}"  # type: ignore[attr-defined]

    @admin.display(description=_("rating"), ordering="rating")
    def stars(self, agent: SupportAgent) -> str:
        return f"{agent.rating} ({agent.rating_count})" if agent.rating else "–"

    @admin.display(description=_("first answer after"))
    def first_answer(self, agent: SupportAgent) -> str:
        return _duration(agent.average_first_response_seconds)

    @admin.display(description=_("resolved after"))
    def resolution(self, agent: SupportAgent) -> str:
        return _duration(agent.average_resolution_seconds)


def _duration(seconds: int | None) -> str:
    """A mean time in its fitting unit; a dash before the first."""
    if seconds is None:
        return "–"
    if seconds < 90 * 60:
        return _("%(number)d min") % {"number": round(seconds / 60)}
    if seconds < 48 * 3600:
        return _("%(number)d h") % {"number": round(seconds / 3600)}
    return _("%(number)d days") % {"number": round(seconds / 86400)}


class OfATicketAdmin(ReadOnlyAdmin):
    @admin.display(description=_("ticket"), ordering="ticket__serial")
    def ticket_link(self, record) -> str:
        return format_html(
            '<a href="{}">{}</a>', reverse("admin:tickets_supportticket_change", args=[record.ticket_id]), record.ticket
        )

    def _each(self, request: HttpRequest, queryset, service) -> None:
        """Run a service for every selected record; a refusal is shown and stops nothing."""
        done = 0
        for record in queryset:
            try:
                service(record, by=request.user)
                done += 1
            except Refusal as refusal:
                self.message_user(request, f"{record}: {refusal}", messages.ERROR)
        self.message_user(request, ngettext("%(count)d ended.", "%(count)d ended.", done) % {"count": done})


class ChatParticipantInline(TabularInline):
    model = ChatParticipant
    extra = 0
    can_delete = False
    fields = ["user", "joined_at", "left_at", "last_read_seq"]
    readonly_fields = fields

    def has_add_permission(self, request, obj=None) -> bool:
        return False

    def has_view_permission(self, request, obj=None) -> bool:
        return request.user.has_perm("agents.view_chatroom")


@admin.register(ChatRoom)
class ChatRoomAdmin(OfATicketAdmin):
    list_display = ["number", "ticket_link", "status", "queued_at", "joined_at", "ended_at"]
    list_select_related = ["ticket"]
    list_filter = ["status"]
    search_fields = ["ticket__number", "ticket__subject"]
    ordering = ["-pk"]
    fields = ["ticket_link", "status", "queued_at", "joined_at", "ended_at", "ended_by", "end_reason"]
    readonly_fields = fields
    inlines = [ChatParticipantInline]
    actions = ["end_chats"]

    def has_end_permission(self, request) -> bool:
        return request.user.has_perm("agents.change_chatroom")

    @admin.display(description=_("chat"), ordering="ticket__serial")
    def number(self, room: ChatRoom) -> str:
        return room.ticket.number

    @admin.action(description=_("End the selected chats"), permissions=["end"])
    def end_chats(self, request, queryset) -> None:
        self._each(request, queryset, services.end_room)


@admin.register(CallSession)
class CallSessionAdmin(OfATicketAdmin):
    list_display = ["started_at", "ticket_link", "status", "caller", "callee", "talked"]
    list_select_related = ["ticket", "caller", "callee"]
    list_filter = ["status"]
    search_fields = ["ticket__number", "ticket__subject"]
    ordering = ["-started_at", "pk"]
    fields = [
        "ticket_link",
        "status",
        "caller",
        "callee",
        "started_at",
        "answered_at",
        "ended_at",
        "talked",
        "ended_by",
        "end_reason",
    ]
    readonly_fields = fields
    actions = ["end_calls"]

    def has_end_permission(self, request) -> bool:
        return request.user.has_perm("agents.change_callsession")

    @admin.display(description=_("duration"))
    def talked(self, call: CallSession) -> str:
        seconds = call.duration_seconds
        return "–" if seconds is None else f"{seconds // 60}:{seconds % 60:02d}"

    @admin.action(description=_("End the selected calls"), permissions=["end"])
    def end_calls(self, request, queryset) -> None:
        self._each(request, queryset, services.end_call)
