"""Measuring how well the index finds: questions whose right entry is known, put to an index made for them."""

from __future__ import annotations

import json
import time
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from statistics import mean, median

import numpy as np

from ..choices import Language
from .calibration import figures, probability
from .engine import LanguageIndex
from .entries import Document
from .language import known_language
from .question import ask, terms_of
from .ranking import rank

ANSWER_AT, OFFER_AT = 0.80, 0.45
NOWHERE = -1


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, and the place of the entry that answers it, or NOWHERE."""

    text: str
    wanted: int
    group: str


@dataclass(frozen=True, slots=True)
class Trial:
    """Entries of one language and what is asked of them."""

    language: str
    documents: list[Document]
    questions: list[Asked]


@dataclass(slots=True)
class Score:
    """What came of the questions of one group in one language."""

    ranks: list[int] = field(default_factory=list)
    chances: list[tuple[float, bool]] = field(default_factory=list)
    milliseconds: list[float] = field(default_factory=list)

    def recall(self, depth: int) -> float:
        return mean(rank <= depth for rank in self.ranks) if self.ranks else 0.0

    @property
    def reciprocal_rank(self) -> float:
        return mean(1 / rank for rank in self.ranks) if self.ranks else 0.0

    def share_above(self, limit: float) -> float:
        return mean(chance >= limit for chance, _ in self.chances)

    def precision_above(self, limit: float) -> float | None:
        """How often the first entry was right when it was at least so sure; None when it never was."""
        sure = [is_right for chance, is_right in self.chances if chance >= limit]
        return mean(sure) if sure else None

    @property
    def time(self) -> float:
        """Milliseconds of the middle question."""
        return median(self.milliseconds)


def run(trials: Iterable[Trial]) -> dict[tuple[str, str], Score]:
    """The scores by group and language."""
    scores: dict[tuple[str, str], Score] = {}
    for trial in trials:
        index = LanguageIndex.make(trial.language, trial.documents)
        for asked in trial.questions:
            _put(asked, index, trial, scores.setdefault((asked.group, trial.language), Score()))
    return scores


def _put(asked: Asked, index: LanguageIndex, trial: Trial, score: Score) -> None:
    start = time.perf_counter()
    question = ask(asked.text, trial.language, index.words)
    ranking = rank(question, index, [index.part], np.ones(len(trial.documents), bool))
    first = int(ranking.score.argmax())
    terms = [terms_of(text, trial.language) for text in trial.documents[first].questions]
    best = terms[ranking.best_question(first)]
    chance = probability(figures(ranking, first, [term for some in terms for term in some], best))
    score.milliseconds.append((time.perf_counter() - start) * 1000)
    score.chances.append((chance, asked.wanted == first))
    if asked.wanted != NOWHERE:
        own = ranking.score[asked.wanted]
        # Of equals the one asked for counts as the last, so that chance does not flatter.
        score.ranks.append(int((ranking.score >= own).sum()))


def phrasings_left_out(folder: Path) -> Iterator[Trial]:
    """The FAQs of the TOML files of a folder. In trial n of a language the n-th phrasing of every entry is missing from
    the index, and asked."""
    faqs = [faq for path in sorted(folder.glob("*.toml")) for faq in tomllib.loads(path.read_text(encoding="utf-8"))["faq"]]
    for language in Language.values:
        texts = [faq[language] for faq in faqs if language in faq]
        for number in range(max((len(text["phrasings"]) for text in texts), default=0)):
            documents, questions = [], []
            for place, text in enumerate(texts):
                known = [phrasing for at, phrasing in enumerate(text["phrasings"]) if at != number]
                documents.append(_document(place, text["question"], text["answer"], known))
                if number < len(text["phrasings"]):
                    questions.append(Asked(text["phrasings"][number], place, "phrasings left out"))
            yield Trial(language, documents, questions)


def question_sets(folder: Path) -> Iterator[Trial]:
    """The `<name>_bank.jsonl` files of a folder with their `<name>_queries.jsonl`, by language."""
    for path in sorted(folder.glob("*_bank.jsonl")):
        name = path.name.removesuffix("_bank.jsonl")
        entries, queries = _lines(path), _lines(path.with_name(f"{name}_queries.jsonl"))
        for language in dict.fromkeys(entry["lang"] for entry in entries):
            bank = [entry for entry in entries if entry["lang"] == language]
            places = {entry["id"]: place for place, entry in enumerate(bank)}
            documents = [
                _document(place, entry["title"], entry["answer"], entry.get("also_asked", [])) for place, entry in enumerate(bank)
            ]
            questions = [
                Asked(query["query"], places.get(query["expected"], NOWHERE), " ".join([name, query.get("tier", "")]).strip())
                for query in queries
                if query.get("lang", language) == language
            ]
            yield Trial(known_language(language), documents, questions)


def _document(place: int, title: str, body: str, phrasings: Sequence[str]) -> Document:
    return replace(_BLANK, pk=place, object_id=place, title=title, body=body, phrasings="\n".join(phrasings))


_BLANK = Document(pk=0, version=1, kind="faq", object_id=0, title="", phrasings="", body="", category="", audience="public")


def _lines(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
