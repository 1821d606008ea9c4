"""The editors' desk. Every save goes through the services, so that what is edited here is found at once."""

from . import articles, faqs, figures, flags, gaps, revisions, tutorials

__all__ = ["articles", "faqs", "figures", "flags", "gaps", "revisions", "tutorials"]
