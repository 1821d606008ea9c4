"""The base of every API view: language of the answer, and idempotent creation."""

from __future__ import annotations

from django.utils import translation
from rest_framework.generics import GenericAPIView
from rest_framework.viewsets import GenericViewSet

from ..middleware import known_language


class LocalizedMixin:
    """Answers in the language of `?language=`, then of the person, then of `Accept-Language`."""

    def initial(self, request, *args, **kwargs):
        super().initial(request, *args, **kwargs)
        if not known_language(request.query_params.get("language")):
            preferred = known_language(getattr(request.user, "language", None))
            if preferred:
                translation.activate(preferred)
                request._request.LANGUAGE_CODE = preferred


class PortalAPIView(LocalizedMixin, GenericAPIView):
    pass


class PortalViewSet(LocalizedMixin, GenericViewSet):
    pass
