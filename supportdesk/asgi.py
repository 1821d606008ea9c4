"""HTTP and sockets in one application."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "supportdesk.settings")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("OMP_NUM_THREADS", "1")

from django.core.asgi import get_asgi_application

http = get_asgi_application()

from channels.auth import AuthMiddlewareStack
from channels.routing import ProtocolTypeRouter, URLRouter
from channels.security.websocket import AllowedHostsOriginValidator
from django.conf import settings

from supportdesk import ws_urls
from supportdesk.core.charsets import for_asgi
from supportdesk.warmup import start_warming_up

application = ProtocolTypeRouter(
    {
        "http": for_asgi(http),
        "websocket": AllowedHostsOriginValidator(AuthMiddlewareStack(URLRouter(ws_urls.urlpatterns))),
    }
)

if settings.WARM_UP:
    start_warming_up()
