"""The base of every socket: it owns no rules and refuses politely."""

from __future__ import annotations

import json

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncJsonWebsocketConsumer

from .exceptions import Refusal

CLOSE_SIGN_IN, CLOSE_FORBIDDEN, CLOSE_GONE, CLOSE_BAD_FRAME = 4401, 4403, 4404, 4400


class ServiceConsumer(AsyncJsonWebsocketConsumer):
    async def call(self, service, /, *args, **kwargs):
        """Run a service in a thread; a refusal becomes a frame and None is returned."""
        try:
            return await database_sync_to_async(service)(*args, **kwargs)
        except Refusal as refusal:
            await self.send_json({"type": "refused", "code": refusal.code, "detail": str(refusal)})
            return None

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None, **kwargs) -> None:
        """A frame of bytes is as unreadable as bad JSON; no frame makes an error of the server."""
        await self.receive_json(await self.decode_json(text_data or ""))

    async def refuse(self, code: int) -> None:
        """Accept, then close: a refusal before accepting reaches browsers without its code, and they would retry for ever."""
        await self.accept()
        await self.close(code)

    @classmethod
    async def decode_json(cls, text_data: str):
        try:
            content = json.loads(text_data)
        except (ValueError, RecursionError):
            return {"type": "unreadable"}
        return content if isinstance(content, dict) else {"type": "unreadable"}
