"""The assistant for programs: one call to ask, one to read what was said."""

from __future__ import annotations

import uuid

from django.utils.translation import get_language
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.permissions import AllowAny
from rest_framework.response import Response

from supportdesk.core.api.idempotency import idempotent
from supportdesk.core.api.schema import VISITOR_TOKEN
from supportdesk.core.api.throttling import AddressThrottle, AssistantThrottle, PersonThrottle
from supportdesk.core.api.views import PortalAPIView
from supportdesk.core.exceptions import NotFound
from supportdesk.core.visitors import party

from .. import services
from ..models import AISupportConversation
from .serializers import AnswerSerializer, ChatSerializer, ConversationSerializer


class ChatView(PortalAPIView):
    permission_classes = [AllowAny]
    throttle_classes = [PersonThrottle, AddressThrottle, AssistantThrottle]
    serializer_class = ChatSerializer

    @extend_schema(
        summary="Ask the assistant",
        description="Answers from the help centre, or hands over to people: `escalation.ticket` is the ticket opened then.",
        parameters=[VISITOR_TOKEN],
        request=ChatSerializer,
        responses=AnswerSerializer,
    )
    @idempotent
    def post(self, request):
        given = self.get_serializer(data=request.data)
        given.is_valid(raise_exception=True)
        user, visitor = party(request)
        answer = services.ask(user=user, visitor=visitor, language=get_language(), **given.validated_data)
        told = AnswerSerializer(answer, context=self.get_serializer_context()).data
        if request.visitor.is_new:
            told["visitor_token"] = request.visitor.token
        return Response(told)


class ConversationView(PortalAPIView):
    permission_classes = [AllowAny]
    serializer_class = ConversationSerializer
    queryset = AISupportConversation.objects.none()  # for the schema alone

    @extend_schema(
        summary="Read a conversation",
        description="For its owner and for agents; anybody else is told that it does not exist.",
        parameters=[VISITOR_TOKEN, OpenApiParameter("session_id", OpenApiTypes.UUID, OpenApiParameter.PATH)],
        responses=ConversationSerializer,
    )
    def get(self, request, session_id: str):
        try:
            pk = uuid.UUID(session_id)
        except ValueError as error:
            raise NotFound from error
        seen = AISupportConversation.objects.visible_to(request.user, visitor=request.visitor.key)
        conversation = seen.select_related("escalated_ticket").prefetch_related("messages").filter(pk=pk).first()
        if conversation is None:
            raise NotFound
        return Response(self.get_serializer(conversation).data)
