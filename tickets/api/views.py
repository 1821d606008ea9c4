"""Tickets and their messages, for programs."""

from __future__ import annotations

from django.db.models import F
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework.exceptions import NotAuthenticated
from rest_framework.mixins import ListModelMixin
from rest_framework.parsers import MultiPartParser
from rest_framework.permissions import AllowAny, IsAuthenticated
from rest_framework.response import Response

from supportdesk.core.api.idempotency import idempotent
from supportdesk.core.api.parsers import StrictJSONParser
from supportdesk.core.api.throttling import CreateThrottle
from supportdesk.core.api.views import PortalViewSet
from supportdesk.core.exceptions import NotAllowed

from .. import policies, services
from ..doors import TOKEN_HEADER, Door, ticket_by_token
from ..models import SupportMessage, SupportTicket
from .filters import ORDERINGS, MessageFilter, TicketFilter
from .serializers import (
    MessageSerializer,
    OpenedTicketSerializer,
    OpenTicketSerializer,
    PostMessageSerializer,
    TicketSerializer,
    UpdateTicketSerializer,
)

TOKEN = OpenApiParameter(
    TOKEN_HEADER,
    OpenApiTypes.STR,
    OpenApiParameter.HEADER,
    description="The token of a guest's private link, instead of signing in.",
)


class TicketDoorViewSet(PortalViewSet):
    """Finds the ticket of the address for whoever calls: a person who may see it, or the holder of its private link."""

    def get_door(self) -> Door:
        user, ticket_id = self.request.user, self.kwargs["ticket_id"]
        if user.is_authenticated:
            tickets = SupportTicket.objects.visible_to(user).select_related("requester", "assignee")
            return Door(get_object_or_404(tickets, pk=ticket_id), user=user)
        token = self.request.headers.get(TOKEN_HEADER, "")
        if not token:
            raise NotAuthenticated
        return Door(ticket_by_token(token, ticket_id), token=token)


class TicketViewSet(ListModelMixin, TicketDoorViewSet):
    queryset = SupportTicket.objects.none()  # for the schema alone
    serializer_class = TicketSerializer
    filterset_class = TicketFilter

    def get_permissions(self):
        return [IsAuthenticated() if self.action == "list" else AllowAny()]

    def get_throttles(self):
        return [*super().get_throttles(), *([CreateThrottle()] if self.action == "create" else [])]

    def get_queryset(self):
        return SupportTicket.objects.visible_to(self.request.user).for_listing()

    @property
    def keyset_ordering(self) -> str:
        return ORDERINGS.get(self.request.query_params.get("ordering", ""), "-serial")

    @extend_schema(summary="List the tickets I may see")
    def list(self, request):
        return super().list(request)

    @extend_schema(summary="Open a ticket", request=OpenTicketSerializer, responses={201: OpenedTicketSerializer})
    @idempotent
    def create(self, request):
        given = OpenTicketSerializer(data=request.data, context=self.get_serializer_context())
        given.is_valid(raise_exception=True)
        person = request.user if request.user.is_authenticated else None
        opened = services.open_ticket(by=person, channel=SupportTicket.Channel.API, **given.validated_data)
        # Routing and suggestions happened after the commit.
        ticket = SupportTicket.objects.for_listing().get(pk=opened.pk)
        body = dict(TicketSerializer(ticket).data)
        if token := opened.access_token:
            body |= {"access_token": token, "access_url": request.build_absolute_uri(Door(ticket, token=token).url)}
        return Response(body, status=201)

    @extend_schema(summary="Show a ticket", parameters=[TOKEN])
    def retrieve(self, request, ticket_id):
        return Response(TicketSerializer(self.get_door().ticket).data)

    @extend_schema(
        summary="Change status, priority, category or assignee",
        description="All of it or nothing. For administrators, supervisors and the agent who has the ticket.",
        request=UpdateTicketSerializer,
        responses=TicketSerializer,
    )
    def partial_update(self, request, ticket_id):
        door = self.get_door()
        if not policies.can_change(door.user, door.ticket):
            raise NotAllowed
        given = UpdateTicketSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        ticket = services.update_ticket(door.ticket, by=door.user, **given.validated_data)
        # A ticket that was put back may have found its next agent after the commit.
        return Response(TicketSerializer(SupportTicket.objects.for_listing().get(pk=ticket.pk)).data)


@extend_schema_view(list=extend_schema(summary="Read the messages of a ticket, oldest first", parameters=[TOKEN]))
class MessageViewSet(ListModelMixin, TicketDoorViewSet):
    queryset = SupportMessage.objects.none()  # for the schema alone
    serializer_class = MessageSerializer
    filterset_class = MessageFilter
    permission_classes = [AllowAny]
    parser_classes = [StrictJSONParser, MultiPartParser]
    keyset_ordering = "position"

    def get_queryset(self):
        if getattr(self, "swagger_fake_view", False):
            return self.queryset
        self.door = self.get_door()
        return self.door.ticket.messages.for_audience(staff=self.door.is_staff).for_thread().annotate(position=F("event__seq"))

    def get_serializer_context(self) -> dict:
        context = dict(super().get_serializer_context())
        return context | {"ticket": self.door.ticket} if hasattr(self, "door") else context

    @extend_schema(
        summary="Write a message",
        description="Internal notes are by and for agents. Files go as `files` in a multipart call.",
        parameters=[TOKEN],
        request={"application/json": PostMessageSerializer, "multipart/form-data": PostMessageSerializer},
        responses={201: MessageSerializer},
    )
    @idempotent
    def create(self, request, ticket_id):
        self.door = self.get_door()
        given = PostMessageSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        fields = dict(given.validated_data)
        message = services.post_message(
            self.door.ticket,
            by=self.door.user,
            as_guest=bool(self.door.token),
            body=fields.pop("body", ""),
            attachments=fields.pop("files", ()),
            **fields,
        )
        return Response(self.get_serializer(message).data, status=201)
