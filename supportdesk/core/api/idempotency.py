"""`Idempotency-Key`: a repeated creating call returns the first result instead of creating again."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from datetime import timedelta
from functools import wraps

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from ..exceptions import Refusal
from ..models import IdempotencyRecord
from ..ratelimits import address_of
from ..visitors import HEADER as VISITOR_HEADER
from ..visitors import visitor_of

HEADER = "Idempotency-Key"
PARAMETER = OpenApiParameter(
    HEADER,
    OpenApiTypes.STR,
    OpenApiParameter.HEADER,
    description=(
        "Something random, such as a UUID. For a day a repeat of the same call with the same key returns the first result, "
        "with `Idempotency-Replayed: true`, and creates nothing."
    ),
)
KEY = re.compile(r"[\x21-\x7e]{1,200}")
KEEP = timedelta(days=1)
# A row without an answer that is older than this belongs to a process that died on the way.
ABANDONED = timedelta(minutes=2)
# From this length on a key is taken for random, so that only its maker can know it.
RANDOM_LENGTH = 16


class KeyReused(Refusal):
    code = "idempotency_key_reused"
    status = 422
    message = _("This Idempotency-Key was used with another request.")


class StillRunning(Refusal):
    code = "idempotency_in_progress"
    status = 409
    message = _("The first call with this Idempotency-Key is still running.")


class KeyUnusable(Refusal):
    code = "idempotency_key_invalid"
    status = 400
    message = _("An Idempotency-Key has 1 to 200 visible characters.")


def idempotent(handler: Callable) -> Callable:
    """Decorate a view's `post` or `create`: with the header, the first successful answer is kept for a day."""

    @wraps(handler)
    def wrapper(view, request: Request, *args, **kwargs) -> Response:
        key = request.headers.get(HEADER)
        if key is None:
            return handler(view, request, *args, **kwargs)
        if not KEY.fullmatch(key):
            raise KeyUnusable
        fingerprint = _fingerprint(request)
        client = _client(request, key)
        _keep_visitor(request, key, fingerprint)
        claimed = _claim(client, key, fingerprint)
        if isinstance(claimed, Response):
            return claimed
        # The claim is ours as long as nobody took it for abandoned.
        ours = IdempotencyRecord.objects.filter(pk=claimed.pk, created_at=claimed.created_at)
        try:
            response = handler(view, request, *args, **kwargs)
        except BaseException:
            ours.delete()
            raise
        if response.status_code < 400:
            ours.update(status=response.status_code, body=JSONRenderer().render(response.data).decode())
        else:
            ours.delete()
        return response

    wrapper.is_idempotent = True  # type: ignore[attr-defined]
    return wrapper


def _client(request: Request, key: str) -> str:
    """Whose key it is: of the person, of the visitor, or of an address, for a caller who cannot have a token yet."""
    if request.user.is_authenticated:
        return f"user-{request.user.pk}"
    visitor, address = visitor_of(request), f"address-{address_of(request)}"
    if not visitor.token or IdempotencyRecord.objects.filter(client=address, key=key).exists():
        return address
    return f"visitor-{visitor.key}"


def _keep_visitor(request: Request, key: str, fingerprint: str) -> None:
    """A repeat by somebody who lost the first answer makes the same visitor again, so that what was created is theirs."""
    if not request.user.is_authenticated and len(key) >= RANDOM_LENGTH:
        visitor_of(request).ensure_same(f"{address_of(request)}\n{key}\n{fingerprint}")


def _fingerprint(request: Request) -> str:
    """What the call says: address, body, files, and the tokens that open something."""
    digest = hashlib.sha256(f"{request.method} {request.get_full_path()}\n".encode())
    for name, value in sorted(request.headers.items()):
        if name.lower().endswith("-token") and name != VISITOR_HEADER:
            digest.update(f"{name.lower()}: {value}\n".encode())
    # The parsers let nothing through but forms and JSON objects.
    fields: dict = dict(request.data.lists()) if hasattr(request.data, "lists") else request.data  # type: ignore[assignment]
    texts = {name: value for name, value in fields.items() if name not in request.FILES}
    digest.update(json.dumps(texts, sort_keys=True).encode())
    for name, files in sorted(request.FILES.lists()):
        for file in files:
            digest.update(f"\n{name} {file.name} {file.size}\n".encode())
            for chunk in file.chunks():
                digest.update(chunk)
            file.seek(0)
    return digest.hexdigest()


def _claim(client: str, key: str, fingerprint: str) -> IdempotencyRecord | Response:
    """The row that is now ours, or the answer to replay."""
    try:
        with transaction.atomic():
            return IdempotencyRecord.objects.create(client=client, key=key, fingerprint=fingerprint)
    except IntegrityError:
        pass
    with transaction.atomic():
        record = IdempotencyRecord.objects.select_for_update().filter(client=client, key=key).first()
        if record is None:
            # The first call failed just now; the caller may try again.
            raise StillRunning
        age = timezone.now() - record.created_at
        if age > KEEP or (record.status is None and age > ABANDONED):
            record.fingerprint, record.status, record.body, record.created_at = fingerprint, None, "", timezone.now()
            record.save()
            return record
    if record.fingerprint != fingerprint:
        raise KeyReused
    if record.status is None:
        raise StillRunning
    return Response(json.loads(record.body), status=record.status, headers={"Idempotency-Replayed": "true"})
