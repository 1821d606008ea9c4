"""Tutorials: the grid, and one tutorial as a video or to read."""

from __future__ import annotations

from itertools import groupby

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from supportdesk.core.requests import PortalRequest
from supportdesk.core.visitors import party

from .. import services
from ..models import Tutorial
from ..rendering import languages_of_page, media_type, media_url


@require_safe
def tutorials(request: PortalRequest) -> HttpResponse:
    """By category, one of them with `?category=`; htmx gets the grid."""
    chosen = request.GET.get("category", "")
    if chosen and chosen not in Tutorial.Category.values:
        raise Http404
    order = Tutorial.Category.values
    found = list(Tutorial.objects.visible_to(request.user).cards())
    there = {tutorial.category for tutorial in found}
    shown = sorted(
        (tutorial for tutorial in found if chosen in ("", tutorial.category)), key=lambda tutorial: order.index(tutorial.category)
    )
    groups = [
        (Tutorial.Category(category).label, [(tutorial, media_url(tutorial.poster)) for tutorial in group])
        for category, group in groupby(shown, key=lambda tutorial: tutorial.category)
    ]
    context = {
        "groups": groups,
        "chosen": chosen,
        "categories": [choice for choice in Tutorial.Category.choices if choice[0] in there],
    }
    return render(request, "knowledge/tutorials.html" + ("#grid" if request.htmx else ""), context)


@require_safe
def tutorial(request: PortalRequest, slug: str) -> HttpResponse:
    visible = Tutorial.objects.visible_to(request.user)
    tutorial = get_object_or_404(visible.for_listing(), slug=slug)
    user, visitor = party(request)
    if tutorial.is_published:
        services.record_view(tutorial, user=user, visitor=visitor)
    language = tutorial.shown_language
    written_in = language if tutorial.text_in(language, "transcript") else "en"
    others = visible.cards().filter(category=tutorial.category).exclude(pk=tutorial.pk)[:3]
    return render(
        request,
        "knowledge/tutorial.html",
        {
            "tutorial": tutorial,
            "title": tutorial.text_in(language, "title"),
            "description": tutorial.text_in(language, "description"),
            "transcript": tutorial.text_in(written_in, "transcript"),
            "written_in": written_in,
            "video": media_url(tutorial.video),
            "video_type": media_type(tutorial.video.name) if tutorial.video else "",
            "poster": media_url(tutorial.poster),
            "captions": [(caption, media_url(caption.file)) for caption in tutorial.captions.all()],
            "others": [(other, media_url(other.poster)) for other in others],
            **languages_of_page(tutorial),
        },
    )
