"""The files of tutorials, public like their pages, in ranges as video players ask for them."""

from __future__ import annotations

import re

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from ..models import Tutorial
from ..rendering import media_type

# A player that asks for "everything from here" gets this much and asks again; memory stays small.
LONGEST_RANGE = 1024 * 1024
_RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")


@require_safe
def tutorial_media(request: HttpRequest, name: str) -> HttpResponseBase:
    """A file that a tutorial names; whatever else the storage holds does not exist here."""
    kind = media_type(name)
    stored = f"tutorials/{name}"
    if not kind or "\x00" in name:
        raise Http404
    tutorial = get_object_or_404(Tutorial.objects.visible_to(request.user).owning_file(stored))
    try:
        file = tutorial.video.storage.open(stored)
    except FileNotFoundError as error:
        raise Http404 from error
    asked = _RANGE.fullmatch(request.headers.get("Range", ""))
    response = _part(file, kind, *asked.groups()) if asked and any(asked.groups()) else FileResponse(file, content_type=kind)
    response["Accept-Ranges"] = "bytes"
    if response.status_code != 416:
        # Names are random and never used twice, so what was fetched once stays right.
        patch_cache_control(
            response, public=tutorial.is_published, private=not tutorial.is_published, max_age=7 * 24 * 3600, immutable=True
        )
    return response


def _part(file, kind: str, first: str, last: str) -> HttpResponse:
    """206 with the bytes from `first` to `last`, or with the last ones ("-500"); 416 when there are none."""
    with file:
        size = file.size
        start = int(first) if first else max(0, size - int(last))
        end = min(int(last) if first and last else size - 1, size - 1, start + LONGEST_RANGE - 1)
        if start > end:
            return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
        file.seek(start)
        content = file.read(end - start + 1)
    return HttpResponse(content, status=206, content_type=kind, headers={"Content-Range": f"bytes {start}-{end}/{size}"})
