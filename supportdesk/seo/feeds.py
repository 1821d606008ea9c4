"""New guides as a feed, in each language: only what a visitor may read and is really written in it."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed, SyndicationFeed
from django.utils.translation import gettext as _

from knowledge.models import Article
from supportdesk.core.structured_data import absolute

from .sitemaps import ArticlePages

NEWEST = 30


class NewGuides(Feed):
    """RSS 2.0."""

    feed_type: type[SyndicationFeed] = Rss201rev2Feed
    address = "articles-rss"

    def __call__(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        response = super().__call__(request, *args, **kwargs)
        response["Cache-Control"] = "public, max-age=900"
        return response

    def title(self) -> str:
        return _("New guides from %(site)s") % {"site": settings.SITE_NAME}

    def description(self) -> str:
        return _("Longer guides to travelling with us, the newest first.")

    subtitle = description

    def link(self) -> str:
        return absolute(reverse("knowledge:articles"))

    def feed_url(self) -> str:
        return absolute(reverse(self.address))

    def feed_guid(self) -> str:
        return self.link()

    def items(self) -> QuerySet[Article]:
        language = translation.get_language() or settings.LANGUAGE_CODE
        newest = ArticlePages(language).readable().filter(published_at__isnull=False).order_by("-published_at", "-pk")
        return newest.select_related("category").defer("body", "body_html")[:NEWEST]

    def item_title(self, item: Article) -> str:
        return item.title

    def item_description(self, item: Article) -> str:
        return item.summary

    def item_link(self, item: Article) -> str:
        return absolute(item.get_absolute_url())

    def item_pubdate(self, item: Article) -> datetime | None:
        return item.published_at

    def item_updateddate(self, item: Article) -> datetime:
        return item.updated_at

    def item_categories(self, item: Article) -> list[str]:
        return [item.category.name]


class NewGuidesAtom(NewGuides):
    feed_type = Atom1Feed
    address = "articles-atom"
