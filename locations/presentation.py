"""A place as people read it: its country's name, whether it is open, its week and its special days."""

from __future__ import annotations

import zoneinfo
from datetime import date, datetime, timedelta
from urllib.parse import quote

from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .clock import clock, long_date, short_date, span
from .countries import country_name
from .hours import DAY, Interval, OpenState, Schedule, Span, next_visit, show_time, state_at
from .models import LocalSupport, OpeningHours, SpecialDay

# From so many minutes before it changes, the state says how soon.
SOON_MINUTES = 45
SHOWN_AHEAD = timedelta(days=90)


class PlacePresentation:
    """Wraps a place of `for_listing(now)`; asks the database nothing more."""

    def __init__(self, place: LocalSupport, now: datetime) -> None:
        self.place, self.now = place, now

    @property
    def country_name(self) -> str:
        return country_name(self.place.country)

    @property
    def distance_km(self) -> float | None:
        distance = getattr(self.place, "distance_km", None)
        return None if distance is None else round(distance, 1)

    @property
    def distance_shown(self) -> float | int | None:
        """To a tenth of a kilometre nearby, to whole ones from a hundred on."""
        distance = self.distance_km
        return round(distance) if distance and distance >= 100 else distance

    @cached_property
    def schedule(self) -> Schedule:
        week = [Interval(row.weekday, row.opens, row.closes) for row in self.place.hours.all()]
        return Schedule.of(week, {special.day: spans_of(special) for special in self.place.special_days.all()})

    @cached_property
    def state(self) -> OpenState:
        return state_at(self.schedule, self.place.time_zone, self.now)

    @property
    def is_open(self) -> bool:
        return self.state.is_open

    @property
    def changes_soon(self) -> bool:
        return self._minutes_left is not None

    @property
    def tone(self) -> str:
        """Of a badge: good while open, warn when that ends or begins soon, else neutral."""
        return "warn" if self.changes_soon else "good" if self.is_open else "neutral"

    @property
    def _minutes_left(self) -> int | None:
        if self.state.changes_at is None:
            return None
        seconds = (self.state.changes_at - self.now).total_seconds()
        return max(1, round(seconds / 60)) if seconds <= SOON_MINUTES * 60 else None

    @property
    def opens_text(self) -> str:
        """ "Open until 18:00", "Open until 18:00 · closes in 20 minutes", "Opens Monday at 09:00", "Open around the clock",
        or "By appointment"."""
        left = self._minutes_left
        if left is None:
            return self._state_text
        if self.is_open:
            soon = ngettext("closes in %(minutes)s minute", "closes in %(minutes)s minutes", left) % {"minutes": left}
        else:
            soon = ngettext("opens in %(minutes)s minute", "opens in %(minutes)s minutes", left) % {"minutes": left}
        return f"{self._state_text} · {soon}"

    @property
    def _state_text(self) -> str:
        state = self.state
        if state.is_round_the_clock:
            return _("Open around the clock")
        if state.changes_at is None:
            return _("By appointment")
        then = {"time": clock(state.changes_at.hour * 60 + state.changes_at.minute)}
        days = (state.changes_at.date() - self.today).days
        if days > 1:
            then["day"] = self._day_name(state.changes_at.weekday()) if days < 7 else short_date(state.changes_at)
        if state.is_open:
            return (_("Open until %(day)s at %(time)s") if days > 1 else _("Open until %(time)s")) % then
        if days == 0:
            return _("Opens at %(time)s") % then
        if days == 1:
            return _("Opens tomorrow at %(time)s") % then
        return _("Opens %(day)s at %(time)s") % then

    @property
    def today_text(self) -> str:
        """What is special today: "Closed today: Christmas Day", "Other hours today: Christmas Eve", or ""."""
        special = next((special for special in self.place.special_days.all() if special.day == self.today), None)
        if special is None:
            return ""
        if special.hours.all():
            return _("Other hours today: %(name)s") % {"name": special.name} if special.name else _("Other hours today")
        return _("Closed today: %(name)s") % {"name": special.name} if special.name else _("Closed today")

    def _day_name(self, weekday: int) -> str:
        return str(OpeningHours.Weekday(weekday).label)

    @cached_property
    def local_time(self) -> datetime:
        return self.now.astimezone(zoneinfo.ZoneInfo(self.place.time_zone))

    @property
    def today(self) -> date:
        return self.local_time.date()

    @property
    def local_clock(self) -> str:
        """The time there, "15:04"; text, because a template would turn a datetime into the reader's zone."""
        return clock(self.local_time.hour * 60 + self.local_time.minute)

    @property
    def week(self) -> list[dict]:
        """Seven rows from Monday, each as its next day will be: `name`, `intervals` as text, `is_today`, and `special`,
        the name of the special day (or its date), "" on a usual one."""
        rows: list[dict] = []
        known = {special.day: special for special in self.place.special_days.all()}
        for weekday in range(7):
            day = self.today + timedelta(days=(weekday - self.today.weekday()) % 7)
            special = known.get(day)
            rows.append(
                {
                    "name": self._day_name(weekday),
                    "intervals": spans_as_text(self.schedule.spans_of(day)),
                    "is_today": day == self.today,
                    "special": (special.name or short_date(day)) if special else "",
                }
            )
        return rows

    @property
    def special_days(self) -> list[SpecialDay]:
        """From today on."""
        return [special for special in self.place.special_days.all() if special.day >= self.today]

    @property
    def coming_days(self) -> list[dict]:
        """The special days of the next months: `date`, `name`, `intervals` as text."""
        return [
            {"date": long_date(special.day), "name": special.name, "intervals": spans_as_text(spans_of(special))}
            for special in self.special_days
            if special.day - self.today <= SHOWN_AHEAD
        ]

    @cached_property
    def next_visit(self) -> tuple[datetime, datetime] | None:
        return next_visit(self.schedule, self.place.time_zone, self.now)

    @property
    def next_visit_text(self) -> str:
        """ "Mon 23 Nov, 09:00–10:00" in the place's own time."""
        if self.next_visit is None:
            return ""
        start, end = (moment.hour * 60 + moment.minute for moment in self.next_visit)
        return f"{short_date(self.next_visit[0])}, {span(start, end)}"

    @property
    def opening_hours(self) -> list[dict]:
        """For programs: weekday 0 (Monday) to 6, times of the place's own clock."""
        return [
            {"weekday": row.weekday, "opens": show_time(row.opens), "closes": show_time(row.closes)}
            for row in self.place.hours.all()
        ]

    @property
    def geo_address(self) -> str:
        """For the map program of a telephone (RFC 5870), with the name as Android reads it."""
        point = f"{self.place.latitude:.6f},{self.place.longitude:.6f}"
        return f"geo:{point}?q={point}({quote(self.place.name)})"

    @property
    def map_address(self) -> str:
        point = f"{self.place.latitude:.5f}/{self.place.longitude:.5f}"
        return f"https://www.openstreetmap.org/?mlat={self.place.latitude}&mlon={self.place.longitude}#map=16/{point}"

    @property
    def directions_address(self) -> str:
        return f"https://www.openstreetmap.org/directions?to={self.place.latitude:.5f}%2C{self.place.longitude:.5f}"


def spans_of(special: SpecialDay) -> list[Span]:
    return [(row.opens, row.closes) for row in special.hours.all()]


def spans_as_text(spans: list[Span]) -> list[str]:
    """Each as "09:00–18:00", or "24 hours"; empty for a closed day."""
    return [_("24 hours") if (opens, closes) == (0, DAY) else span(opens, closes) for opens, closes in spans]
