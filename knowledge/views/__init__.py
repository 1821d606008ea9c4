"""The pages of the help centre's own content."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails


class PageRequest(HttpRequest):
    """A request as the middleware hands it on."""

    htmx: HtmxDetails
