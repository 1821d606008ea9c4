from django.http import Http404
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail
from rest_framework.permissions import AllowAny
from rest_framework.response import Response

from supportdesk.core.api.views import PortalAPIView
from supportdesk.core.choices import Language

from ..forms import PlaceSearchForm
from ..gazetteer import City
from ..models import LocalSupport
from ..presentation import PlacePresentation
from .pagination import PlacePagination
from .serializers import PlaceSerializer

DEFAULT_RADIUS_KM = 50
# Emergency lines first, else by country.
EMERGENCY = "emergency"


def parameter(name: str, kind=OpenApiTypes.STR, description: str = "", **options) -> OpenApiParameter:
    return OpenApiParameter(name, kind, description=description, **options)


class PlaceListView(PortalAPIView):
    permission_classes = [AllowAny]
    serializer_class = PlaceSerializer
    pagination_class = PlacePagination
    filter_backends = []
    keyset_ordering: tuple[str, ...] = ("country", "pk")
    cities: list[City] = []

    @extend_schema(
        operation_id="local_list",
        summary="List places to walk into or to call",
        description="By country or, with a point or a city to be near to, the nearest first.",
        parameters=[
            parameter("country", description="ISO 3166 alpha-2."),
            parameter("city", description="Its name in any language of the portal."),
            parameter("service", description="The code of a service."),
            parameter("language", description="Places where it is spoken, and the language of the answer.", enum=Language.values),
            parameter("open_now", OpenApiTypes.BOOL),
            parameter(
                "near",
                description="A city of the world in any language of the portal, alone or as `city, country`; instead of `lat` "
                "and `lon`. All places, the nearest first, unless `radius_km` is given; an unknown city is an error.",
            ),
            parameter("lat", OpenApiTypes.DOUBLE, "With `lon`: sorts by distance."),
            parameter("lon", OpenApiTypes.DOUBLE),
            parameter("radius_km", OpenApiTypes.DOUBLE, "Around the point or the city; 50 around a point unless told."),
            parameter("ordering", description="`emergency`: those with an emergency line first.", enum=[EMERGENCY]),
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
        wanted = form.cleaned_data
        self.cities = wanted["near"]
        if wanted["lat"] is not None and not wanted["near"]:
            wanted["radius_km"] = wanted["radius_km"] or DEFAULT_RADIUS_KM
        found = LocalSupport.objects.published().for_listing(now).matching(wanted, now=now)
        if wanted["lat"] is not None:
            self.keyset_ordering = ("distance_km", "pk")
        if wanted["ordering"] == EMERGENCY:
            found = found.emergency_first()
            self.keyset_ordering = ("emergency_rank", *self.keyset_ordering)
        return self.get_paginated_response(self.show(self.paginate_queryset(found), now))

    def show(self, places, now) -> list:
        return self.get_serializer([PlacePresentation(place, now) for place in places], many=True).data


class PlaceView(PortalAPIView):
    permission_classes = [AllowAny]
    serializer_class = PlaceSerializer

    @extend_schema(operation_id="local_retrieve", summary="Show a place")
    def get(self, request, place_id: int):
        now = timezone.now()
        place = LocalSupport.objects.published().for_listing(now).filter(pk=place_id).first()
        if place is None:
            raise Http404
        return Response(self.get_serializer(PlacePresentation(place, now)).data)
