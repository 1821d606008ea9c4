"""Pages of the editors' desk that are drawn whole, inside the admin's frame."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.db.models import Model
from django.http import HttpRequest

from supportdesk.core.exceptions import Refusal
from supportdesk.core.read_only import ReadOnlyAdmin

ROWS = 50


class FramedAdmin(ReadOnlyAdmin):
    """Shows records on pages of its own; what is done there, services do."""

    # Of the place in the side bar; by default the plural of the model.
    place_title: Any = ""

    def frame(self, request: HttpRequest, title: object, **shown: Any) -> dict[str, Any]:
        """What the admin's frame needs, for those who may see these records."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        return {**self.admin_site.each_context(request), "title": title, "is_fullwidth": "1", **shown}

    def refuse(self, request: HttpRequest, refusal: Refusal) -> None:
        self.message_user(request, str(refusal), messages.ERROR)


def rows_of(request: HttpRequest, found: Any) -> Page:
    """The page of a list that the address asks for; the nearest one when it asks for nonsense."""
    return Paginator(found, ROWS).get_page(request.GET.get("p"))


def chosen(request: HttpRequest, name: str, among: Any, default: str = "") -> str:
    """What the address chooses, if it is one of these."""
    value = request.GET.get(name, default)
    return value if value in among else default


def editor_of(page: Model) -> str:
    """The name of the admin's form for a page; it takes the page's key."""
    return f"admin:knowledge_{page._meta.model_name}_change"
