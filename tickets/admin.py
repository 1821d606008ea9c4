"""Tickets in the admin: the desk's own pages for tickets, and the records behind them to look at."""

from __future__ import annotations

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from unfold.admin import ModelAdmin

from supportdesk.core.exceptions import Refusal
from supportdesk.core.read_only import ReadOnlyAdmin

from . import policies, services
from .desk.new import show_new_ticket
from .desk.queue import show_queue
from .desk.thread import show_thread
from .models import SupportAttachment, SupportMessage, SupportTicket, TicketAccessLink, TicketEvent


@admin.register(SupportTicket)
class SupportTicketAdmin(ModelAdmin):
    """The queue, the thread, and a form for tickets that come by phone."""

    search_fields = ["number", "subject", "requester__email", "guest_email"]

    def has_add_permission(self, request) -> bool:
        return policies.can_answer(request.user)

    def has_delete_permission(self, request, obj=None) -> bool:
        return False

    def changelist_view(self, request, extra_context=None):
        return show_queue(request, self._context(request, _("Tickets")))

    def change_view(self, request, object_id, form_url="", extra_context=None):
        return show_thread(request, object_id, self._context(request, _("Ticket")))

    def add_view(self, request, form_url="", extra_context=None):
        if not self.has_add_permission(request):
            raise PermissionDenied
        return show_new_ticket(request, self._context(request, _("New ticket")))

    def _context(self, request, title) -> dict:
        """What the admin's frame needs, for those who may see tickets."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        may_add = self.has_add_permission(request)
        return {**self.admin_site.each_context(request), "title": title, "may_add": may_add, "is_fullwidth": "1"}


class OfATicketAdmin(ReadOnlyAdmin):
    """A record of a ticket, with a way to it."""

    ordering = ["-pk"]

    @admin.display(description=_("ticket"), ordering="ticket__serial")
    def ticket_link(self, record) -> str:
        return format_html(
            '<a href="{}">{}</a>', reverse("admin:tickets_supportticket_change", args=[record.ticket_id]), record.ticket
        )


@admin.register(SupportMessage)
class SupportMessageAdmin(OfATicketAdmin):
    list_display = ["beginning", "ticket_link", "sender_type", "author", "internal", "created_at"]
    list_select_related = ["ticket", "author"]
    list_filter = ["sender_type", "internal", "language"]
    search_fields = ["body", "ticket__number"]
    fields = ["ticket_link", "sender_type", "author", "author_name", "internal", "body", "language", "client_id", "created_at"]
    readonly_fields = fields

    @admin.display(description=_("text"))
    def beginning(self, message: SupportMessage) -> str:
        return message.body[:80]


@admin.register(TicketEvent)
class TicketEventAdmin(OfATicketAdmin):
    list_display = ["kind", "ticket_link", "seq", "audience", "actor_kind", "actor", "created_at"]
    list_select_related = ["ticket", "actor"]
    list_filter = ["kind", "audience", "actor_kind"]
    search_fields = ["ticket__number"]
    fields = ["ticket_link", "seq", "kind", "audience", "actor_kind", "actor", "data", "created_at"]
    readonly_fields = fields


@admin.register(SupportAttachment)
class SupportAttachmentAdmin(ReadOnlyAdmin):
    list_display = ["name", "ticket_link", "content_type", "size", "uploaded_at"]
    list_select_related = ["message__ticket"]
    search_fields = ["name", "message__ticket__number"]
    ordering = ["-uploaded_at", "pk"]
    fields = ["download", "ticket_link", "content_type", "size", "sha256", "uploaded_at"]
    readonly_fields = fields

    @admin.display(description=_("ticket"))
    def ticket_link(self, file: SupportAttachment) -> str:
        ticket = file.message.ticket
        return format_html('<a href="{}">{}</a>', reverse("admin:tickets_supportticket_change", args=[ticket.pk]), ticket)

    @admin.display(description=_("file"))
    def download(self, file: SupportAttachment) -> str:
        return format_html('<a href="{}">{}</a>', reverse("tickets:file", args=[file.message.ticket_id, file.pk]), file.name)


@admin.register(TicketAccessLink)
class TicketAccessLinkAdmin(OfATicketAdmin):
    list_display = ["created_at", "ticket_link", "expires_at", "revoked_at", "use_count", "last_used_at"]
    list_select_related = ["ticket"]
    search_fields = ["ticket__number", "ticket__guest_email"]
    fields = ["ticket_link", "created_at", "expires_at", "revoked_at", "use_count", "last_used_at"]
    readonly_fields = fields
    actions = ["revoke"]

    def has_revoke_permission(self, request) -> bool:
        return request.user.has_perm("tickets.change_ticketaccesslink")

    @admin.action(description=_("Revoke all private links of these tickets"), permissions=["revoke"])
    def revoke(self, request, queryset) -> None:
        revoked = 0
        for ticket in SupportTicket.objects.filter(access_links__in=queryset).distinct():
            try:
                revoked += services.revoke_access_links(ticket, by=request.user)
            except Refusal as refusal:
                self.message_user(request, f"{ticket.number}: {refusal}", messages.ERROR)
        text = ngettext("%(count)d link does not work any more.", "%(count)d links do not work any more.", revoked)
        self.message_user(request, text % {"count": revoked})
