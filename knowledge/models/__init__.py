"""What the portal knows: questions with answers and articles with their versions, tutorials, and what readers say of them."""

from .articles import Article
from .attachments import PageAttachment
from .faqs import FAQ, FAQCategory, FAQPhrasing
from .pages import AboutPage, Audience, Page, Words
from .readers import ContentFlag, ContentGap, DailyReading, Feedback
from .revisions import FormerAddress, Revision
from .translated import Tag, Translated
from .tutorials import Tutorial, TutorialCaption, TutorialChapter, TutorialSeries, tutorial_path

__all__ = [
    "FAQ",
    "AboutPage",
    "Article",
    "Audience",
    "ContentFlag",
    "ContentGap",
    "DailyReading",
    "FAQCategory",
    "FAQPhrasing",
    "Feedback",
    "FormerAddress",
    "Page",
    "PageAttachment",
    "Revision",
    "Tag",
    "Translated",
    "Tutorial",
    "TutorialCaption",
    "TutorialChapter",
    "TutorialSeries",
    "Words",
    "tutorial_path",
]
