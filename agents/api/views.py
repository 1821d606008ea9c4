"""Who is at the desk right now."""

from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.mixins import ListModelMixin

from supportdesk.core.api.views import PortalViewSet

from ..models import SupportAgent
from .filters import AgentFilter
from .serializers import AgentSerializer


@extend_schema_view(list=extend_schema(summary="List the agents who are available now"))
class AgentViewSet(ListModelMixin, PortalViewSet):
    queryset = SupportAgent.objects.none()  # for the schema alone
    serializer_class = AgentSerializer
    filterset_class = AgentFilter
    keyset_ordering = "pk"

    def get_queryset(self):
        return SupportAgent.objects.available().for_listing()
