"""Filters of the list of agents; an unknown value is refused."""

import django_filters

from supportdesk.core.choices import Language, Topic

from ..models import SupportAgent


class AgentFilter(django_filters.FilterSet):
    language = django_filters.ChoiceFilter(
        field_name="languages__language", choices=Language.choices, label="Speaks this language"
    )
    specialty = django_filters.ChoiceFilter(
        field_name="specialties__category", choices=Topic.choices, label="Knows this category"
    )

    class Meta:
        model = SupportAgent
        fields: list[str] = []
