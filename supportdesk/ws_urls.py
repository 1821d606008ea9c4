"""All sockets. An unknown path is refused, not an error."""

from channels.security.websocket import WebsocketDenier
from django.urls import re_path

from tickets.routing import websocket_urlpatterns as tickets

urlpatterns = [*tickets, re_path(r"", WebsocketDenier.as_asgi())]
