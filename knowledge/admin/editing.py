"""What the pages for versions share: the admin's frame, who may enter, and how a page and its version are found."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse

from supportdesk.core.choices import Language
from supportdesk.core.models import User

from .. import policies
from ..models import FAQ, Article, Revision

SEE_VERSIONS = "knowledge.view_revision"
View = Callable[..., HttpResponse]
PageModel = type[FAQ] | type[Article]


def frame(request: HttpRequest, title: object, **context: Any) -> dict:
    """What a template needs to be drawn inside the admin."""
    return {**admin.site.each_context(request), "title": title, "is_fullwidth": "1", **context}


def for_those_who_see_versions(view: View) -> View:
    """Visitors sign in first; whoever may not see versions gets 403."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.has_perm(SEE_VERSIONS):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return admin.site.admin_view(guarded)


def route(address: str, view: View, name: str) -> URLPattern:
    return path(address, for_those_who_see_versions(view), name=name)


def find_version(key: int) -> Revision:
    """With its page, and with everybody who had a hand in it."""
    found = Revision.objects.select_related("faq", "article", "author", "reviewer", "based_on", "translated_from")
    return get_object_or_404(found, pk=key)


def find_page(model: PageModel, key: int) -> FAQ | Article:
    return cast(FAQ | Article, get_object_or_404(model._default_manager, pk=key))


def person_of(request: HttpRequest) -> User:
    """Nobody comes here without having signed in."""
    return cast(User, request.user)


def label_of(page: FAQ | Article | PageModel, column: str) -> str:
    """What a field of the page is called."""
    return str(page._meta.get_field(column).verbose_name)  # type: ignore[union-attr]


def find_language(code: str) -> Language:
    if code not in Language.values:
        raise Http404
    return Language(code)


def must_change(request: HttpRequest, page: FAQ | Article) -> None:
    if not policies.can_change_page(request.user, page):
        raise PermissionDenied


def address_of(page: FAQ | Article, name: str, *args: Any) -> str:
    """Of the page's own place in the admin: "change", "versions" or "translate"."""
    return reverse(f"admin:knowledge_{page._meta.model_name}_{name}", args=[page.pk, *args])


def address_of_version(revision: Revision, name: str = "change") -> str:
    return reverse(f"admin:knowledge_revision_{name}", args=[revision.pk])


def versions_address(page: FAQ | Article, language: str) -> str:
    return f"{address_of(page, 'versions')}?lang={language}"
