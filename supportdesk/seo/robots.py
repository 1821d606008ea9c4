"""What programs that read the whole web may read here."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from supportdesk.core.structured_data import absolute

# Everything else is for everybody. Search results are endless, and accounts and tickets are nobody else's business;
# writing to support is for everybody, so the longer rule allows it again.
RULES = """\
User-agent: *
Disallow: /admin/
Disallow: /support/
Disallow: /*/account/
Disallow: /*/tickets/
Allow: /*/tickets/new/$
Disallow: /*/help/suggestions
Disallow: /*?q=
Disallow: /*&q=
Allow: /
"""


@require_safe
@cache_control(public=True, max_age=24 * 3600)
def robots(request: HttpRequest) -> HttpResponse:
    text = f"{RULES}\nSitemap: {absolute(reverse('sitemaps'))}\n"
    return HttpResponse(text, content_type="text/plain; charset=utf-8")
