"""A little content to search, in the way the apps above write it."""

from __future__ import annotations

from collections.abc import Sequence

from supportdesk.core.search import Entry, Results, index_object, search

REFUND = Entry(
    "en",
    "How long does a refund take?",
    body="Refunds to a card arrive within ten working days. Bank holidays do not count.",
    url="/en/faqs/1/",
    phrasings="My payment has not come back\nWhen do I get reimbursed?",
    category="refunds",
    topic="billing",
)
LUGGAGE = Entry(
    "en",
    "How much luggage may I take?",
    body="One cabin bag of ten kilograms is included. Send us the receipt of a lost suitcase.",
    url="/en/faqs/2/",
    phrasings="what size can my backpack be",
    category="travel",
)
PASSWORD = Entry(
    "en",
    "I forgot my password",
    body="Choose “Forgot password” on the sign-in page and follow the link that we send.",
    url="/en/faqs/3/",
    category="account",
    topic="technical",
)


def write(*entries: Entry, kind: str = "faq", first: int = 1) -> None:
    """Index the entries as objects with rising ids."""
    for object_id, entry in enumerate(entries, start=first):
        index_object(kind, object_id, [entry])


def fill(count: int) -> None:
    """Enough unlike entries that a change is searched as a change, and not by a new build."""
    for number in range(1, count + 1):
        word = f"topic{number}"
        body = f"All there is to say of {word}."
        index_object("article", number, [Entry("en", f"About {word} alone", body=body, url=f"/{number}/")])


def ids(results: Results) -> list[int]:
    return [hit.object_id for hit in results.hits]


def first_id(query: str, language: str = "en", **options) -> int | None:
    """The object found first, if any matches."""
    found: Sequence[int] = ids(search(query, language=language, **options))
    return found[0] if found else None
