"""HTTP alone, for installations that serve the sockets from another process."""

import os

from django.core.wsgi import get_wsgi_application

from supportdesk.core.charsets import for_wsgi

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "supportdesk.settings")

application = for_wsgi(get_wsgi_application())
