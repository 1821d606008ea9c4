from django.http import Http404
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail
from rest_framework.permissions import AllowAny
from rest_framework.response import Response

from supportdesk.core.api.pagination import CountedPagination
from supportdesk.core.api.views import PortalAPIView
from supportdesk.core.choices import Language

from ..forms import PlaceSearchForm
from ..models import LocalSupport
from ..presentation import PlacePresentation
from .serializers import PlaceSerializer


def parameter(name: str, kind=OpenApiTypes.STR, description: str = "", **options) -> OpenApiParameter:
    return OpenApiParameter(name, kind, description=description, **options)


class PlaceListView(PortalAPIView):
    permission_classes = [AllowAny]
    serializer_class = PlaceSerializer
    pagination_class = CountedPagination
    filter_backends = []
    keyset_ordering: tuple[str, ...] = ("country", "pk")

    @extend_schema(
        operation_id="local_list",
        summary="List places to walk into or to call",
        description="By country or, with a point, the nearest first.",
        parameters=[
            parameter("country", description="ISO 3166 alpha-2."),
            parameter("city", description="Its name in any language of the portal."),
            parameter("service", description="The code of a service."),
            parameter("language", description="Places where it is spoken, and the language of the answer.", enum=Language.values),
            parameter("open_now", OpenApiTypes.BOOL),
            parameter("lat", OpenApiTypes.DOUBLE, "With `lon`: sorts by distance."),
            parameter("lon", OpenApiTypes.DOUBLE),
            parameter("radius_km", OpenApiTypes.DOUBLE, "Around the point; 50 unless told."),
        ],
        responses=PlaceSerializer(many=True),
    )
    def get(self, request):
        form = PlaceSearchForm(request.query_params)
        if not form.is_valid():
            raise serializers.ValidationError(
                {
                    field: [ErrorDetail(error.messages[0], error.code or "invalid") for error in errors.as_data()]
                    for field, errors in form.errors.items()
                }
            )
        now = timezone.now()
        found = LocalSupport.objects.published().for_listing().matching(form.cleaned_data, now=now)
        if form.cleaned_data["lat"] is not None:
            self.keyset_ordering = ("distance_km", "pk")
        return self.get_paginated_response(self.show(self.paginate_queryset(found), now))

    def show(self, places, now) -> list:
        return self.get_serializer([PlacePresentation(place, now) for place in places], many=True).data


class PlaceView(PortalAPIView):
    permission_classes = [AllowAny]
    serializer_class = PlaceSerializer

    @extend_schema(operation_id="local_retrieve", summary="Show a place")
    def get(self, request, place_id: int):
        place = LocalSupport.objects.published().for_listing().filter(pk=place_id).first()
        if place is None:
            raise Http404
        return Response(self.get_serializer(PlacePresentation(place, timezone.now())).data)
