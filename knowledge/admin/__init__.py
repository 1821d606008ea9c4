"""The editors' desk. Every save goes through the services, so that what is edited here is found at once."""

from . import articles, faqs, tutorials

__all__ = ["articles", "faqs", "tutorials"]
