"""Articles, and the versions that each save leaves behind."""

from __future__ import annotations

from django.contrib import admin
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from unfold.admin import TabularInline
from unfold.widgets import PROSE_CLASSES

from supportdesk.core.choices import Language
from supportdesk.core.markup import render_article
from supportdesk.core.read_only import ReadOnlyAdmin

from .. import services
from ..forms import ArticleForm
from ..models import Article, Revision
from .languages import TranslatedAdmin, UntranslatedFilter, language_tabs


class RevisionInline(TabularInline):
    """The versions, newest first, each with a link to its text."""

    model = Revision
    fields = ["number", "language", "title", "significance", "comment", "author", "created_at"]
    readonly_fields = fields
    ordering = ["-created_at", "-pk"]
    extra = 0
    per_page = 20
    show_change_link = True
    tab = True

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("author").defer("body", "summary")

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(Article)
class ArticleAdmin(TranslatedAdmin):
    form = ArticleForm
    long_texts = ("body",)
    list_display = ["title", "category", "status", "audience", "language_list", "view_count", "updated_at"]
    list_filter = ["status", "audience", "category", UntranslatedFilter]
    list_select_related = ["category"]
    search_fields = [f"title_{language.replace('-', '_')}" for language in Language.values]
    ordering = ["category__position", "position", "pk"]
    autocomplete_fields = ["tags", "groups"]
    readonly_fields = ["view_count", "published_at", "created_at", "updated_at", "updated_by"]
    fieldsets = [
        (None, {"fields": [("category", "position"), ("status", "audience"), "groups", "tags", "slug"]}),
        (_("This change"), {"fields": [("significance", "comment")]}),
        *language_tabs("title", "summary", "body"),
        (
            _("Figures"),
            {"classes": ["tab"], "fields": ["view_count", "published_at", ("created_at", "updated_at"), "updated_by"]},
        ),
    ]
    inlines = [RevisionInline]

    def save_model(self, request, obj, form, change):
        words = form.cleaned_data
        names = ("category", "slug", "position", "status", "audience", "groups", "significance", "comment")
        article = services.save_article(
            obj if change else None,
            by=request.user,
            texts=form.texts(),
            tags=[tag.name for tag in words["tags"]],
            **{name: words[name] for name in names},
        )
        self.adopt(obj, article)

    def save_formset(self, request, form, formset, change):
        """Versions are written by the services alone."""
        formset.new_objects, formset.changed_objects, formset.deleted_objects = [], [], []

    def delete_model(self, request, obj):
        services.delete_article(obj, by=request.user)

    def delete_queryset(self, request, queryset):
        for article in queryset:
            services.delete_article(article, by=request.user)


@admin.register(Revision)
class RevisionAdmin(ReadOnlyAdmin):
    """One version as it was read."""

    list_display = ["page", "language", "number", "significance", "comment", "status", "author", "created_at"]
    list_filter = ["language", "status", "significance", "created_at"]
    list_select_related = ["faq", "article", "author"]
    search_fields = ["title", "comment"]
    ordering = ["-created_at", "-pk"]
    fields = [
        *("page", ("language", "number"), ("significance", "status"), "comment", "author", ("created_at", "published_at")),
        *("title", "summary", "text"),
    ]
    readonly_fields = ["page", "text"]

    def get_queryset(self, request):
        found = super().get_queryset(request)
        return found if request.resolver_match.url_name.endswith("_change") else found.defer("body", "summary")

    @admin.display(description=_("text"))
    def text(self, revision) -> str:
        return format_html('<div class="{}" dir="auto">{}</div>', " ".join(PROSE_CLASSES), render_article(revision.body))
