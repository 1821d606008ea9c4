"""Addresses that pages had before, so that links from elsewhere go on working."""

from __future__ import annotations

from ..models import FAQ, AboutPage, Article, FormerAddress, Tutorial


def remember_address(page: FAQ | Article | Tutorial, slug: str, *, now: str) -> None:
    """Keep `slug` as a former address of the page, which moves to `now`; takes part in the caller's transaction."""
    kind = AboutPage.field_of(page)
    # Whoever has an address now needs no way to it.
    FormerAddress.objects.filter(slug__in=[slug, now], **{f"{kind}__isnull": False}).delete()
    FormerAddress.objects.create(slug=slug, **{kind: page})


def page_formerly_at(model: type[FAQ] | type[Article] | type[Tutorial], slug: str) -> FAQ | Article | Tutorial | None:
    """The page that had this address before and has another one now."""
    kind = model._meta.model_name or ""
    return model._default_manager.filter(former_addresses__slug=slug, **{f"former_addresses__{kind}__isnull": False}).first()
