"""The demo's places."""

from __future__ import annotations

import tomllib
from pathlib import Path

from django.db import transaction

from ..hours import parse_interval
from ..models import LocalService, LocalSupport, OpeningHours, PlaceLanguage
from ..services import index_place

DATA = Path(__file__).parent / "places.toml"
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
    for item in tomllib.loads(DATA.read_text(encoding="utf-8"))["place"]:
        if item["slug"] not in known:
            _write(item, services)


@transaction.atomic
def _write(item: dict, services: dict[str, LocalService]) -> None:
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
    index_place(place)
