"""Places to walk into or to call, with hours in their own time."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from supportdesk.core.choices import Language
from supportdesk.core.models import TimeStamped, validate_time_zone

from .hours import show_time
from .querysets import LocalServiceQuerySet, LocalSupportQuerySet, SpecialDayQuerySet


class LocalService(models.Model):
    """Something that one can get done at a place."""

    slug = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=80)
    position = models.PositiveSmallIntegerField(_("position"), default=100)

    objects = LocalServiceQuerySet.as_manager()

    class Meta:
        verbose_name = _("service")
        verbose_name_plural = _("services")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.name


class LocalSupport(TimeStamped):
    """One place of the company or of a partner."""

    class Kind(models.TextChoices):
        OFFICE = "office", _("Office")
        AIRPORT_DESK = "airport_desk", _("Airport desk")
        PARTNER = "partner", _("Partner")
        KIOSK = "kiosk", _("Kiosk")

    slug = models.SlugField(_("address of the page"), max_length=80, unique=True)
    name = models.CharField(_("name"), max_length=120)
    description = models.CharField(_("description"), max_length=500, blank=True)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.OFFICE)
    address = models.CharField(_("street address"), max_length=200)
    postal_code = models.CharField(_("postal code"), max_length=20, blank=True)
    city = models.CharField(_("city"), max_length=80)
    country = models.CharField(
        _("country"), max_length=2, help_text=_("ISO 3166 code, for example ES."), validators=[RegexValidator(r"^[A-Z]{2}$")]
    )
    latitude = models.FloatField(_("latitude"), validators=[MinValueValidator(-90), MaxValueValidator(90)])
    longitude = models.FloatField(_("longitude"), validators=[MinValueValidator(-180), MaxValueValidator(180)])
    phones = models.JSONField(_("phone numbers"), default=list, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    emergency_line = models.CharField(_("emergency line"), max_length=40, blank=True)
    services = models.ManyToManyField(LocalService, blank=True, related_name="places", verbose_name=_("services"))
    time_zone = models.CharField(_("time zone"), max_length=64, default="UTC", validators=[validate_time_zone])
    is_published = models.BooleanField(_("published"), default=True)

    objects = LocalSupportQuerySet.as_manager()

    class Meta:
        verbose_name = _("location")
        verbose_name_plural = _("locations")
        constraints = [
            models.CheckConstraint(
                name="place_on_earth",
                condition=Q(latitude__gte=-90, latitude__lte=90, longitude__gte=-180, longitude__lte=180),
            ),
        ]
        indexes = [
            models.Index(fields=["country", "id"], name="place_by_country"),
            models.Index(fields=["latitude", "longitude"], name="place_by_position"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("locations:detail", args=[self.slug])


class PlaceLanguage(models.Model):
    place = models.ForeignKey(LocalSupport, models.CASCADE, related_name="languages", verbose_name=_("location"))
    language = models.CharField(_("language"), max_length=10, choices=Language)

    class Meta:
        verbose_name = _("language")
        verbose_name_plural = _("languages")
        constraints = [models.UniqueConstraint(fields=["place", "language"], name="place_language_once")]

    def __str__(self) -> str:
        return self.get_language_display()


class OpeningHours(models.Model):
    """One interval of one weekday, in minutes after midnight of the place's own time.

    `closes` may pass 1440: an interval over midnight belongs to the day on which it opens.
    """

    class Weekday(models.IntegerChoices):
        MONDAY = 0, _("Monday")
        TUESDAY = 1, _("Tuesday")
        WEDNESDAY = 2, _("Wednesday")
        THURSDAY = 3, _("Thursday")
        FRIDAY = 4, _("Friday")
        SATURDAY = 5, _("Saturday")
        SUNDAY = 6, _("Sunday")

    place = models.ForeignKey(LocalSupport, models.CASCADE, related_name="hours", verbose_name=_("location"))
    weekday = models.PositiveSmallIntegerField(_("weekday"), choices=Weekday)
    opens = models.PositiveSmallIntegerField(_("opens at minute"))
    closes = models.PositiveSmallIntegerField(_("closes at minute"))

    class Meta:
        verbose_name = _("opening hours")
        verbose_name_plural = _("opening hours")
        ordering = ["weekday", "opens"]
        constraints = [
            models.CheckConstraint(
                name="hours_within_a_day_and_a_night",
                condition=Q(weekday__lte=6, opens__lt=1440, closes__lte=2880) & Q(closes__gt=models.F("opens")),
            ),
            models.UniqueConstraint(fields=["place", "weekday", "opens"], name="hours_once"),
        ]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {show_time(self.opens)}–{show_time(self.closes)}"


class CityName(models.Model):
    """How a place's city is called in one of the languages, as `names.plain` writes it: what a filter by city looks up."""

    place = models.ForeignKey(LocalSupport, models.CASCADE, related_name="city_names")
    name = models.CharField(max_length=160)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["name", "place"], name="city_name_once_a_place")]

    def __str__(self) -> str:
        return self.name


class SpecialDay(models.Model):
    """A day on which the week does not hold: its own hours take the place of the weekday's; without any it is closed.

    A night that began the day before still ends in its own time.
    """

    place = models.ForeignKey(LocalSupport, models.CASCADE, related_name="special_days", verbose_name=_("location"))
    day = models.DateField(_("day"))
    name = models.CharField(_("name"), max_length=80, blank=True, help_text=_("For example Christmas Day."))

    objects = SpecialDayQuerySet.as_manager()

    class Meta:
        verbose_name = _("special day")
        verbose_name_plural = _("special days")
        ordering = ["day"]
        constraints = [models.UniqueConstraint(fields=["place", "day"], name="special_day_once")]

    def __str__(self) -> str:
        return f"{self.day} {self.name}".strip()


class SpecialHours(models.Model):
    """One interval of a special day, in minutes as those of `OpeningHours`."""

    special_day = models.ForeignKey(SpecialDay, models.CASCADE, related_name="hours", verbose_name=_("special day"))
    opens = models.PositiveSmallIntegerField(_("opens at minute"))
    closes = models.PositiveSmallIntegerField(_("closes at minute"))

    class Meta:
        verbose_name = _("hours of a special day")
        verbose_name_plural = _("hours of a special day")
        ordering = ["opens"]
        constraints = [
            models.CheckConstraint(
                name="special_hours_within_a_day_and_a_night",
                condition=Q(opens__lt=1440, closes__lte=2880) & Q(closes__gt=models.F("opens")),
            ),
            models.UniqueConstraint(fields=["special_day", "opens"], name="special_hours_once"),
        ]

    def __str__(self) -> str:
        return f"{show_time(self.opens)}–{show_time(self.closes)}"
