"""Who writes the answer once the passages are found: by default their own words, by setting something else."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string


@dataclass(frozen=True, slots=True)
class Passage:
    """An entry of the help centre in the language of the conversation, the best first. `text` is Markdown."""

    kind: str
    id: int
    title: str
    text: str
    url: str
    language: str


class Answerer(Protocol):
    """Answers from the passages and from nothing else; it never decides whether to answer or to hand over."""

    def answer(self, question: str, *, language: str, passages: list[Passage]) -> str:
        """Markdown in `language`; empty when the passages do not hold the answer."""
        ...


class Quoting:
    """Gives the best passage word for word: nothing is invented, and no network is needed."""

    def answer(self, question: str, *, language: str, passages: list[Passage]) -> str:
        return passages[0].text.strip() if passages else ""


def answerer() -> Answerer:
    """The one that the setting `ASSISTANT_ANSWERER` names."""
    return _made(settings.ASSISTANT_ANSWERER)


@lru_cache(maxsize=4)
def _made(path: str) -> Answerer:
    return import_string(path)()
