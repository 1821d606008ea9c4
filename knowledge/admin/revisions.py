"""Versions in the admin: the list of all of them, and the addresses of their own pages; former addresses of pages."""

from __future__ import annotations

from django.contrib import admin

from supportdesk.core.read_only import ReadOnlyAdmin

from ..models import FormerAddress, Revision
from .editing import route
from .review import show_proposal, show_queue
from .todo import show_todo
from .translate import show_translations
from .versions import edit_draft, open_draft, preview_version, refuse_to_write, revert_version, show_version


@admin.register(Revision)
class RevisionAdmin(ReadOnlyAdmin):
    list_display = ["page", "language", "number", "significance", "comment", "status", "origin", "author", "created_at"]
    list_filter = ["language", "status", "significance", "origin", "created_at"]
    list_select_related = ["faq", "article", "author"]
    search_fields = ["title", "comment"]
    ordering = ["-created_at", "-pk"]

    def get_urls(self):
        return [
            route("todo/", show_todo, "knowledge_revision_todo"),
            route("review/", show_queue, "knowledge_revision_review"),
            route("translations/", show_translations, "knowledge_revision_translations"),
            route("<int:key>/review/", show_proposal, "knowledge_revision_decide"),
            route("<int:key>/edit/", edit_draft, "knowledge_revision_edit"),
            route("<int:key>/draft/", open_draft, "knowledge_revision_draft"),
            route("<int:key>/revert/", revert_version, "knowledge_revision_revert"),
            route("<int:key>/preview/", preview_version, "knowledge_revision_preview"),
            route("<int:key>/change/", self.version_view, "knowledge_revision_change"),
            *super().get_urls(),
        ]

    def get_queryset(self, request):
        return super().get_queryset(request).defer("body", "summary")

    def version_view(self, request, key: int):
        refuse_to_write(request)
        return show_version(request, key)


@admin.register(FormerAddress)
class FormerAddressAdmin(ReadOnlyAdmin):
    """Where FAQs, articles and tutorials were before; who comes by such an address is sent on."""

    list_display = ["slug", "page", "created_at"]
    list_select_related = ["faq", "article", "tutorial"]
    search_fields = ["slug"]
    ordering = ["-created_at", "-pk"]
    fields = ["slug", "faq", "article", "tutorial", "created_at"]
