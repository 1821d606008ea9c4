"""One search for pages, API and assistant: an in-process index over `SearchEntry`, fed by the apps that own the content.

    index_object("faq", faq.pk, [Entry("en", faq.question_en, body=..., url=..., phrasings="..."), ...])
    forget_object("faq", faq.pk)

    results = search("where is my money", language="en", user=request.user, kinds=["faq"])
    results.hits, results.nearest, results.confidence, results.total

    note_search("where is my money", "en", found=bool(results.hits))

Importing this package is cheap: numpy, scikit-learn and bm25s are loaded by the first search of a process.
"""

from .asked import note_search
from .indexing import Entry, forget_object, index_object
from .language import detect_language
from .query import search, suggest
from .results import MOST_HITS, Facets, Hit, Results, Suggestion

__all__ = [
    "MOST_HITS",
    "Entry",
    "Facets",
    "Hit",
    "Results",
    "Suggestion",
    "detect_language",
    "forget_object",
    "index_object",
    "note_search",
    "search",
    "suggest",
]
