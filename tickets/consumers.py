"""The ear of a ticket's page: news only. What changed is fetched, by whoever may see it."""

from __future__ import annotations

from uuid import UUID

from channels.db import database_sync_to_async

from supportdesk.core.consumers import CLOSE_GONE, CLOSE_SIGN_IN, ServiceConsumer
from supportdesk.core.exceptions import Refusal
from supportdesk.core.models import User

from . import policies
from .doors import LINK_COOKIE, ticket_by_token
from .live import group_of
from .models import SupportTicket


class ThreadConsumer(ServiceConsumer):
    """`/ws/tickets/<uuid>`: for people who may see the ticket, and for the holder of its private link (by cookie).

    Sends `{"type": "thread.changed", "ticket", "seq"}`. Answers `{"type": "ping"}` with `pong` and the latest
    sequence number, after looking again whether the listener may still listen.
    """

    group = ""

    async def connect(self) -> None:
        group, _seq = await self._ask()
        if not group:
            signed_in = self.scope["user"].is_authenticated or LINK_COOKIE in self.scope.get("cookies", {})
            await self.refuse(CLOSE_GONE if signed_in else CLOSE_SIGN_IN)
            return
        self.group = group
        await self.channel_layer.group_add(group, self.channel_name)
        await self.accept()

    async def disconnect(self, code: int) -> None:
        if self.group:
            await self.channel_layer.group_discard(self.group, self.channel_name)

    async def receive_json(self, content: dict) -> None:
        if content.get("type") != "ping":
            await self.send_json({"type": "refused", "code": "unknown_message"})
            return
        group, seq = await self._ask()
        if group != self.group:
            await self.close(CLOSE_GONE)
            return
        await self.send_json({"type": "pong", "seq": seq})

    async def thread_changed(self, event: dict) -> None:
        await self.send_json(event)

    @database_sync_to_async
    def _ask(self) -> tuple[str, int]:
        """The group that this listener may hear now, or "", and the ticket's latest sequence number."""
        ticket_id: UUID = self.scope["url_route"]["kwargs"]["ticket_id"]
        user = User.objects.filter(pk=self.scope["user"].pk, is_active=True).first() if self.scope["user"].pk else None
        ticket = SupportTicket.objects.visible_to(user).filter(pk=ticket_id).first()
        if ticket is None and (token := self.scope.get("cookies", {}).get(LINK_COOKIE)):
            try:
                ticket = ticket_by_token(token, ticket_id)
            except Refusal:
                ticket = None
        if ticket is None:
            return "", 0
        return group_of(ticket.pk, staff=user is not None and policies.can_note(user, ticket)), ticket.last_seq
