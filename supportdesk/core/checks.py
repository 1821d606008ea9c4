"""Combinations of settings that must not reach production."""

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from rest_framework.settings import api_settings

from .ratelimits import parse_rate


@register
def rates_can_be_read(app_configs, **kwargs) -> list[CheckMessage]:
    found: list[CheckMessage] = []
    for scope, rate in api_settings.DEFAULT_THROTTLE_RATES.items():
        try:
            parse_rate(rate)
        except ValueError as error:
            found.append(Error(f"RATE_{scope.upper()}: {error}", id="supportdesk.E003"))
    return found


@register(Tags.security, deploy=True)
def embedded_parts_in_production(app_configs, **kwargs) -> list[CheckMessage]:
    found: list[CheckMessage] = []
    if not settings.HTTPS:
        found.append(
            Error("SITE_URL does not start with https://.", hint="Set SITE_URL to the public address.", id="supportdesk.E001")
        )
    if settings.DEBUG:
        found.append(Error("DEBUG is on.", hint="Set DEBUG=0.", id="supportdesk.E002"))
    if "InMemoryChannelLayer" in settings.CHANNEL_LAYERS["default"]["BACKEND"]:
        found.append(
            Warning(
                "The channel layer and the cache live in one process.",
                hint="Set REDIS_URL as soon as there is more than one web process.",
                id="supportdesk.W001",
            )
        )
    return found
