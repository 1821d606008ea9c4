"""Sitemaps: for every language one of each kind of page, with only what a visitor may read and is really translated."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.core.cache import cache
from django.core.paginator import EmptyPage, Paginator
from django.db.models import Count, Max, Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.http import http_date
from django.views.decorators.http import require_safe
from modeltranslation.utils import build_localized_fieldname

from community.models import CommunityTopic
from knowledge.models import FAQ, Article, FAQCategory, Tutorial
from locations.models import LocalSupport
from supportdesk.core.choices import Language
from supportdesk.core.structured_data import absolute

# With all its translations named, a file of this length has about a megabyte.
PER_FILE = 1000
SECONDS = 3600
SINGLE_PAGES = (
    "home",
    "search",
    "knowledge:faqs",
    "knowledge:articles",
    "knowledge:tutorials",
    "assistant:chat",
    "community:list",
    "locations:list",
    "tickets:new",
)


class PageSitemap(Sitemap):
    """The pages of one kind that can be read in one language, each with its translations."""

    limit = PER_FILE
    i18n = True
    alternates = True
    x_default = True
    protocol = settings.SITE_URL.partition(":")[0]

    def __init__(self, language: str) -> None:
        self.language = language

    def state(self) -> tuple[int, datetime | None]:
        """How many pages there are and when one was last changed: where it is the same, so are the pages."""
        raise NotImplementedError

    def path(self, item: Any) -> str:
        """The page's address below its language."""
        raise NotImplementedError

    def get_latest_lastmod(self) -> datetime | None:
        return self.state()[1]

    def get_urls(self, page: int | str = 1, site: Any = None, protocol: str | None = None) -> list[dict[str, Any]]:
        """One page of entries, in whole addresses of the portal, whatever name it was asked by."""
        urls = []
        for item in self.paginator.page(page).object_list:
            path, languages = self.path(item), self.get_languages_for_item(item)
            alternates = [{"lang_code": code, "location": absolute(f"/{code}/{path}")} for code in languages]
            if len(languages) > 1 and settings.LANGUAGE_CODE in languages:
                default = absolute(f"/{settings.LANGUAGE_CODE}/{path}" if path else "/")
                alternates.append({"lang_code": "x-default", "location": default})
            urls.append(
                {
                    "location": absolute(f"/{self.language}/{path}"),
                    "lastmod": getattr(item, "updated_at", None),
                    "alternates": alternates if len(languages) > 1 else [],
                }
            )
        return urls

    def items(self) -> Sequence[Any] | QuerySet:
        raise NotImplementedError

    @property
    def paginator(self) -> Paginator:
        return Paginator(self.items(), self.limit)


class SinglePages(PageSitemap):
    """What exists once, in every language: the ways in, and the shelves of the help centre."""

    def state(self) -> tuple[int, datetime | None]:
        return len(self.items()), None

    def items(self) -> list[str]:
        with translation.override(settings.LANGUAGE_CODE):
            shelves = [category.get_absolute_url() for category in FAQCategory.objects.with_counts() if category.faq_count]
            return [*(reverse(name) for name in SINGLE_PAGES), *shelves]

    def path(self, item: str) -> str:
        return item.split("/", 2)[2]


class Rows(PageSitemap):
    """Pages that are rows of a table."""

    fields: Sequence[str] = ("slug",)
    where = ""

    def readable(self) -> QuerySet:
        raise NotImplementedError

    def state(self) -> tuple[int, datetime | None]:
        found = self.readable().order_by().aggregate(number=Count("pk"), latest=Max("updated_at"))
        return found["number"], found["latest"]

    def items(self) -> QuerySet:
        return self.readable().order_by("pk").only("updated_at", *self.fields)

    def path(self, item: Model) -> str:
        return f"{self.where}/{item.slug}/"  # type: ignore[attr-defined]


class TranslatedRows(Rows):
    """Pages with their texts in several languages: a page belongs to a language that has all of its essential texts."""

    model: Any

    def public(self) -> QuerySet:
        return self.model.objects.open_to(None)

    def readable(self) -> QuerySet:
        found = self.public()
        for field in self.model.ESSENTIAL:
            column = build_localized_fieldname(field, self.language)
            found = found.exclude(**{f"{column}__isnull": True}).exclude(**{column: ""})
        return found

    @property
    def fields(self) -> list[str]:  # type: ignore[override]
        return ["slug", *(build_localized_fieldname(field, code) for field in self.model.ESSENTIAL for code in Language.values)]

    def get_languages_for_item(self, item: Any) -> list[str]:
        return item.languages


class FAQPages(TranslatedRows):
    model, where = FAQ, "faqs"


class ArticlePages(TranslatedRows):
    model, where = Article, "articles"


class TutorialPages(TranslatedRows):
    model, where = Tutorial, "tutorials"

    def public(self) -> QuerySet:
        return Tutorial.objects.published()


class Places(Rows):
    where = "locations"

    def readable(self) -> QuerySet:
        return LocalSupport.objects.published()


class Topics(Rows):
    """Every topic stands under the one language that it is written in."""

    where = "community"

    def readable(self) -> QuerySet:
        return CommunityTopic.objects.visible_to(None).in_language(self.language)

    def get_languages_for_item(self, item: CommunityTopic) -> list[str]:
        return [self.language]


KINDS: dict[str, type[PageSitemap]] = {
    "pages": SinglePages,
    "faqs": FAQPages,
    "articles": ArticlePages,
    "tutorials": TutorialPages,
    "locations": Places,
    "community": Topics,
}


def sections() -> Iterable[tuple[str, PageSitemap]]:
    """The name of every sitemap, such as "faqs-de", with the sitemap."""
    for language in Language.values:
        for kind, of_kind in KINDS.items():
            yield f"{kind}-{language}", of_kind(language)


def _answer(xml: str, latest: datetime | None) -> HttpResponse:
    response = HttpResponse(xml, content_type="application/xml; charset=utf-8")
    response["Cache-Control"] = f"public, max-age={SECONDS}"
    response["X-Robots-Tag"] = "noindex"
    if latest:
        response["Last-Modified"] = http_date(latest.timestamp())
    return response


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The list of all sitemaps that hold anything."""
    found, changes = [], []
    for name, pages in sections():
        number, latest = pages.state()
        changes.append(latest)
        for page in range(1, -(-number // pages.limit) + 1):
            address = absolute(reverse("sitemap", args=[name])) + (f"?p={page}" if page > 1 else "")
            found.append({"location": address, "last_mod": latest})
    xml = render_to_string("sitemap_index.xml", {"sitemaps": found})
    return _answer(xml, max((change for change in changes if change), default=None))


@require_safe
def sitemap(request: HttpRequest, section: str) -> HttpResponse:
    """One file of one sitemap, `?p=` for the next ones; kept until one of its pages changes."""
    kind, _dash, language = section.partition("-")
    page = request.GET.get("p", "1")
    if kind not in KINDS or language not in Language.values or not (page.isascii() and page.isdigit() and len(page) < 6):
        raise Http404
    pages = KINDS[kind](language)
    state = pages.state()
    key = f"sitemap:{section}:{page}"
    kept = cache.get(key)
    if kept and kept[0] == state:
        return _answer(zlib.decompress(kept[1]).decode(), state[1])
    try:
        urls = pages.get_urls(page)
    except EmptyPage as error:
        raise Http404 from error
    xml = render_to_string("sitemap.xml", {"urlset": urls})
    cache.set(key, (state, zlib.compress(xml.encode())), SECONDS)
    return _answer(xml, state[1])
