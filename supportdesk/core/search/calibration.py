"""How sure the search is: the probability that the first entry answers the question.

A logistic regression over twelve figures of the best entry, whose weights were fitted on public FAQ collections and
held on others that it had not seen.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from math import exp, log, sqrt

from .ranking import Ranking
from .wordindex import K1, WordIndex

_BIAS = -8.74
_WEIGHTS = {
    "cov": 1.78,  # share of the question found in the entry
    "covq": -1.25,  # ... in its title and phrasings
    "known": 1.49,  # ... in any entry
    "cdoc": 2.92,  # likeness of characters to the whole entry
    "cunit": 2.61,  # ... to its best title or phrasing
    "wunit": 1.24,  # likeness of words to that one
    "bm_norm": 1.44,  # BM25 against the most the question could reach
    "marginL": 2.00,  # lead over the second entry
    "marginB": 0.68,  # ... by BM25 alone
    "agree": 0.79,  # how many of the four ways to score put it first
    "len": 0.88,  # length of the question
    "bm_len": 0.08,  # BM25 against that length
}


def figures(ranking: Ranking, place: int, question_terms: Iterable[str], best_question_terms: list[str]) -> dict[str, float]:
    """The twelve figures of the entry at `place`, given the terms of all its questions and of the one most like it."""
    asked, built = ranking.asked_of(place), ranking.built
    idf = {term: built.idf(term) for term in asked}
    total, in_questions = sum(idf.values()) or 1.0, set(question_terms)
    length = ranking.question.length
    # The weights were fitted to BM25 with its numerator of k1 + 1, which the engine leaves out.
    words = float(ranking.words[place]) * (K1 + 1)
    most = (K1 + 1) * sum(weight * idf[term] for term, weight in asked.items()) or 1.0
    return {
        "cov": float(ranking.share[place]),
        "covq": sum(value for term, value in idf.items() if term in in_questions) / total,
        "known": ranking.known,
        "cdoc": float(ranking.whole[place]),
        "cunit": float(ranking.units[place]),
        "wunit": _cosine(asked, Counter(best_question_terms), built),
        "bm_norm": words / most,
        "marginL": _lead(ranking.score, place),
        "marginB": _lead(ranking.words, place),
        "agree": sum(
            bool(scores[place] > 0 and scores[place] >= scores.max())
            for scores in (ranking.words, ranking.whole, ranking.units, ranking.share)
        )
        / 4,
        "len": log(length + 1),
        "bm_len": words / log(length + 1.5),
    }


def probability(features: dict[str, float]) -> float:
    """The probability that belongs to the figures."""
    return 1 / (1 + exp(-(_BIAS + sum(_WEIGHTS[name] * value for name, value in features.items()))))


def _lead(scores, place: int) -> float:
    """How far the entry is ahead of the best other one, as a share of its own score."""
    own = float(scores[place])
    if own <= 0:
        return 0.0
    others = max(float(scores[:place].max(initial=0.0)), float(scores[place + 1 :].max(initial=0.0)))
    return max(0.0, (own - others) / own)


def _cosine(asked: Counter[str], known: Counter[str], built: WordIndex) -> float:
    def vector(terms: Counter[str]) -> dict[str, float]:
        return {term: times * built.idf(term) for term, times in terms.items()}

    one, other = vector(asked), vector(known)
    norm = sqrt(sum(v * v for v in one.values())) * sqrt(sum(v * v for v in other.values()))
    return sum(value * other.get(term, 0.0) for term, value in one.items()) / norm if norm else 0.0
