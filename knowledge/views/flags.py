"""Reporting a page: a small page with a form, and a word of thanks."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from supportdesk.core.ratelimits import limit
from supportdesk.core.requests import PortalRequest
from supportdesk.core.visitors import party

from .. import services
from ..forms import FlagForm
from .reading import open_page


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: PortalRequest, slug: str, kind: str) -> HttpResponse:
    """The form; who has reported the page already is told so instead."""
    page = open_page(kind, slug, request.user)
    user, visitor = party(request)
    form = FlagForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        limit(request, "create")
        language = translation.get_language() or "en"
        try:
            services.flag_page(page, user=user, visitor=visitor, language=language, **form.cleaned_data)
        except services.FlaggedBefore as refusal:
            messages.info(request, str(refusal))
        else:
            messages.success(request, _("Thank you. We will look into it."))
        return redirect(page)
    context = {"page": page, "form": form, "before": services.open_flag(page, user=user, visitor=visitor)}
    return render(request, "knowledge/flag.html", context, status=422 if request.method == "POST" else 200)
