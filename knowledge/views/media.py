"""The files of tutorials, public like their pages, in ranges as video players ask for them."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator
from datetime import datetime

from asgiref.sync import sync_to_async
from django.core.files.base import File
from django.core.handlers.asgi import ASGIRequest
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import http_date, parse_http_date_safe
from django.views.decorators.http import require_safe

from ..models import Tutorial
from ..rendering import media_type

# A player that asks for more in one range gets this much and asks again. A server that writes faster than a slow reader
# reads holds the rest in memory: this is the most it holds.
LONGEST_RANGE = 1024 * 1024
CHUNK = 64 * 1024
_RANGE = re.compile(r"bytes=\s*(\d{0,15})-(\d{0,15})\s*")


@require_safe
def tutorial_media(request: HttpRequest, name: str) -> HttpResponseBase:
    """A file that a tutorial names, or the part of it that is asked for; what else the storage holds is not here."""
    kind = media_type(name)
    stored = f"tutorials/{name}"
    if not kind or "\x00" in name:
        raise Http404
    tutorial = get_object_or_404(Tutorial.objects.visible_to(request.user).owning_file(stored))
    try:
        file = tutorial.video.storage.open(stored)
    except FileNotFoundError as error:
        raise Http404 from error
    # Names are random and never used twice, so the name alone tells one content from another.
    etag, changed = f'"{name.rpartition(".")[0]}"', _changed_at(tutorial, stored)
    response = _answer(request, file, kind, etag, changed)
    response["Accept-Ranges"] = "bytes"
    if response.status_code in (200, 206, 304):
        response["ETag"] = etag
        if changed:
            response["Last-Modified"] = http_date(changed)
        patch_cache_control(
            response, public=tutorial.is_published, private=not tutorial.is_published, max_age=7 * 24 * 3600, immutable=True
        )
    return response


def _changed_at(tutorial: Tutorial, stored: str) -> int | None:
    """When the file was stored, in seconds; None where the storage does not know."""
    try:
        moment: datetime = tutorial.video.storage.get_modified_time(stored)
    except (NotImplementedError, OSError):
        return None
    return int(moment.timestamp())


def _answer(request: HttpRequest, file: File, kind: str, etag: str, changed: int | None) -> HttpResponseBase:
    size = file.size
    start, end, status = 0, size - 1, 200
    known = get_conditional_response(request, etag=etag, last_modified=changed)
    if known is not None:
        file.close()
        return known
    asked = _RANGE.fullmatch(request.headers.get("Range", ""))
    if asked and any(asked.groups()) and request.method == "GET" and _is_the_same(request, etag, changed):
        first, last = asked.groups()
        start = int(first) if first else max(0, size - int(last))
        end = min(int(last) if first and last else size - 1, size - 1, start + LONGEST_RANGE - 1)
        status = 206
        if start > end:
            file.close()
            return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    headers = {"Content-Length": str(end - start + 1)}
    if status == 206:
        headers["Content-Range"] = f"bytes {start}-{end}/{size}"
    if request.method == "HEAD":
        file.close()
        return HttpResponse(content_type=kind, headers=headers)
    # The whole of a synchronous iterator would be read into memory before an ASGI server gets its first byte.
    parts = _parts_in_time(file, start, end) if isinstance(request, ASGIRequest) else _parts(file, start, end)
    return StreamingHttpResponse(parts, status=status, content_type=kind, headers=headers)


def _is_the_same(request: HttpRequest, etag: str, changed: int | None) -> bool:
    """Whether a part may be sent: it would be added to one of the same file, as `If-Range` asks."""
    known = request.headers.get("If-Range", "").strip()
    if not known or known == etag:
        return True
    return changed is not None and parse_http_date_safe(known) == changed


def _parts(file: File, start: int, end: int) -> Iterator[bytes]:
    with file:
        file.seek(start)
        left = end - start + 1
        while left > 0 and (part := file.read(min(CHUNK, left))):
            left -= len(part)
            yield part


async def _parts_in_time(file: File, start: int, end: int) -> AsyncIterator[bytes]:
    """The same for a server that asks for the next part when the last one is on its way."""
    read = sync_to_async(file.read, thread_sensitive=False)
    try:
        await sync_to_async(file.seek, thread_sensitive=False)(start)
        left = end - start + 1
        while left > 0 and (part := await read(min(CHUNK, left))):
            left -= len(part)
            yield part
    finally:
        file.close()
