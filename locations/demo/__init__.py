"""The demo's places."""

from __future__ import annotations

import tomllib
import zoneinfo
from datetime import date, timedelta
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from ..hours import parse_interval
from ..models import LocalService, LocalSupport, OpeningHours, PlaceLanguage, SpecialDay
from ..services import index_place, set_special_hours

DATA, SPECIAL_DAYS = Path(__file__).parent / "places.toml", Path(__file__).parent / "special_days.toml"
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
SERVICES = {
    "bookings": ("Bookings", "Reservas", "Réservations", "Buchungen", "الحجوزات", "预订"),
    "changes": ("Changes", "Cambios", "Modifications", "Umbuchungen", "تعديل الحجوزات", "改签"),
    "payments": ("Payments", "Pagos", "Paiements", "Zahlungen", "المدفوعات", "付款"),
    "luggage": ("Luggage", "Equipaje", "Bagages", "Gepäck", "الأمتعة", "行李"),
    "visa": (
        *("Visas and documents", "Visados y documentos", "Visas et documents", "Visa und Dokumente"),
        *("التأشيرات والوثائق", "签证与证件"),
    ),
    "accessibility": (
        *("Special assistance", "Asistencia especial", "Assistance spéciale", "Besondere Hilfe"),
        *("المساعدة الخاصة", "特殊协助"),
    ),
    "emergency": ("Emergency help", "Ayuda de emergencia", "Aide d’urgence", "Nothilfe", "المساعدة في الطوارئ", "紧急援助"),
}
LANGUAGES = ("en", "es", "fr", "de", "ar", "zh_hans")
TRANSLATED = ("name", "city", "description")
PLAIN = (
    *("kind", "address", "postal_code", "country", "latitude", "longitude"),
    *("phones", "email", "emergency_line", "time_zone"),
)


def seed() -> None:
    """Write the places that are not there yet; those that are stay as people left them."""
    for position, (slug, names) in enumerate(SERVICES.items(), start=1):
        translated = {f"name_{code}": name for code, name in zip(LANGUAGES, names, strict=True)}
        LocalService.objects.get_or_create(slug=slug, defaults={"position": position * 10, **translated})
    services = {service.slug: service for service in LocalService.objects.all()}
    known = set(LocalSupport.objects.values_list("slug", flat=True))
    special_days = tomllib.loads(SPECIAL_DAYS.read_text(encoding="utf-8"))["special_day"]
    for item in tomllib.loads(DATA.read_text(encoding="utf-8"))["place"]:
        if item["slug"] not in known:
            _write(item, services, special_days)


@transaction.atomic
def _write(item: dict, services: dict[str, LocalService], special_days: list[dict]) -> None:
    translated = {f"{field}_{code.replace('-', '_')}": text for field in TRANSLATED for code, text in item[field].items()}
    place = LocalSupport.objects.create(slug=item["slug"], **{field: item[field] for field in PLAIN}, **translated)
    place.services.set([services[slug] for slug in item["services"]])
    PlaceLanguage.objects.bulk_create([PlaceLanguage(place=place, language=code) for code in item["languages"]])
    OpeningHours.objects.bulk_create(
        [
            OpeningHours(place=place, weekday=weekday, opens=opens, closes=closes)
            for weekday, day in enumerate(WEEKDAYS)
            for opens, closes in map(parse_interval, item["hours"].get(day, []))
        ]
    )
    _write_special_days(place, special_days)
    index_place(place)


def _write_special_days(place: LocalSupport, special_days: list[dict]) -> None:
    today = timezone.now().astimezone(zoneinfo.ZoneInfo(place.time_zone)).date()
    for item in special_days:
        hours = item.get("hours", {}).get(place.slug, [])
        if hours or place.slug in item.get("closed", []):
            names = {f"name_{code.replace('-', '_')}": name for code, name in item["name"].items()}
            day, is_new = SpecialDay.objects.get_or_create(place=place, day=_day_of(item, today), defaults=names)
            if is_new:
                set_special_hours(day, [parse_interval(text) for text in hours])


def _day_of(item: dict, today: date) -> date:
    if "in_days" in item:
        return today + timedelta(days=item["in_days"])
    month, day = map(int, item["on"].split("-"))
    return date(today.year + ((month, day) < (today.month, today.day)), month, day)
