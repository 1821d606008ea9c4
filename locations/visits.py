"""A visit for one's calendar: a file as RFC 5545 wants it."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from supportdesk.core.structured_data import absolute

from .presentation import PlacePresentation

LINE_OCTETS = 75


def visit_calendar(shown: PlacePresentation) -> str:
    """An event of the first hour after the next opening, with address, telephone and the hours there; "" for a place without.

    Its times are UTC, which every calendar shows in its owner's own time; the time on the wall there is in the description.
    """
    if shown.next_visit is None:
        return ""
    place = shown.place
    start, end = shown.next_visit
    url = absolute(place.get_absolute_url())
    where = [place.address, f"{place.postal_code} {place.city}".strip(), shown.country_name]
    about = [
        _("There it is %(time)s (%(zone)s).") % {"time": shown.next_visit_text, "zone": place.time_zone},
        *place.phones,
        *([_("Emergency line: %(number)s") % {"number": place.emergency_line}] if place.emergency_line else []),
        url,
    ]
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:-//{_escaped(settings.SITE_NAME)}//Locations//EN",
        "METHOD:PUBLISH",
        "BEGIN:VEVENT",
        f"UID:visit-{place.slug}-{_utc(start)}@{urlsplit(settings.SITE_URL).hostname}",
        f"DTSTAMP:{_utc(shown.now)}",
        f"DTSTART:{_utc(start)}",
        f"DTEND:{_utc(end)}",
        f"SUMMARY:{_escaped(_('Visit: %(name)s') % {'name': place.name})}",
        f"LOCATION:{_escaped(', '.join(where))}",
        f"GEO:{place.latitude:.6f};{place.longitude:.6f}",
        f"DESCRIPTION:{_escaped(chr(10).join(about))}",
        f"URL:{url}",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def _utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _escaped(text: str) -> str:
    text = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return "\\n".join("".join(sign for sign in line if sign >= " " and sign != "\x7f") for line in text.splitlines())


def _folded(line: str) -> str:
    """At most 75 octets a line, a longer one goes on after a line break and a blank; no letter is torn apart."""
    parts, octets = [""], 0
    for letter in line:
        size = len(letter.encode())
        if octets + size > LINE_OCTETS:
            parts.append(" ")
            octets = 1
        parts[-1] += letter
        octets += size
    return "\r\n".join(parts)
