"""Words shared by every floor."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Language(models.TextChoices):
    """The languages the portal speaks; values are Django's language codes."""

    EN = "en", "English"
    ES = "es", "Español"
    FR = "fr", "Français"
    DE = "de", "Deutsch"
    AR = "ar", "العربية"
    ZH_HANS = "zh-hans", "中文"


class Topic(models.TextChoices):
    """What a request is about: the category of a ticket, the specialty of an agent, the topic of an entry."""

    TECHNICAL = "technical", _("Technical")
    BILLING = "billing", _("Billing")
    BOOKING = "booking", _("Booking")
    GENERAL = "general", _("General")
    EMERGENCY = "emergency", _("Emergency")
