from django.urls import path

from .consumers import ThreadConsumer

websocket_urlpatterns = [path("ws/tickets/<uuid:ticket_id>", ThreadConsumer.as_asgi())]
