from django.urls import path

from .views import AgentViewSet

urlpatterns = [path("agents", AgentViewSet.as_view({"get": "list"}), name="api-agents")]
