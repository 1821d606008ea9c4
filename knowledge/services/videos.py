"""Videos on other websites: whose addresses are taken, and how they are played there without being watched before."""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import parse_qs, urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from supportdesk.core.exceptions import Refusal

_YOUTUBE_ID = re.compile(r"[A-Za-z0-9_-]{11}")
_VIMEO_ID = re.compile(r"\d{1,12}")
_VIMEO_KEY = re.compile(r"[A-Za-z0-9]{4,32}")


class AddressRefused(Refusal):
    """The address is not one of a video on a website that the portal trusts."""

    code = "video_address_refused"
    status = 400


class ForeignVideo(NamedTuple):
    """A video elsewhere: its page there, and the address of a player that knows nothing of the reader before it is loaded.

    `player` and `player_host` are "" for a website whose player is not known: it is only linked to.
    """

    website: str
    address: str
    player: str = ""
    player_host: str = ""


def read_video_address(address: str) -> ForeignVideo:
    """The video at `address`; `AddressRefused` unless its host is one of VIDEO_HOSTS (or below one) and names a video."""
    try:
        parts = urlsplit(address.strip())
        host = (parts.hostname or "").lower().rstrip(".")
        is_plain = parts.scheme in ("http", "https") and not parts.username and parts.port in (None, 80, 443)
    except ValueError:
        host, is_plain = "", False
    if not is_plain or not _belongs_to(host, settings.VIDEO_HOSTS):
        raise AddressRefused(
            _("Videos from this website are not taken. Known are: %(hosts)s.") % {"hosts": ", ".join(settings.VIDEO_HOSTS)}
        )
    if _belongs_to(host, ["youtube.com", "youtube-nocookie.com", "youtu.be"]):
        return _youtube(host, parts.path, parts.query)
    if _belongs_to(host, ["vimeo.com"]):
        return _vimeo(parts.path, parts.query)
    return ForeignVideo(website=host, address=parts._replace(scheme="https").geturl())


def foreign_video(address: str) -> ForeignVideo | None:
    """The video at a stored address; None without one, or when its website is not trusted any more."""
    try:
        return read_video_address(address) if address else None
    except AddressRefused:
        return None


def _belongs_to(host: str, hosts: list[str]) -> bool:
    return any(host == known or host.endswith(f".{known}") for known in hosts)


def _youtube(host: str, path: str, query: str) -> ForeignVideo:
    steps = [step for step in path.split("/") if step]
    if host.endswith("youtu.be"):
        found = steps[0] if steps else ""
    elif steps[:1] == ["watch"]:
        found = parse_qs(query).get("v", [""])[0]
    else:
        found = steps[1] if len(steps) == 2 and steps[0] in ("embed", "shorts", "live", "v") else ""
    if not _YOUTUBE_ID.fullmatch(found):
        raise _no_video("YouTube")
    return ForeignVideo(
        website="YouTube",
        address=f"https://www.youtube.com/watch?v={found}",
        player=f"https://www.youtube-nocookie.com/embed/{found}?rel=0",
        player_host="www.youtube-nocookie.com",
    )


def _vimeo(path: str, query: str) -> ForeignVideo:
    steps = [step for step in path.split("/") if step]
    place = next((place for place, step in enumerate(steps) if _VIMEO_ID.fullmatch(step)), None)
    if place is None:
        raise _no_video("Vimeo")
    found = steps[place]
    # A video that is not listed is only shown to who has its key as well.
    key = parse_qs(query).get("h", [""])[0] or next(iter(steps[place + 1 :]), "")
    if key and not _VIMEO_KEY.fullmatch(key):
        raise _no_video("Vimeo")
    return ForeignVideo(
        website="Vimeo",
        address=f"https://vimeo.com/{found}" + (f"/{key}" if key else ""),
        player=f"https://player.vimeo.com/video/{found}?dnt=1" + (f"&h={key}" if key else ""),
        player_host="player.vimeo.com",
    )


def _no_video(website: str) -> AddressRefused:
    return AddressRefused(_("This is not the address of a video on %(website)s.") % {"website": website})
