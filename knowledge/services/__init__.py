"""Everything that changes what the portal knows."""

from .articles import change_article_status, delete_article, publish_article, revise_article, save_article
from .categories import delete_category, save_category
from .faqs import delete_faq, publish_faq, replace_phrasings, save_faq, unpublish_faq
from .feedback import rate_faq
from .indexing import index_all
from .reading import record_view
from .texts import TextMissing
from .tutorials import delete_tutorial, replace_captions, save_tutorial

__all__ = [
    "TextMissing",
    "change_article_status",
    "delete_article",
    "delete_category",
    "delete_faq",
    "delete_tutorial",
    "index_all",
    "publish_article",
    "publish_faq",
    "rate_faq",
    "record_view",
    "replace_captions",
    "replace_phrasings",
    "revise_article",
    "save_article",
    "save_category",
    "save_faq",
    "save_tutorial",
    "unpublish_faq",
]
