"""What the portal keeps for itself, to look at when something is odd."""

from __future__ import annotations

from django.contrib import admin

from ..models import IdempotencyRecord, SearchEntry
from .reading import ReadingAdmin


@admin.register(SearchEntry)
class SearchEntryAdmin(ReadingAdmin):
    list_display = ["title", "kind", "language", "audience", "category", "version"]
    list_filter = ["kind", "language", "audience"]
    search_fields = ["title", "phrasings"]
    ordering = ["-version", "-pk"]


@admin.register(IdempotencyRecord)
class IdempotencyRecordAdmin(ReadingAdmin):
    list_display = ["created_at", "client", "key", "status"]
    list_filter = ["status"]
    search_fields = ["client", "key"]
    ordering = ["-created_at"]
    exclude = ["body"]
