"""The REST API, exactly as in the API table of the README. No trailing slashes."""

from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerView

from supportdesk.core.api.tokens import TokenView

urlpatterns = [
    path("schema", SpectacularAPIView.as_view(), name="api-schema"),
    path("docs", SpectacularSwaggerView.as_view(url_name="api-schema"), name="api-docs"),
    path("auth/token", TokenView.as_view(), name="api-token"),
    path("", include("assistant.api.urls")),
    path("", include("tickets.api.urls")),
    path("", include("knowledge.api.urls")),
    path("", include("locations.api.urls")),
    path("", include("agents.api.urls")),
]
