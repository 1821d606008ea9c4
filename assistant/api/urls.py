from django.urls import path

from .views import ChatView, ConversationView

urlpatterns = [
    path("ai/chat", ChatView.as_view(), name="api-chat"),
    path("ai/conversations/<str:session_id>", ConversationView.as_view(), name="api-conversation"),
]
