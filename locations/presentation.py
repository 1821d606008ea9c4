"""A place as people read it: its country's name, whether it is open, its week."""

from __future__ import annotations

import zoneinfo
from datetime import datetime

from django.utils import formats
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from .countries import country_name
from .hours import Interval, OpenState, show_time, state_at
from .models import LocalSupport, OpeningHours


class PlacePresentation:
    """Wraps a place whose services, languages and hours are prefetched; asks the database nothing more."""

    def __init__(self, place: LocalSupport, now: datetime) -> None:
        self.place, self.now = place, now

    @property
    def country_name(self) -> str:
        return country_name(self.place.country)

    @property
    def distance_km(self) -> float | None:
        distance = getattr(self.place, "distance_km", None)
        return None if distance is None else round(distance, 1)

    @cached_property
    def state(self) -> OpenState:
        intervals = [Interval(row.weekday, row.opens, row.closes) for row in self.place.hours.all()]
        return state_at(intervals, self.place.time_zone, self.now)

    @property
    def is_open(self) -> bool:
        return self.state.is_open

    @property
    def opens_text(self) -> str:
        """ "Open until 18:00", "Opens Monday 09:00", "Open around the clock", or "By appointment"."""
        state = self.state
        if state.is_round_the_clock:
            return _("Open around the clock")
        if state.changes_at is None:
            return _("By appointment")
        clock = formats.time_format(state.changes_at.timetz(), "H:i")
        day = self._day_name(state.changes_at.weekday())
        days = (state.changes_at.date() - self.local_time.date()).days
        if state.is_open and days > 1:
            return _("Open until %(day)s at %(time)s") % {"day": day, "time": clock}
        if state.is_open:
            return _("Open until %(time)s") % {"time": clock}
        if days == 0:
            return _("Opens at %(time)s") % {"time": clock}
        if days == 1:
            return _("Opens tomorrow at %(time)s") % {"time": clock}
        return _("Opens %(day)s at %(time)s") % {"day": day, "time": clock}

    def _day_name(self, weekday: int) -> str:
        return str(OpeningHours.Weekday(weekday).label)

    @cached_property
    def local_time(self) -> datetime:
        return self.now.astimezone(zoneinfo.ZoneInfo(self.place.time_zone))

    @property
    def local_clock(self) -> str:
        """The time there, "15:04"; text, because a template would turn a datetime into the reader's zone."""
        return f"{self.local_time:%H:%M}"

    @property
    def week(self) -> list[dict]:
        """Seven rows from Monday: `name`, `intervals` as text, `is_today`."""
        rows: list[dict] = []
        for weekday in range(7):
            hours = [row for row in self.place.hours.all() if row.weekday == weekday]
            intervals = [f"{show_time(row.opens)}–{show_time(row.closes)}" for row in hours]
            is_today = weekday == self.local_time.weekday()
            rows.append({"name": self._day_name(weekday), "intervals": intervals, "is_today": is_today})
        return rows

    @property
    def opening_hours(self) -> list[dict]:
        """For programs: weekday 0 (Monday) to 6, times of the place's own clock."""
        return [
            {"weekday": row.weekday, "opens": show_time(row.opens), "closes": show_time(row.closes)}
            for row in self.place.hours.all()
        ]
