"""For whom something is written: everyone, signed-in people, staff, or the members of some groups."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import Any

from django.db.models import Q

PUBLIC, SIGNED_IN, STAFF, GROUPS = "public", "signed_in", "staff", "groups"


def written_groups(groups: Iterable[int]) -> str:
    """The keys of groups as a column keeps them: "|3|7|", in order; "" for none."""
    keys = sorted(set(groups))
    return f"|{'|'.join(map(str, keys))}|" if keys else ""


def read_groups(written: str) -> frozenset[int]:
    """The keys of groups in a column."""
    return frozenset(int(key) for key in written.split("|") if key)


class Reader:
    """A person, or with None a visitor, and what may be found by them. Membership counts for staff as well; superusers
    find everything. A person's groups are looked up once, and only when something is for groups."""

    def __init__(self, user: Any = None) -> None:
        self._user = user if user is not None and user.is_authenticated else None
        self.is_everywhere = bool(self._user and self._user.is_superuser)
        self.audiences: tuple[str, ...] = (PUBLIC,)
        if self._user is not None:
            self.audiences += (SIGNED_IN, STAFF) if self._user.is_staff or self.is_everywhere else (SIGNED_IN,)

    @cached_property
    def groups(self) -> frozenset[int]:
        return frozenset(self._user.groups.values_list("pk", flat=True)) if self._user else frozenset()

    def may_find(self, audience: str, groups: str = "") -> bool:
        """Whether what is for this audience, or for these groups of a column, is for this reader."""
        if audience != GROUPS:
            return audience in self.audiences
        return self.is_everywhere or bool(self._user and read_groups(groups) & self.groups)

    def condition(self) -> Q:
        """The same as a condition on the columns `audience` and `groups`."""
        open_to_all = Q(audience__in=self.audiences)
        if self.is_everywhere:
            return open_to_all | Q(audience=GROUPS)
        shared = Q()
        for key in sorted(self.groups):
            shared |= Q(groups__contains=f"|{key}|")
        return open_to_all | (Q(audience=GROUPS) & shared) if shared else open_to_all
