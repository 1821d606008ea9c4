"""Rate limits per person and per address; a refused call is told when to come back."""

from __future__ import annotations

from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from ..exceptions import TooOften
from ..ratelimits import address_of, hit


class RateThrottle(BaseThrottle):
    """Counts in the same counters as the pages; `scope` names a rate of the settings."""

    scope = ""

    def who(self, request: Request) -> str | None:
        """Whose calls are counted together; None for those that are not counted here."""
        raise NotImplementedError

    def allow_request(self, request: Request, view) -> bool:
        who = self.who(request)
        if who is None:
            return True
        try:
            hit(self.scope, who)
        except TooOften as refusal:
            self.retry_after = refusal.retry_after
            return False
        return True

    def wait(self) -> float:
        return self.retry_after


def _person(request: Request) -> str | None:
    return f"user-{request.user.pk}" if request.user and request.user.is_authenticated else None


def _address(request: Request) -> str:
    return f"address-{address_of(request)}"


class PersonThrottle(RateThrottle):
    scope = "person"

    def who(self, request: Request) -> str | None:
        return _person(request)


class AddressThrottle(RateThrottle):
    scope = "address"

    def who(self, request: Request) -> str:
        return _address(request)


class ScopedThrottle(RateThrottle):
    """A tighter limit for one kind of call, by person or, without one, by address."""

    def who(self, request: Request) -> str:
        return _person(request) or _address(request)


class AssistantThrottle(ScopedThrottle):
    scope = "assistant"


class CreateThrottle(ScopedThrottle):
    scope = "create"


class TokenThrottle(AddressThrottle):
    scope = "token"
