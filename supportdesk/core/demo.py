"""The people of the demo: known addresses at demo.example, one password, addresses already confirmed."""

from __future__ import annotations

from functools import lru_cache

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password

from .models import User

PASSWORD = "demo-desk-247"
DOMAIN = "demo.example"


@lru_cache
def _hashed() -> str:
    """Hashing is slow on purpose; the demo's people share one password and so one hash."""
    return make_password(PASSWORD)


def demo_person(email: str, display_name: str, *, language: str = "", time_zone: str = "UTC") -> User:
    """The demo account with this address, made when it is not there; it can sign in at once."""
    person, created = User.objects.get_or_create(
        email=email.lower(),
        defaults={"display_name": display_name, "language": language, "time_zone": time_zone, "password": _hashed()},
    )
    if created:
        EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    return person
