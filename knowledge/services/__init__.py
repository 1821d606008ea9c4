"""Everything that changes what the portal knows."""

from .addresses import page_formerly_at
from .articles import delete_article, save_article
from .attachments import attach_file, change_attachment, remove_attachment
from .categories import delete_category, save_category
from .faqs import add_phrasing, delete_faq, publish_faq, replace_phrasings, save_faq, unpublish_faq
from .feedback import rate_page, vote_of
from .flags import DecisionMissing, FlagDecided, FlaggedBefore, decide_flag, flag_page, open_flag
from .gaps.deciding import GapDecided, answer_gap, dismiss_gap, draft_faq, reopen_gap
from .gaps.noting import note_gap, settle_gaps
from .gaps.searches import count_searches
from .indexing import index_all
from .machine import (
    NoLanguageModel,
    NothingToDraft,
    draft_missing_translations,
    draft_translation,
    drafting_of,
    needs_machine_draft,
)
from .media import FileRefused, check_poster, check_video, read_cues
from .moderation import decide_flags, withdraw_page
from .pages import change_page_status, delete_page, mark_verified, retire_expired, save_page
from .reading import record_completion, record_view, write_views
from .review import (
    confirm_translation,
    propose_revision,
    publish_due,
    publish_revision,
    reject_revision,
    revert_to,
)
from .series import delete_series, save_series
from .texts import TextMissing
from .tutorials import ChapterOutside, delete_tutorial, replace_captions, replace_chapters, save_tutorial
from .verifying import pages_due, remind_to_verify
from .versions import Outcome, change_draft, discard_draft, fingerprint, live_revision, write_draft
from .videos import AddressRefused, ForeignVideo, foreign_video, read_video_address

__all__ = [
    "AddressRefused",
    "ChapterOutside",
    "DecisionMissing",
    "FileRefused",
    "FlagDecided",
    "FlaggedBefore",
    "ForeignVideo",
    "GapDecided",
    "NoLanguageModel",
    "NothingToDraft",
    "Outcome",
    "TextMissing",
    "add_phrasing",
    "answer_gap",
    "attach_file",
    "change_attachment",
    "change_draft",
    "change_page_status",
    "check_poster",
    "check_video",
    "confirm_translation",
    "count_searches",
    "decide_flag",
    "decide_flags",
    "delete_article",
    "delete_category",
    "delete_faq",
    "delete_page",
    "delete_series",
    "delete_tutorial",
    "discard_draft",
    "dismiss_gap",
    "draft_faq",
    "draft_missing_translations",
    "draft_translation",
    "drafting_of",
    "fingerprint",
    "flag_page",
    "foreign_video",
    "index_all",
    "live_revision",
    "mark_verified",
    "needs_machine_draft",
    "note_gap",
    "open_flag",
    "page_formerly_at",
    "pages_due",
    "propose_revision",
    "publish_due",
    "publish_faq",
    "publish_revision",
    "rate_page",
    "read_cues",
    "read_video_address",
    "record_completion",
    "record_view",
    "reject_revision",
    "remind_to_verify",
    "remove_attachment",
    "reopen_gap",
    "replace_captions",
    "replace_chapters",
    "replace_phrasings",
    "retire_expired",
    "revert_to",
    "save_article",
    "save_category",
    "save_faq",
    "save_page",
    "save_series",
    "save_tutorial",
    "settle_gaps",
    "unpublish_faq",
    "vote_of",
    "withdraw_page",
    "write_draft",
    "write_views",
]
