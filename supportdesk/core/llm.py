"""A language model behind any address that speaks OpenAI's chat completions; none unless the settings name one.

    if llm.is_configured():
        text = llm.complete([{"role": "user", "content": "…"}], max_tokens=500)

One request, no retries: a job that asks is tried again by the job queue.
"""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from typing import Any

import httpx
from django.conf import settings
from django.utils.translation import gettext as _

LARGEST_ANSWER = 2 * 1024 * 1024

# {"role": "system" | "user" | "assistant", "content": "…"}
Messages = Sequence[dict[str, str]]


class LLMError(Exception):
    """There is no answer; the message says why, for people. `is_final`: asking the same again is of no use."""

    def __init__(self, message: object, *, is_final: bool = False) -> None:
        self.is_final = is_final
        super().__init__(str(message))


def is_configured() -> bool:
    """Whether the settings name an address and a model; a server of one's own may need no key."""
    return bool(settings.LLM_BASE_URL and settings.LLM_MODEL)


def complete(messages: Messages, *, max_tokens: int = 1000, temperature: float = 0.0) -> str:
    """What the model answers, whole; LLMError when there is none within `LLM_TIMEOUT` seconds, or only a part of one."""
    if not is_configured():
        raise LLMError(_("No language model is configured."), is_final=True)
    content = {"model": settings.LLM_MODEL, "messages": list(messages), "max_tokens": max_tokens, "temperature": temperature}
    return _text_in(_ask(content))


def _ask(content: dict[str, Any]) -> bytes:
    headers = {"Authorization": f"Bearer {settings.LLM_API_KEY}"} if settings.LLM_API_KEY else {}
    address = f"{settings.LLM_BASE_URL.rstrip('/')}/chat/completions"
    deadline = time.monotonic() + settings.LLM_TIMEOUT
    answer = bytearray()
    try:
        # No redirects: they would carry the key elsewhere.
        with (
            httpx.Client(timeout=settings.LLM_TIMEOUT, follow_redirects=False) as client,
            client.stream("POST", address, json=content, headers=headers) as response,
        ):
            _check_status(response.status_code)
            for part in response.iter_bytes():
                answer += part
                if len(answer) > LARGEST_ANSWER:
                    raise LLMError(_("The language model's answer is too long."))
                # The time limit of the client is one between two parts.
                if time.monotonic() > deadline:
                    raise LLMError(_("The language model did not answer in time."))
    except httpx.TimeoutException:
        raise LLMError(_("The language model did not answer in time.")) from None
    except (httpx.InvalidURL, httpx.UnsupportedProtocol):
        raise LLMError(_("The language model's address is wrong."), is_final=True) from None
    except (httpx.HTTPError, UnicodeError):
        raise LLMError(_("The language model cannot be reached.")) from None
    return bytes(answer)


def _check_status(status: int) -> None:
    if status == 200:
        return
    if status in (401, 403):
        raise LLMError(_("The language model refused the key."), is_final=True)
    if status == 429:
        raise LLMError(_("The language model is busy, or the account's quota is used up."))
    if status in (408, 409, 425) or status >= 500:
        raise LLMError(_("The language model's server has a fault (%(status)d).") % {"status": status})
    raise LLMError(_("The language model did not accept the request (%(status)d).") % {"status": status}, is_final=True)


def _text_in(answer: bytes) -> str:
    try:
        choice = json.loads(answer)["choices"][0]
        text, ended = choice["message"]["content"], choice.get("finish_reason")
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        raise LLMError(_("The language model's answer cannot be understood.")) from None
    if ended == "length":
        raise LLMError(_("The language model's answer was cut off."))
    if not isinstance(text, str) or not text.strip():
        raise LLMError(_("The language model's answer is empty."))
    return text
