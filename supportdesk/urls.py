"""All addresses: the API without a language, pages under one."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from knowledge.views.attachments import page_file

from . import styleguide, views
from .seo import feeds, robots, sitemaps

urlpatterns = [
    path("", views.root, name="root"),
    path("support/", include("supportdesk.api_urls")),
    path("i18n/", include("django.conf.urls.i18n")),
    path("theme", views.set_theme, name="set_theme"),
    path("styleguide", styleguide.show, name="styleguide"),
    path("robots.txt", robots.robots, name="robots"),
    path("sitemap.xml", sitemaps.index, name="sitemaps"),
    path("sitemap-<slug:section>.xml", sitemaps.sitemap, name="sitemap"),
    path("articles/files/<str:name>", page_file, name="page-file"),
    path("admin/", admin.site.urls),
]
urlpatterns += i18n_patterns(
    path("", views.home, name="home"),
    path("help/", views.search, name="search"),
    path("help/suggestions", views.suggestions, name="suggestions"),
    path("articles/feed.rss", feeds.NewGuides(), name="articles-rss"),
    path("articles/feed.atom", feeds.NewGuidesAtom(), name="articles-atom"),
    path("", include("knowledge.urls")),
    path("locations/", include("locations.urls")),
    path("tickets/", include("tickets.urls")),
    path("assistant/", include("assistant.urls")),
    path("community/", include("community.urls")),
    path("account/profile/", views.profile, name="profile"),
    path("account/", include("allauth.urls")),
)

handler400 = "supportdesk.views.bad_request"
handler403 = "supportdesk.views.forbidden"
handler404 = "supportdesk.views.page_not_found"
handler500 = "supportdesk.views.server_error"
