"""The files of FAQs and articles, for whoever may read the page."""

from __future__ import annotations

from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.cache import get_conditional_response, patch_cache_control
from django.views.decorators.http import require_safe

from ..models import Audience, PageAttachment

SHOWN_IN_THE_BROWSER = {"image/png", "image/jpeg", "image/gif", "image/webp", "application/pdf"}


@require_safe
def page_file(request: HttpRequest, name: str) -> HttpResponseBase:
    """A file that belongs to a page; one that the person may not read does not exist."""
    if "\x00" in name:
        raise Http404
    attachment = get_object_or_404(PageAttachment.objects.select_related("faq", "article"), file=f"pages/{name}")
    page = attachment.page
    if not type(page)._default_manager.visible_to(request.user).filter(pk=page.pk).exists():
        raise Http404
    # Names are random and never used twice, so the name says which content it is.
    etag = f'"{name.partition(".")[0]}"'
    response: HttpResponseBase = get_conditional_response(request, etag=etag) or _send(attachment, etag)
    if page.is_published and page.audience == Audience.PUBLIC:
        patch_cache_control(response, public=True, max_age=7 * 24 * 3600, immutable=True)
    else:
        # Kept by the reader's browser, and asked for again, so that nobody reads it who has lost the right to.
        patch_cache_control(response, private=True, no_cache=True)
    return response


def _send(attachment: PageAttachment, etag: str) -> FileResponse:
    try:
        file = attachment.file.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    is_shown = attachment.content_type in SHOWN_IN_THE_BROWSER
    name = _download_name(attachment)
    response = FileResponse(file, as_attachment=not is_shown, filename=name, content_type=attachment.content_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["ETag"] = etag
    return response


def _download_name(attachment: PageAttachment) -> str:
    """What an editor called it, with the ending of its kind."""
    ending = f".{attachment.kind.lower()}"
    return attachment.name if attachment.name.lower().endswith(ending) else attachment.name + ending
