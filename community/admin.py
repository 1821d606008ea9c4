"""Keeping order in the community: every decision needs a reason and goes through the services."""

from __future__ import annotations

from django import forms
from django.contrib import admin, messages
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from unfold.forms import ActionForm
from unfold.widgets import UnfoldAdminTextInputWidget

from supportdesk.core.exceptions import Refusal
from supportdesk.core.read_only import ReadOnlyAdmin

from . import policies, services
from .models import CommunityFlag, CommunityReply, CommunityTopic, CommunityVote

Status = CommunityTopic.Status


class ReasonedActionForm(ActionForm):
    """The bar of actions, with room for the reason."""

    reason = forms.CharField(
        label="",
        required=False,
        max_length=500,
        widget=UnfoldAdminTextInputWidget({"placeholder": _("Reason (required)"), "aria-label": _("Reason")}),
    )


class ModeratedAdmin(ReadOnlyAdmin):
    """Read, and moderated by actions that carry a reason."""

    action_form = ReasonedActionForm

    def has_moderate_permission(self, request) -> bool:
        return policies.can_moderate(request.user)

    def _each(self, request, queryset, decide) -> None:
        """Run `decide(record, reason)` for every selected record; a refusal is shown and stops nothing."""
        done = 0
        for record in queryset:
            try:
                decide(record, request.POST.get("reason", ""))
                done += 1
            except Refusal as refusal:
                self.message_user(request, f"{record}: {refusal}", messages.ERROR)
        if done:
            self.message_user(request, ngettext("%(count)d decided.", "%(count)d decided.", done) % {"count": done})


@admin.register(CommunityTopic)
class CommunityTopicAdmin(ModeratedAdmin):
    list_display = ["title", "author", "category", "language", "status", "reply_count", "vote_count", "last_activity_at"]
    list_select_related = ["author"]
    list_filter = ["status", "category", "language"]
    search_fields = ["title", "body", "author__display_name", "author__email"]
    ordering = ["-last_activity_at", "-pk"]
    fields = [
        "title",
        "page",
        "body",
        "author",
        "category",
        "language",
        "status",
        "accepted_reply",
        "reply_count",
        "vote_count",
        "view_count",
        "last_activity_at",
    ]
    readonly_fields = fields
    actions = ["lock", "hide", "open"]

    @admin.display(description=_("page"))
    def page(self, topic: CommunityTopic) -> str:
        return format_html('<a href="{0}">{0}</a>', topic.get_absolute_url())

    def _set(self, request, queryset, status: str) -> None:
        self._each(
            request, queryset, lambda topic, reason: services.set_topic_status(topic, status, by=request.user, reason=reason)
        )

    @admin.action(description=_("Lock: no more replies"), permissions=["moderate"])
    def lock(self, request, queryset) -> None:
        self._set(request, queryset, Status.LOCKED)

    @admin.action(description=_("Hide from everybody"), permissions=["moderate"])
    def hide(self, request, queryset) -> None:
        self._set(request, queryset, Status.HIDDEN)

    @admin.action(description=_("Open again"), permissions=["moderate"])
    def open(self, request, queryset) -> None:
        self._set(request, queryset, Status.OPEN)


@admin.register(CommunityReply)
class CommunityReplyAdmin(ModeratedAdmin):
    list_display = ["__str__", "topic", "author", "is_hidden", "vote_count", "created_at"]
    list_select_related = ["topic", "author"]
    list_filter = ["is_hidden", "topic__language"]
    search_fields = ["body", "topic__title", "author__display_name", "author__email"]
    ordering = ["-pk"]
    fields = ["topic", "body", "author", "is_hidden", "vote_count", "created_at"]
    readonly_fields = fields
    actions = ["hide", "show"]

    def _set(self, request, queryset, *, hidden: bool) -> None:
        self._each(
            request, queryset, lambda reply, reason: services.hide_reply(reply, by=request.user, reason=reason, hidden=hidden)
        )

    @admin.action(description=_("Hide from everybody"), permissions=["moderate"])
    def hide(self, request, queryset) -> None:
        self._set(request, queryset, hidden=True)

    @admin.action(description=_("Show again"), permissions=["moderate"])
    def show(self, request, queryset) -> None:
        self._set(request, queryset, hidden=False)


@admin.register(CommunityFlag)
class CommunityFlagAdmin(ModeratedAdmin):
    list_display = ["status", "reported", "reason", "comment", "user", "created_at", "handled_by", "decision"]
    list_select_related = ["topic", "reply__topic", "user", "handled_by"]
    list_filter = ["status", "reason"]
    search_fields = ["comment", "topic__title", "reply__body"]
    ordering = ["-pk"]
    fields = ["reported", "text", "reason", "comment", "user", "created_at", "status", "handled_by", "handled_at", "decision"]
    readonly_fields = fields
    actions = ["uphold", "reject"]

    @admin.display(description=_("reported"))
    def reported(self, flag: CommunityFlag) -> str:
        topic = flag.reply.topic if flag.reply else flag.topic
        part = f"#reply-{flag.reply_id}" if flag.reply_id else ""
        return format_html('<a href="{}{}">{}</a>', topic.get_absolute_url() if topic else "", part, flag.target)

    @admin.display(description=_("text"))
    def text(self, flag: CommunityFlag) -> str:
        return flag.target.body

    def _decide(self, request, queryset, *, uphold: bool) -> None:
        self._each(request, queryset, lambda flag, reason: services.moderate(flag, by=request.user, uphold=uphold, reason=reason))

    @admin.action(description=_("Uphold: hide what was reported"), permissions=["moderate"])
    def uphold(self, request, queryset) -> None:
        self._decide(request, queryset, uphold=True)

    @admin.action(description=_("Reject: it stays"), permissions=["moderate"])
    def reject(self, request, queryset) -> None:
        self._decide(request, queryset, uphold=False)


@admin.register(CommunityVote)
class CommunityVoteAdmin(ReadOnlyAdmin):
    list_display = ["user", "topic", "reply", "created_at"]
    list_select_related = ["user", "topic", "reply"]
    search_fields = ["user__display_name", "user__email"]
    ordering = ["-pk"]
    fields = ["user", "topic", "reply", "created_at"]
    readonly_fields = fields
