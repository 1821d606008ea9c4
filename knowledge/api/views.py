"""FAQs for everybody, and for those who write them."""

from __future__ import annotations

from django.shortcuts import get_object_or_404
from django.utils import translation
from django_filters.rest_framework import DjangoFilterBackend
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.permissions import SAFE_METHODS, AllowAny, BasePermission
from rest_framework.response import Response

from supportdesk.core.api.idempotency import idempotent
from supportdesk.core.api.pagination import CountedPagination
from supportdesk.core.api.schema import VISITOR_TOKEN
from supportdesk.core.api.throttling import CreateThrottle
from supportdesk.core.api.views import PortalViewSet
from supportdesk.core.visitors import party

from .. import policies, services
from ..models import FAQ, Tutorial
from .filters import FAQFilters, TutorialFilters
from .serializers import FAQSerializer, FAQWriteSerializer, FeedbackResultSerializer, FeedbackSerializer, TutorialSerializer


class MayWriteFAQs(BasePermission):
    """Reading is open; writing asks the same policies as the services, before anything is looked up."""

    def has_permission(self, request, view) -> bool:
        if request.method in SAFE_METHODS:
            return True
        allowed = {"POST": policies.can_add_page, "DELETE": policies.can_delete_page}
        return allowed.get(request.method, policies.can_change_page)(request.user, FAQ)


class FAQViewSet(PortalViewSet):
    queryset = FAQ.objects.none()
    serializer_class = FAQSerializer
    permission_classes = [MayWriteFAQs]
    filter_backends = [DjangoFilterBackend]
    filterset_class = FAQFilters
    pagination_class = CountedPagination
    lookup_url_kwarg = "faq_id"

    @property
    def keyset_ordering(self) -> tuple[str, ...]:
        """What a search finds comes in its own order."""
        return ("rank",) if self.request.query_params.get("search", "").strip() else ("pk",)

    def get_queryset(self):
        return FAQ.objects.visible_to(self.request.user).for_listing()

    def get_serializer_context(self):
        return {**super().get_serializer_context(), "language": translation.get_language() or "en"}

    @extend_schema(summary="List FAQs", responses=FAQSerializer(many=True))
    def list(self, request):
        faqs = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(self.get_serializer(faqs, many=True).data)

    @extend_schema(summary="Read an FAQ; adds one to its views")
    def retrieve(self, request, faq_id):
        faq = self._faq(faq_id)
        if faq.is_published:
            services.record_view(faq, each_time=True)
        return Response(self.get_serializer(faq).data)

    @extend_schema(summary="Write an FAQ", request=FAQWriteSerializer, responses={201: FAQSerializer})
    @idempotent
    def create(self, request):
        return Response(self._shown(self._save(None, request)), status=201)

    @extend_schema(
        summary="Change an FAQ; what is not named stays", request=FAQWriteSerializer(partial=True), responses=FAQSerializer
    )
    def partial_update(self, request, faq_id):
        return Response(self._shown(self._save(self._faq(faq_id), request)))

    @extend_schema(summary="Delete an FAQ", request=None, responses={204: None})
    def destroy(self, request, faq_id):
        services.delete_faq(self._faq(faq_id), by=request.user)
        return Response(status=204)

    def _faq(self, faq_id: int) -> FAQ:
        return get_object_or_404(self.get_queryset(), pk=faq_id)

    def _save(self, faq: FAQ | None, request) -> FAQ:
        asked = FAQWriteSerializer(data=request.data, partial=faq is not None, context=self.get_serializer_context())
        asked.is_valid(raise_exception=True)
        return services.save_faq(faq, by=request.user, **asked.validated_data)

    def _shown(self, faq: FAQ) -> dict:
        return FAQSerializer(self._faq(faq.pk), context=self.get_serializer_context()).data


class FAQFeedbackViewSet(PortalViewSet):
    queryset = FAQ.objects.none()
    serializer_class = FeedbackSerializer
    permission_classes = [AllowAny]
    pagination_class = None

    def get_throttles(self):
        return [*super().get_throttles(), CreateThrottle()]

    @extend_schema(
        summary="Say whether an FAQ helped",
        description="One vote a person; a second call changes it. A visitor is known by the cookie or by `X-Visitor-Token`.",
        parameters=[VISITOR_TOKEN],
        responses={
            201: OpenApiResponse(FeedbackResultSerializer, "The first vote"),
            200: OpenApiResponse(FeedbackResultSerializer, "The vote was changed"),
        },
    )
    def create(self, request, faq_id):
        faq = get_object_or_404(FAQ.objects.open_to(request.user), pk=faq_id)
        asked = self.get_serializer(data=request.data)
        asked.is_valid(raise_exception=True)
        user, visitor = party(request)
        feedback, created = services.rate_page(
            faq, user=user, visitor=visitor, language=translation.get_language() or "en", **asked.validated_data
        )
        return Response(FeedbackResultSerializer(feedback).data, status=201 if created else 200)


class TutorialViewSet(PortalViewSet):
    queryset = Tutorial.objects.none()
    serializer_class = TutorialSerializer
    permission_classes = [AllowAny]
    filter_backends = [DjangoFilterBackend]
    filterset_class = TutorialFilters
    pagination_class = CountedPagination
    keyset_ordering = ("pk",)
    lookup_url_kwarg = "tutorial_id"

    def get_queryset(self):
        return Tutorial.objects.published().for_listing()

    @extend_schema(summary="List tutorials")
    def list(self, request):
        tutorials = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(self.get_serializer(tutorials, many=True).data)

    @extend_schema(summary="Read a tutorial; adds one to its views")
    def retrieve(self, request, tutorial_id):
        tutorial = get_object_or_404(self.get_queryset(), pk=tutorial_id)
        services.record_view(tutorial, each_time=True)
        return Response(self.get_serializer(tutorial).data)
