"""FAQs with their categories, tags and feedback."""

from __future__ import annotations

from django.contrib import admin, messages
from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from unfold.admin import ModelAdmin, TabularInline

from supportdesk.core.choices import Language
from supportdesk.core.read_only import ReadOnlyAdmin

from .. import services
from ..forms import FAQCategoryForm, FAQForm
from ..models import FAQ, Article, FAQCategory, FAQPhrasing, Feedback, PageAttachment, Tag
from .attachments import AttachmentInline, save_attachments
from .exchange import ExchangeAdmin
from .languages import TranslatedAdmin, UntranslatedFilter, language_tabs
from .machine import MachineDraftAdmin
from .pages import STANDING, THIS_CHANGE, PageAdmin


class PhrasingInline(TabularInline):
    model = FAQPhrasing
    fields = ["language", "text", "source"]
    readonly_fields = ["source"]
    extra = 0
    tab = True


@admin.register(FAQ)
class FAQAdmin(ExchangeAdmin, MachineDraftAdmin, PageAdmin):
    form = FAQForm
    long_texts = ("answer",)
    list_display = [
        *("question", "category", "status", "audience", "language_list", "verify_by"),
        *("view_count", "helpful_share", "updated_at"),
    ]
    search_fields = [f"question_{language.replace('-', '_')}" for language in Language.values]
    readonly_fields = [
        "view_count",
        "helpful_count",
        "not_helpful_count",
        "published_at",
        "created_at",
        "updated_at",
        "updated_by",
    ]
    fieldsets = [
        (None, {"fields": STANDING}),
        THIS_CHANGE,
        *language_tabs("question", "answer"),
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
    inlines = [PhrasingInline, AttachmentInline]
    actions = ["publish", "unpublish", "still_true", "draft_by_machine"]

    def save_page(self, page, **words):
        return services.save_faq(page, **words)

    def save_model(self, request, obj, form, change):
        self.adopt(obj, self.store(request, obj, form, change))

    def save_formset(self, request, form, formset, change):
        if formset.model is PageAttachment:
            save_attachments(formset, by=request.user)
            return
        formset.save(commit=False)
        phrasings: dict[str, list[str]] = {language: [] for language in Language.values}
        for row in formset.forms:
            if row.cleaned_data and not row.cleaned_data.get("DELETE"):
                phrasings[row.cleaned_data["language"]].append(row.cleaned_data["text"])
        services.replace_phrasings(form.instance, by=request.user, phrasings=phrasings)

    def delete_model(self, request, obj):
        services.delete_faq(obj, by=request.user)

    def delete_queryset(self, request, queryset):
        for faq in queryset:
            services.delete_faq(faq, by=request.user)

    @admin.action(description=_("Publish the selected FAQs"), permissions=["change"])
    def publish(self, request, queryset):
        self._tell(request, len([services.publish_faq(faq, by=request.user) for faq in queryset.exclude(status="published")]))

    @admin.action(description=_("Take the selected FAQs out of the help centre"), permissions=["change"])
    def unpublish(self, request, queryset):
        self._tell(request, len([services.unpublish_faq(faq, by=request.user) for faq in queryset.published()]))

    def _tell(self, request, changed: int) -> None:
        text = ngettext("%(count)d FAQ changed.", "%(count)d FAQs changed.", changed) % {"count": changed}
        self.message_user(request, text, messages.SUCCESS if changed else messages.INFO)


@admin.register(FAQCategory)
class FAQCategoryAdmin(TranslatedAdmin):
    form = FAQCategoryForm
    list_display = ["name", "slug", "topic", "icon", "position", "published_faqs", "language_list"]
    list_filter = ["topic", UntranslatedFilter]
    search_fields = ["name_en", "slug"]
    fieldsets = [(None, {"fields": ["slug", ("topic", "icon"), "position"]}), *language_tabs("name", "description")]

    def get_queryset(self, request):
        return FAQCategory.objects.with_counts()

    @admin.display(description=_("published FAQs"), ordering="faq_count")
    def published_faqs(self, category) -> int:
        return category.faq_count

    def save_model(self, request, obj, form, change):
        words = form.cleaned_data
        saved = services.save_category(
            obj if change else None,
            by=request.user,
            texts=form.texts(),
            **{name: words[name] for name in ("slug", "icon", "topic", "position")},
        )
        self.adopt(obj, saved)

    def delete_model(self, request, obj):
        services.delete_category(obj, by=request.user)

    def delete_queryset(self, request, queryset):
        for category in queryset:
            services.delete_category(category, by=request.user)


@admin.register(Tag)
class TagAdmin(ModelAdmin):
    list_display = ["name", "faqs_with_it", "articles_with_it"]
    search_fields = ["name"]
    list_per_page = 100

    def get_queryset(self, request):
        return (
            super()
            .get_queryset(request)
            .annotate(faq_number=Count("faqs", distinct=True), article_number=Count("articles", distinct=True))
        )

    @admin.display(description=_("FAQs"), ordering="faq_number")
    def faqs_with_it(self, tag) -> int:
        return tag.faq_number

    @admin.display(description=_("articles"), ordering="article_number")
    def articles_with_it(self, tag) -> int:
        return tag.article_number


@admin.register(Feedback)
class FeedbackAdmin(ReadOnlyAdmin):
    """What readers said; theirs alone to change."""

    list_display = ["faq", "helpful", "comment", "language", "created_at"]
    list_filter = ["helpful", "language", ("comment", admin.EmptyFieldListFilter), "created_at"]
    list_select_related = ["faq"]
    search_fields = ["comment", "faq__question_en"]
    ordering = ["-created_at", "-pk"]
    fields = ["faq", "helpful", "comment", "language", "created_at", "updated_at"]

    def get_queryset(self, request):
        """Of pages that the person may read, so that a restricted one is not betrayed by what was said of it."""
        found = super().get_queryset(request)
        readable = [
            Q(**{f"{kind}__isnull": True}) | Q(**{f"{kind}__in": model.objects.visible_to(request.user)})
            for kind, model in (("faq", FAQ), ("article", Article))
        ]
        return found.filter(*readable)
