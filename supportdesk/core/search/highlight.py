"""The best passage of an entry for a question, with what was found in it marked; safe HTML."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import pairwise

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from .lexicon import PREFIX, lexicon
from .text import Word, are_neighbours, words

LENGTH = 220
_LONGEST = 20_000
_MOST_PASSAGES = 300
_MARKUP = [
    (re.compile(r"<!--.*?-->|</?[a-zA-Z][^<>]*>", re.DOTALL), " "),
    (re.compile(r"!?\[([^\]\n]*)\]\([^)\n]*\)"), r"\1"),
    (re.compile(r"^[ \t]*(?:#{1,6}|>|[-*+]|\d{1,3}\.)[ \t]+", re.MULTILINE), ""),
    (re.compile(r"^[ \t|:-]+$", re.MULTILINE), ""),
    (re.compile(r"[ \t]*\|[ \t]*"), " "),
    (re.compile(r"\*\*|__|`+|~~"), ""),
]
_BREAK = re.compile(r"(?<=[.!?؟])\s+|(?<=[。！？])|\n+")


def snippet(body: str, asked: Mapping[str, float], language: str, *, length: int = LENGTH) -> SafeString:
    """At most about `length` characters of the body, from where most of the terms `asked` (by weight) stand."""
    passage = _best_passage(_plain(body), asked, language, length)
    return mark_found(passage, asked, language)


def mark_found(text: str, asked: Mapping[str, float], language: str) -> SafeString:
    """The text, escaped, with the words that are asked for in `<mark>`."""
    pieces, done = [], 0
    for start, end in _joined(_found(text, asked, language)):
        pieces += [escape(text[done:start]), "<mark>", escape(text[start:end]), "</mark>"]
        done = end
    return mark_safe("".join([*pieces, escape(text[done:])]))  # noqa: S308 every piece of the text is escaped


def _plain(body: str) -> str:
    """Without Markdown and HTML signs."""
    text = body[:_LONGEST]
    for pattern, instead in _MARKUP:
        text = pattern.sub(instead, text)
    return text


def _best_passage(text: str, asked: Mapping[str, float], language: str, length: int) -> str:
    sentences = [" ".join(part.split()) for part in _BREAK.split(text)]
    sentences = [part for part in sentences if part][:_MOST_PASSAGES]
    if not sentences:
        return ""
    terms = [_terms_in(sentence, asked, language) for sentence in sentences]
    best, best_worth, best_end = 0, -1.0, 1
    for start in range(len(sentences)):
        held: set[str] = set()
        size, end = 0, start
        while end < len(sentences) and (end == start or size + len(sentences[end]) < length):
            held |= terms[end]
            size += len(sentences[end]) + 1
            end += 1
        # What the passage opens with counts more, so that it begins where the matter does; of equals the earliest.
        worth = sum(asked[term] for term in held) + sum(asked[term] for term in terms[start]) / 2
        if worth > best_worth:
            best, best_worth, best_end = start, worth, end
    passage = " ".join(sentences[best:best_end])
    return _cut(passage, length, is_opening=not best, is_ending=best_end == len(sentences))


def _cut(passage: str, length: int, *, is_opening: bool, is_ending: bool) -> str:
    if len(passage) > length:
        at = passage.rfind(" ", length // 2, length)
        passage, is_ending = passage[: at if at > 0 else length].rstrip(" ,;:"), False
    return f"{'' if is_opening else '… '}{passage}{'' if is_ending else ' …'}"


def _terms_in(text: str, asked: Mapping[str, float], language: str) -> set[str]:
    found = words(text, language)
    terms = {word.stem for word in found if word.stem in asked}
    terms.update(pair for pair, _, _ in _pairs(found) if pair in asked)
    terms.update(concept for concept, _, _ in _concepts(found, asked, language))
    return terms


def _found(text: str, asked: Mapping[str, float], language: str) -> list[tuple[int, int]]:
    """Where in the text something is that is asked for."""
    found = words(text, language)
    spans = [(word.start, word.end) for word in found if word.stem in asked and _counts_alone(word, asked)]
    spans += [(start, end) for pair, start, end in _pairs(found) if pair in asked]
    spans += [(found[first].start, found[last - 1].end) for _, first, last in _concepts(found, asked, language)]
    return sorted(spans)


def _pairs(found: list[Word]) -> list[tuple[str, int, int]]:
    """Neighbouring Chinese characters, and where each pair stands."""
    if not any(word.is_han for word in found):
        return []
    return [(one.stem + next_.stem, one.start, next_.end) for one, next_ in pairwise(found) if are_neighbours(one, next_)]


def _concepts(found: list[Word], asked: Mapping[str, float], language: str) -> list[tuple[str, int, int]]:
    concepts = [term for term in asked if term.startswith(PREFIX)]
    return lexicon(language).only(concepts).matches(found) if concepts else []


def _counts_alone(word: Word, asked: Mapping[str, float]) -> bool:
    """A Chinese character is marked by itself only when nothing longer was asked."""
    return not word.is_han or not any(len(term) == 2 and word.stem in term for term in asked)


def _joined(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Overlapping spans as one."""
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined
