from django.urls import path

from .views import MessageViewSet, TicketViewSet

urlpatterns = [
    path("tickets", TicketViewSet.as_view({"get": "list", "post": "create"}), name="api-tickets"),
    path("tickets/<uuid:ticket_id>", TicketViewSet.as_view({"get": "retrieve", "patch": "partial_update"}), name="api-ticket"),
    path("tickets/<uuid:ticket_id>/messages", MessageViewSet.as_view({"get": "list", "post": "create"}), name="api-messages"),
]
