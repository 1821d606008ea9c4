"""What the portal knows: questions with answers, articles with their history, tutorials."""

from .articles import Article, ArticleRevision, Audience
from .faqs import FAQ, FAQCategory, FAQFeedback, FAQPhrasing
from .translated import Tag, Translated
from .tutorials import Tutorial, TutorialCaption, tutorial_path

__all__ = [
    "FAQ",
    "Article",
    "ArticleRevision",
    "Audience",
    "FAQCategory",
    "FAQFeedback",
    "FAQPhrasing",
    "Tag",
    "Translated",
    "Tutorial",
    "TutorialCaption",
    "tutorial_path",
]
