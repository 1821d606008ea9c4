"""What search engines read beside the page: schema.org data as JSON-LD, safe inside a script element."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

_UNSAFE_IN_A_SCRIPT = {
    **{ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&"},
    # Line ends to some parsers, although not to JSON.
    0x2028: "\\u2028",
    0x2029: "\\u2029",
}


def json_ld(data: dict[str, Any]) -> SafeString:
    """`data` as the text of a script element of the type application/ld+json, with `@context` where it has none.
    Dates, lazy texts and decimals may be in it; no text in it can end the element."""
    whole = data if "@context" in data else {"@context": "https://schema.org", **data}
    text = json.dumps(whole, ensure_ascii=False, cls=DjangoJSONEncoder, separators=(",", ":"))
    return mark_safe(text.translate(_UNSAFE_IN_A_SCRIPT))  # noqa: S308 - nothing is left that could end the element


def json_ld_element(data: dict[str, Any] | None) -> SafeString:
    """The whole script element for a page's head; nothing for no data. Data blocks are not executed, so they need no nonce."""
    return format_html('<script type="application/ld+json">{}</script>', json_ld(data)) if data else mark_safe("")


def absolute(address: str) -> str:
    """An address of this portal as others know it; whole addresses stay as they are."""
    return address if address.startswith(("http://", "https://")) else settings.SITE_URL.rstrip("/") + address


def breadcrumb_list(trail: Sequence[tuple[Any, str]]) -> dict[str, Any]:
    """A BreadcrumbList of (label, address) pairs, from the top down; only the last may have an empty address."""
    steps = []
    for place, (label, address) in enumerate(trail, start=1):
        step: dict[str, Any] = {"@type": "ListItem", "position": place, "name": str(label)}
        if address:
            step["item"] = absolute(str(address))
        steps.append(step)
    return {"@context": "https://schema.org", "@type": "BreadcrumbList", "itemListElement": steps}
