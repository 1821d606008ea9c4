"""The REST API, exactly as in the API table of the README. No trailing slashes."""

from django.urls import include, path, re_path

from supportdesk.core.api.docs import DocsView, SchemaView
from supportdesk.core.api.tokens import TokenView
from supportdesk.core.api.views import UnknownPathView

urlpatterns = [
    path("", include("assistant.api.urls")),
    path("", include("tickets.api.urls")),
    path("", include("knowledge.api.urls")),
    path("", include("locations.api.urls")),
    path("", include("agents.api.urls")),
    path("auth/token", TokenView.as_view(), name="api-token"),
    path("schema", SchemaView.as_view(), name="api-schema"),
    path("docs", DocsView.as_view(), name="api-docs"),
    re_path(r"", UnknownPathView.as_view()),
]
