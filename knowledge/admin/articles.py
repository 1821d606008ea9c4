"""Articles."""

from __future__ import annotations

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from supportdesk.core.choices import Language

from .. import services
from ..forms import ArticleForm
from ..models import Article
from .attachments import AttachmentInline, save_attachments
from .exchange import ExchangeAdmin
from .languages import language_tabs
from .machine import MachineDraftAdmin
from .pages import STANDING, THIS_CHANGE, PageAdmin


@admin.register(Article)
class ArticleAdmin(ExchangeAdmin, MachineDraftAdmin, PageAdmin):
    form = ArticleForm
    long_texts = ("body",)
    list_display = [
        "title",
        "category",
        "status",
        "audience",
        "language_list",
        "verify_by",
        "view_count",
        "helpful_share",
        "updated_at",
    ]
    search_fields = [f"title_{language.replace('-', '_')}" for language in Language.values]
    readonly_fields = [
        *("view_count", "helpful_count", "not_helpful_count"),
        *("published_at", "created_at", "updated_at", "updated_by"),
    ]
    fieldsets = [
        (None, {"fields": STANDING}),
        THIS_CHANGE,
        *language_tabs("title", "summary", "body"),
        (
            _("Figures"),
            {
                "classes": ["tab"],
                "fields": [
                    "view_count",
                    ("helpful_count", "not_helpful_count"),
                    "published_at",
                    ("created_at", "updated_at"),
                    "updated_by",
                ],
            },
        ),
    ]

    inlines = [AttachmentInline]
    actions = ["still_true", "draft_by_machine"]

    def save_page(self, page, **words):
        return services.save_article(page, **words)

    def save_model(self, request, obj, form, change):
        self.adopt(obj, self.store(request, obj, form, change))

    def save_formset(self, request, form, formset, change):
        save_attachments(formset, by=request.user)

    def delete_model(self, request, obj):
        services.delete_article(obj, by=request.user)

    def delete_queryset(self, request, queryset):
        for article in queryset:
            services.delete_article(article, by=request.user)
