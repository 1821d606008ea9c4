"""Everything that changes what the portal knows."""

from .addresses import page_formerly_at
from .articles import delete_article, save_article
from .categories import delete_category, save_category
from .faqs import add_phrasing, delete_faq, publish_faq, replace_phrasings, save_faq, unpublish_faq
from .feedback import rate_page, vote_of
from .indexing import index_all
from .pages import change_page_status, delete_page, mark_verified, retire_expired, save_page
from .reading import record_completion, record_view, write_views
from .texts import TextMissing
from .tutorials import delete_tutorial, replace_captions, save_tutorial
from .versions import (
    change_draft,
    discard_draft,
    live_revision,
    propose_revision,
    publish_due,
    publish_revision,
    reject_revision,
    revert_to,
    write_draft,
)

__all__ = [
    "TextMissing",
    "add_phrasing",
    "change_draft",
    "change_page_status",
    "delete_article",
    "delete_category",
    "delete_faq",
    "delete_page",
    "delete_tutorial",
    "discard_draft",
    "index_all",
    "live_revision",
    "mark_verified",
    "page_formerly_at",
    "propose_revision",
    "publish_due",
    "publish_faq",
    "publish_revision",
    "rate_page",
    "record_completion",
    "record_view",
    "reject_revision",
    "replace_captions",
    "replace_phrasings",
    "retire_expired",
    "revert_to",
    "save_article",
    "save_category",
    "save_faq",
    "save_page",
    "save_tutorial",
    "unpublish_faq",
    "vote_of",
    "write_draft",
    "write_views",
]
