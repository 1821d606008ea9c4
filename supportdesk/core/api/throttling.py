"""Rate limits per person and per address; a refused call is told when to come back."""

from rest_framework.throttling import SimpleRateThrottle

from ..ratelimits import address_of


class PersonThrottle(SimpleRateThrottle):
    scope = "person"

    def get_cache_key(self, request, view):
        if not request.user or not request.user.is_authenticated:
            return None
        return self.cache_format % {"scope": self.scope, "ident": f"user-{request.user.pk}"}


class AddressThrottle(SimpleRateThrottle):
    scope = "address"

    def get_cache_key(self, request, view):
        return self.cache_format % {"scope": self.scope, "ident": f"address-{address_of(request)}"}


class ScopedThrottle(SimpleRateThrottle):
    """A tighter limit for one kind of call, by person or, without one, by address."""

    def get_cache_key(self, request, view):
        who = f"user-{request.user.pk}" if request.user and request.user.is_authenticated else f"address-{address_of(request)}"
        return self.cache_format % {"scope": self.scope, "ident": who}


class AssistantThrottle(ScopedThrottle):
    scope = "assistant"


class CreateThrottle(ScopedThrottle):
    scope = "create"


class TokenThrottle(AddressThrottle):
    scope = "token"
