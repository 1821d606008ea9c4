"""The OpenAPI document, and the page that shows it."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import translation
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiJsonRenderer, OpenApiJsonRenderer2, OpenApiYamlRenderer, OpenApiYamlRenderer2
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.permissions import AllowAny
from rest_framework.renderers import JSONRenderer, StaticHTMLRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from .views import PortalAPIView

RENDERERS = {"yaml": OpenApiYamlRenderer, "json": OpenApiJsonRenderer}


@lru_cache(maxsize=len(RENDERERS))
def rendered_schema(format: str) -> bytes:
    """The document as "yaml" or "json", in English. Drawn once a process: the code does not change while it runs."""
    with translation.override("en"):
        document = SchemaGenerator().get_schema(request=None, public=True)
        rendered = RENDERERS[format]().render(document, renderer_context={})
    return rendered.encode() if isinstance(rendered, str) else rendered


class DocumentView(PortalAPIView):
    """Answers with something else than JSON, except for its errors."""

    permission_classes = [AllowAny]
    filter_backends: list = []
    pagination_class = None

    def finalize_response(self, request: Request, response: Any, *args, **kwargs) -> Any:
        if isinstance(response, Response):
            request.accepted_renderer, request.accepted_media_type = JSONRenderer(), JSONRenderer.media_type
        return super().finalize_response(request, response, *args, **kwargs)


class SchemaView(DocumentView):
    renderer_classes = [OpenApiYamlRenderer, OpenApiYamlRenderer2, OpenApiJsonRenderer, OpenApiJsonRenderer2]

    @extend_schema(
        operation_id="schema_retrieve",
        summary="This document, as YAML or JSON",
        parameters=[OpenApiParameter("format", OpenApiTypes.STR, enum=list(RENDERERS), description="Instead of `Accept`.")],
        responses={
            **{(200, renderer.media_type): OpenApiTypes.OBJECT for renderer in renderer_classes},
            404: OpenApiResponse(description="There is no such format."),
        },
    )
    def get(self, request: Request) -> HttpResponse:
        chosen = request.accepted_renderer
        return HttpResponse(
            rendered_schema(chosen.format),
            content_type=f"{chosen.media_type}; charset=utf-8",
            headers={"Content-Disposition": f'inline; filename="openapi.{chosen.format}"'},
        )


class DocsView(DocumentView):
    renderer_classes = [StaticHTMLRenderer]

    @extend_schema(
        operation_id="docs_retrieve",
        summary="A page to read this document and to try it out",
        responses={(200, "text/html"): OpenApiTypes.STR},
    )
    def get(self, request: Request) -> HttpResponse:
        return render(request._request, "drf_spectacular/swagger_ui.html")
