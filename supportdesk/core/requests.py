"""A request as views get it, with what the middleware put on it: for type hints."""

from __future__ import annotations

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from .visitors import Visitor


class PortalRequest(HttpRequest):
    htmx: HtmxDetails
    visitor: Visitor
