"""The tone of a message: sentiment, urgency, emergency, the wish for a person, technical trouble, mere courtesy."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from .lexicons import Lexicon, Match, lexicon
from .tokens import clauses

# How many words a negation reaches, forwards; where the verb comes first, it also reaches back.
_REACH = {"zh-hans": 3, "ar": 2}
_REACHES_BACK = {"de": 3}
# "Not urgent" takes the urgency away; a phrase that says the opposite hides the one inside it.
_HIDES = {
    "calm": {"urgent", "emergency"},
    "no_human": {"human"},
    "identity": {"human"},
    "negative": {"positive"},
    "strong_negative": {"positive"},
    "request": {"positive", "courtesy"},
}
# In these a negation is part of the phrase and says nothing about what follows.
_HOLDS_ITS_NEGATION = ("negative", "strong_negative", "positive", "technical_trouble", "calm")
_ALSO_HIDDEN_BY_NEGATION = {"urgent", "emergency"}
_SHOUTED_SIGNS = re.compile(r"[!?！？]{2,}")
# What may make up a message that asks nothing; the first kind found names it.
_TALK = {
    "identity": "identity",
    "yes": "yes",
    "no": "no",
    "farewell": "farewell",
    "courtesy": "thanks",
    "greeting": "greeting",
    "filler": "",
}


@dataclass(frozen=True, slots=True)
class Tone:
    """`score` is the sum of the words' weights, about -5 to 5.

    `small_talk` says which kind of courtesy the message is when it is nothing else: identity, yes, no, farewell, thanks,
    greeting; else it is empty.
    """

    score: float = 0.0
    urgent: bool = False
    emergency: bool = False
    angry: bool = False
    wants_human: bool = False
    technical_trouble: bool = False
    did_not_help: bool = False
    follows_up: bool = False
    small_talk: str = ""
    counts: dict[str, int] = field(default_factory=dict)

    @property
    def sentiment(self) -> str:
        if self.score <= -1:
            return "negative"
        return "positive" if self.score >= 1 else "neutral"

    @property
    def urgency(self) -> float:
        """0 to 1, for ranking; `urgent` is the decision."""
        raised = 2 * self.emergency + self.counts.get("urgent", 0) + 0.5 * self.counts.get("technical_trouble", 0)
        raised += 0.25 * (self.score < 0) - 2 * self.counts.get("calm", 0)
        return max(0.0, raised) / (1 + max(0.0, raised))


def read_tone(text: str, languages: tuple[str, ...]) -> Tone:
    """The tone of `text`, by the lists of the languages it may be written in: the detected one first."""
    readings = [_read(text, lexicon(language)) for language in dict.fromkeys(languages)]
    first = readings[0]
    return Tone(
        score=first.score,
        urgent=any(reading.urgent for reading in readings),
        emergency=any(reading.emergency for reading in readings),
        angry=first.angry,
        wants_human=any(reading.wants_human for reading in readings),
        technical_trouble=any(reading.technical_trouble for reading in readings),
        did_not_help=any(reading.did_not_help for reading in readings),
        follows_up=first.follows_up,
        small_talk=next((reading.small_talk for reading in readings if reading.small_talk), ""),
        counts=first.counts,
    )


def _read(text: str, words: Lexicon) -> Tone:
    counts: dict[str, int] = {}
    score = 0.0
    parts = clauses(text)
    for clause in parts:
        found = words.find(clause)
        matches = _visible(found)
        negations = [match for match in matches if match.kind == "negation"]
        negatory = [match for match in found if match.kind == "negation"]
        for match in matches:
            negated = not any(match.covers(no) for no in negatory) and _is_negated(match, negations, words.language)
            if negated and match.kind in _ALSO_HIDDEN_BY_NEGATION:
                continue
            counts[match.kind] = counts.get(match.kind, 0) + 1
            score += _weight(match.kind, negated=negated)
    shouted = _is_shouted(text)
    if score < 0 or counts.get("urgent") or counts.get("technical_trouble"):
        score -= 0.5 * shouted
    return Tone(
        score=score,
        urgent=bool(counts.get("urgent")) and not counts.get("calm"),
        emergency=bool(counts.get("emergency")),
        angry=bool(counts.get("strong_negative")) or score <= -2,
        wants_human=bool(counts.get("human")) or _only_names_a_human(words, parts),
        technical_trouble=bool(counts.get("technical_trouble")),
        did_not_help=bool(counts.get("did_not_help")),
        follows_up=any(match.kind == "follow_up" and match.start == 0 for match in words.find(parts[0])) if parts else False,
        small_talk=_small_talk(words, parts),
        counts=counts,
    )


def _visible(matches: list[Match]) -> list[Match]:
    """Without what lies inside a longer phrase of the same list, or inside one that says the opposite."""
    kept = []
    for match in matches:
        hidden = any(
            other.covers(match)
            and (
                (other.kind == match.kind and other.end - other.start > match.end - match.start)
                or match.kind in _HIDES.get(other.kind, ())
                or (
                    match.kind == "negation"
                    and other.kind in ("negative", "strong_negative", "positive", "technical_trouble", "calm")
                )
            )
            for other in matches
            if other is not match
        )
        if not hidden:
            kept.append(match)
    return kept


def _is_negated(match: Match, negations: list[Match], language: str) -> bool:
    reach, back = _REACH.get(language, 3), _REACHES_BACK.get(language, 0)
    return any(0 <= match.start - no.end < reach or 0 <= no.start - match.end < back for no in negations)


def _weight(kind: str, *, negated: bool) -> float:
    match kind:
        case "negative":
            return 0.0 if negated else -1.0
        case "strong_negative":
            return 0.0 if negated else -2.0
        case "positive":
            return -1.0 if negated else 1.0
        case "technical_trouble":
            return -0.5
    return 0.0


def _is_shouted(text: str) -> bool:
    """In capitals, or with a row of exclamation marks."""
    letters = [character for character in text if character.isalpha() and character.lower() != character.upper()]
    in_capitals = len(letters) >= 12 and sum(character.isupper() for character in letters) > 0.6 * len(letters)
    return in_capitals or bool(_SHOUTED_SIGNS.search(text))


def _only_names_a_human(words: Lexicon, parts: list[list[str]]) -> bool:
    """Whether the message is no more than "agent, please"; one other word may stand beside it."""
    named, other = False, 0
    for clause in parts:
        covered: set[int] = set()
        for match in words.find(clause):
            if match.kind in ("human_word", "filler", "greeting", "courtesy"):
                covered.update(range(match.start, match.end))
                named = named or match.kind == "human_word"
            elif match.kind in ("negation", "identity"):
                return False
        other += len(clause) - len(covered)
    return named and other <= 1


def _small_talk(words: Lexicon, parts: list[list[str]]) -> str:
    """What kind of small talk the message is when it is nothing else; else empty."""
    kinds: set[str] = set()
    for clause in parts:
        covered: set[int] = set()
        talk = [match for match in words.find(clause) if match.kind in _TALK]
        for match in talk:
            covered.update(range(match.start, match.end))
            if not any(other.covers(match) and not match.covers(other) for other in talk):
                kinds.add(match.kind)
        if len(covered) < len(clause):
            return ""
    return next((name for kind, name in _TALK.items() if kind in kinds), "")
