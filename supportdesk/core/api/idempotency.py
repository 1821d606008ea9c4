"""`Idempotency-Key`: a repeated creating call returns the first result instead of creating again."""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta
from functools import wraps

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework.response import Response

from ..exceptions import Refusal
from ..models import IdempotencyRecord

KEEP = timedelta(days=1)
# A row without an answer that is older than this belongs to a process that died on the way.
ABANDONED = timedelta(minutes=2)


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


def _client(request) -> str:
    return f"user-{request.user.pk}" if request.user.is_authenticated else f"visitor-{request.visitor.ensure()}"


def _fingerprint(request) -> str:
    digest = hashlib.sha256(f"{request.method} {request.path}\n".encode())
    digest.update(json.dumps({key: str(value) for key, value in request.data.items() if not hasattr(value, "read")}, sort_keys=True).encode())
    for file in request.FILES.values():
        digest.update(f"{file.name}:{file.size}".encode())
    return digest.hexdigest()


def idempotent(handler):
    """Decorate a view's `post` or `create`: with the header, the first successful answer is kept for a day."""

    @wraps(handler)
    def wrapper(view, request, *args, **kwargs):
        key = request.headers.get("Idempotency-Key")
        if key is None:
            return handler(view, request, *args, **kwargs)
        if not 1 <= len(key) <= 200 or not key.isprintable():
            raise KeyUnusable
        record, replay = _claim(_client(request), key, _fingerprint(request))
        if replay is not None:
            return replay
        try:
            response = handler(view, request, *args, **kwargs)
        except BaseException:
            record.delete()
            raise
        if response.status_code < 400:
            response.render() if hasattr(response, "render") and getattr(response, "accepted_renderer", None) else None
            record.status, record.body = response.status_code, json.loads(json.dumps(response.data, default=str))
            record.save(update_fields=["status", "body"])
        else:
            record.delete()
        return response

    return wrapper


def _claim(client: str, key: str, fingerprint: str) -> tuple[IdempotencyRecord | None, Response | None]:
    """The row that is now ours, or the answer to replay."""
    try:
        with transaction.atomic():
            return IdempotencyRecord.objects.create(client=client, key=key, fingerprint=fingerprint), None
    except IntegrityError:
        pass
    with transaction.atomic():
        record = IdempotencyRecord.objects.select_for_update().filter(client=client, key=key).first()
        if record is None:
            raise StillRunning
        age = timezone.now() - record.created_at
        if age > KEEP or (record.status is None and age > ABANDONED):
            record.fingerprint, record.status, record.body, record.created_at = fingerprint, None, None, timezone.now()
            record.save()
            return record, None
    if record.fingerprint != fingerprint:
        raise KeyReused
    if record.status is None:
        raise StillRunning
    return None, Response(record.body, status=record.status, headers={"Idempotency-Replayed": "true"})
