"""The base of every API view: language of the answer, and times in UTC."""

from __future__ import annotations

from django.http import Http404
from django.utils import timezone, translation
from rest_framework.generics import GenericAPIView
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.views import APIView
from rest_framework.viewsets import GenericViewSet

from ..middleware import known_language


class LocalizedMixin(APIView):
    """Answers in the language of `?language=`, then of the person, then of `Accept-Language`; its times are in UTC."""

    def perform_authentication(self, request: Request) -> None:
        # As soon as the person is known: refusals and limits that come next already speak their language.
        super().perform_authentication(request)
        timezone.deactivate()
        if not known_language(request.query_params.get("language")):
            preferred = known_language(getattr(request.user, "language", None))
            if preferred:
                translation.activate(preferred)
                request._request.LANGUAGE_CODE = preferred


class PortalAPIView(LocalizedMixin, GenericAPIView):
    pass


class PortalViewSet(LocalizedMixin, GenericViewSet):
    pass


class UnknownPathView(APIView):
    """Whatever no other view of the API answers, in the shape of all errors."""

    authentication_classes: list = []
    permission_classes = [AllowAny]
    throttle_classes: list = []
    schema = None

    def initial(self, request: Request, *args, **kwargs) -> None:
        raise Http404
