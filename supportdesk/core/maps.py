"""Where map tiles come from, when a portal shows any."""

from __future__ import annotations

from urllib.parse import urlsplit


def tile_sources(address: str) -> list[str]:
    """What a content security policy must allow images from: `https://{s}.tile.example/{z}/{x}/{y}.png` is
    `https://*.tile.example`. Nothing without an address, or for tiles of the portal's own host."""
    parts = urlsplit(address.replace("{s}", "*"))
    return [f"{parts.scheme}://{parts.netloc}"] if parts.scheme in ("http", "https") and parts.netloc else []
