"""Filters of the public lists. A value that cannot be is an error, so that a typing mistake is not an empty list."""

from __future__ import annotations

import django_filters
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError

from supportdesk.core.choices import Topic
from supportdesk.core.middleware import known_language
from supportdesk.core.ratelimits import who_is
from supportdesk.core.search import note_search, search

from ..models import FAQ, FAQCategory, Tutorial, TutorialSeries

MOST_RESULTS = 100
LANGUAGE_HELP = (
    "Only what can really be read in this language (en, es, fr, de, ar, zh-hans). "
    "Without it, everything, in English where a translation is missing."
)


class LanguageFilter(django_filters.CharFilter):
    """Keeps what is translated into the language; "es-MX" is "es"."""

    def filter(self, qs, value):
        if not value:
            return qs
        language = known_language(value)
        if language is None:
            raise ValidationError({self.field_name: _("There is nothing in this language.")}, code="invalid_choice")
        return qs.readable_in(language)


class FAQFilters(django_filters.FilterSet):
    category = django_filters.CharFilter(
        method="in_category", help_text="The slug of a category, or a topic (technical, billing, …)."
    )
    language = LanguageFilter(help_text=LANGUAGE_HELP)
    search = django_filters.CharFilter(
        method="ranked", max_length=200, help_text="Words or a question in any of the languages; the best answers come first."
    )

    class Meta:
        model = FAQ
        fields: list[str] = []

    def in_category(self, queryset, name, value):
        if FAQCategory.objects.filter(slug=value).exists():
            return queryset.filter(category__slug=value)
        if value in Topic.values:
            return queryset.filter(category__topic=value)
        raise ValidationError({name: _("There is no such category.")}, code="invalid_choice")

    def ranked(self, queryset, name, value):
        asked = self.form.cleaned_data["category"]
        found = search(
            value,
            language=get_language() or "en",
            user=self.request.user,
            kinds=["faq"],
            # A topic spans several categories; the filter above keeps to it.
            category=asked if asked and asked not in Topic.values else None,
            limit=MOST_RESULTS,
        )
        if not asked and "cursor" not in self.request.query_params:
            note_search(value, get_language() or "en", found=bool(found.hits), who=who_is(self.request))
        return queryset.in_this_order([hit.object_id for hit in found.hits])


class TutorialFilters(django_filters.FilterSet):
    category = django_filters.ChoiceFilter(choices=Tutorial.Category)
    level = django_filters.ChoiceFilter(choices=Tutorial.Level)
    series = django_filters.CharFilter(method="in_series", max_length=120, help_text="The slug of a series.")
    language = LanguageFilter(help_text=LANGUAGE_HELP)

    class Meta:
        model = Tutorial
        fields: list[str] = []

    def in_series(self, queryset, name, value):
        if not TutorialSeries.objects.filter(slug=value).exists():
            raise ValidationError({name: _("There is no such series.")}, code="invalid_choice")
        return queryset.filter(series__slug=value)
