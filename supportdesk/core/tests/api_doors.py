"""Small API views for the tests of what all views share; a URLconf of its own."""

from __future__ import annotations

import uuid

from django.contrib.auth.models import Group
from django.http import HttpResponse
from django.urls import include, path, re_path
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy
from rest_framework import serializers
from rest_framework.parsers import MultiPartParser
from rest_framework.permissions import AllowAny
from rest_framework.response import Response

from supportdesk.core.api.idempotency import idempotent
from supportdesk.core.api.pagination import CountedPagination
from supportdesk.core.api.parsers import StrictJSONParser
from supportdesk.core.api.views import PortalAPIView, UnknownPathView
from supportdesk.core.exceptions import NotAllowed, Refusal, TooOften
from supportdesk.core.models import Letter
from supportdesk.core.visitors import party


class Open(PortalAPIView):
    permission_classes = [AllowAny]


class Crash(Open):
    def get(self, request):
        raise RuntimeError("A bug.")


class Refuse(Open):
    def get(self, request, how):
        raise {"conflict": Refusal, "forbidden": NotAllowed, "often": lambda: TooOften(7)}[how]()


class Speak(Open):
    """The language of the answer, and a time."""

    def get(self, request):
        moment = serializers.DateTimeField().to_representation(timezone.now())
        return Response({"yes": gettext("Yes"), "now": moment})


class Private(PortalAPIView):
    def get(self, request):
        return Response({"email": request.user.email})

    def post(self, request):
        return Response({"said": request.data})


class Echo(Open):
    parser_classes = [StrictJSONParser, MultiPartParser]

    def post(self, request):
        return Response({"said": {name: str(value) for name, value in request.data.items()}})


class Make(Open):
    """Makes a group, as an answer with keys and types that a careless copy would lose."""

    parser_classes = [StrictJSONParser, MultiPartParser]

    @idempotent
    def post(self, request):
        if request.data.get("fail") == "refusal":
            raise Refusal
        if request.data.get("fail") == "crash":
            raise RuntimeError("A bug.")
        person, visitor = party(request)
        group = Group.objects.create(name=uuid.uuid4().hex)
        return Response(
            {
                "zebra": group.pk,
                "apple": uuid.UUID(int=7),
                "now": timezone.now(),
                "owner": visitor or person.pk,
                "lazy": gettext_lazy("Yes"),
            },
            status=201,
        )


class LetterSerializer(serializers.ModelSerializer):
    class Meta:
        model = Letter
        fields = ["id"]


class Letters(Open):
    serializer_class = LetterSerializer
    filter_backends: list = []
    orderings = {
        "newest": ("-created_at",),
        "mixed": ("kind", "-created_at", "pk"),
        "one": "pk",
    }

    @property
    def keyset_ordering(self):
        return self.orderings[self.kwargs["ordering"]]

    def get(self, request, ordering):
        page = self.paginate_queryset(Letter.objects.all())
        return self.get_paginated_response(self.get_serializer(page, many=True).data)


class CountedLetters(Letters):
    pagination_class = CountedPagination


def page(request):
    """A page for people, in whose place a refusal may come."""
    if request.GET.get("refuse"):
        raise Refusal
    return HttpResponse("<p>fine</p>")


api = [
    path("crash", Crash.as_view()),
    path("refuse/<how>", Refuse.as_view()),
    path("speak", Speak.as_view()),
    path("private", Private.as_view()),
    path("echo", Echo.as_view()),
    path("make", Make.as_view()),
    path("letters/<ordering>", Letters.as_view()),
    path("counted/<ordering>", CountedLetters.as_view()),
    re_path("", UnknownPathView.as_view()),
]
urlpatterns = [path("support/", include((api, "doors"))), path("page", page), path("", page, name="home")]
