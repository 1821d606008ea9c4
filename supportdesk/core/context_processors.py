"""What every page shows."""

from django.conf import settings
from django.http import HttpRequest
from django.utils import translation

from .choices import Language


def portal(request: HttpRequest) -> dict:
    language = translation.get_language() or settings.LANGUAGE_CODE
    return {
        "site_name": settings.SITE_NAME,
        "site_url": settings.SITE_URL,
        "language_code": language,
        "text_direction": "rtl" if translation.get_language_bidi() else "ltr",
        "portal_languages": Language.choices,
        "color_scheme": request.COOKIES.get("theme", ""),
    }
