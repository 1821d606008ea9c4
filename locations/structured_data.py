"""A place as search engines read it, in the words of schema.org."""

from __future__ import annotations

from typing import Any

from supportdesk.core.structured_data import absolute

from .hours import DAY, Span, show_time
from .presentation import PlacePresentation, spans_of

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def place_data(shown: PlacePresentation) -> dict[str, Any]:
    """A LocalBusiness with address, position, hours of the week and the special days to come."""
    place = shown.place
    address = {
        "streetAddress": place.address, "postalCode": place.postal_code,
        "addressLocality": place.city, "addressCountry": place.country,
    }  # fmt: skip
    data = {
        "@type": "LocalBusiness",
        "@id": absolute(place.get_absolute_url()),
        "url": absolute(place.get_absolute_url()),
        "name": place.name,
        "description": place.description,
        "address": {"@type": "PostalAddress", **{key: value for key, value in address.items() if value}},
        "geo": {"@type": "GeoCoordinates", "latitude": place.latitude, "longitude": place.longitude},
        "telephone": place.phones[0] if place.phones else place.emergency_line,
        "email": place.email,
        "availableLanguage": [row.language for row in place.languages.all()],
        "openingHoursSpecification": [
            {"@type": "OpeningHoursSpecification", "dayOfWeek": WEEKDAYS[row.weekday], **_times((row.opens, row.closes))}
            for row in place.hours.all()
        ],
        "specialOpeningHoursSpecification": [
            {
                "@type": "OpeningHoursSpecification", "validFrom": special.day, "validThrough": special.day,
                **({"name": special.name} if special.name else {}), **_times(times),
            }
            for special in shown.special_days
            for times in spans_of(special) or [(0, 0)]
        ],
    }  # fmt: skip
    return {key: value for key, value in data.items() if value}


def _times(times: Span) -> dict[str, str]:
    """Both 00:00 means closed, and 23:59 the end of the day: so search engines want it."""
    opens, closes = times
    return {"opens": show_time(opens), "closes": "23:59" if closes == DAY else show_time(closes)}
