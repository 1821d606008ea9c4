"""Rows that the portal writes itself: people look at them, and act on them only through actions."""

from __future__ import annotations

from django.utils.html import format_html
from django.utils.safestring import SafeString
from unfold.admin import ModelAdmin


class ReadingAdmin(ModelAdmin):
    """Nothing is added, edited or deleted by hand. Actions may still ask for the right to change."""

    list_per_page = 50
    show_full_result_count = False
    list_fullwidth = True

    def has_add_permission(self, request) -> bool:
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        return obj is None and super().has_change_permission(request)

    def has_delete_permission(self, request, obj=None) -> bool:
        return False


def preformatted(text: str) -> SafeString | str:
    """Text with its line breaks, as the machine wrote it."""
    return format_html('<pre dir="auto" class="whitespace-pre-wrap break-words">{}</pre>', text) if text else "–"
