from django.urls import path

from . import views

app_name = "assistant"
urlpatterns = [
    path("", views.chat, name="chat"),
    path("handover", views.hand_over, name="hand_over"),
    path("new", views.start_over, name="start_over"),
    path("messages/<int:message_id>/rating", views.rate, name="rate"),
]
