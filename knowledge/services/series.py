"""Writing series: which tutorials are seen one after the other."""

from __future__ import annotations

from django.db import transaction

from supportdesk.core.exceptions import NotAllowed, NotFound

from .. import policies
from ..models import TutorialSeries
from .texts import Texts, free_slug, write_texts


@transaction.atomic
def save_series(
    series: TutorialSeries | None, *, by, texts: Texts | None = None, slug: str = "", position: int | None = None
) -> TutorialSeries:
    """Make a series (`texts` are "title" by language, English is needed) or change one; what is not given stays."""
    if not policies.can_write_series(by, series):
        raise NotAllowed
    series = TutorialSeries() if series is None else _locked(series)
    write_texts(series, texts or {}, fields=("title",))
    if position is not None:
        series.position = position
    series.slug = slug or series.slug or free_slug(TutorialSeries, series.text_in("en", "title"))
    series.save()
    return series


@transaction.atomic
def delete_series(series: TutorialSeries, *, by) -> None:
    """Dissolve the series; its tutorials stay."""
    series = _locked(series)
    if not policies.can_delete_series(by, series):
        raise NotAllowed
    series.delete()


def _locked(series: TutorialSeries) -> TutorialSeries:
    fresh = TutorialSeries.objects.select_for_update(of=("self",)).filter(pk=series.pk).first()
    if fresh is None:
        raise NotFound
    return fresh
