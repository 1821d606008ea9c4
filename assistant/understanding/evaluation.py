"""How good the reading is, on labelled texts: accuracy, macro-F1, calibration, what is off topic, tone."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from .features import Text
from .intent import INTENTS, OFF_TOPIC, IntentModel
from .tone import read_tone
from .training import Phrase, train

_CODES = {"zh": "zh-hans"}
_BINS = 10
_FOLDS = 4


@dataclass(frozen=True, slots=True)
class Figures:
    """Of one set of texts; what cannot be measured there is None. All are 0 to 1, only `ece` is better when small."""

    name: str
    size: int
    accuracy: float | None = None
    macro_f1: float | None = None
    ece: float | None = None
    off_topic_auroc: float | None = None
    urgency_auroc: float | None = None
    sentiment_f1: float | None = None

    def __str__(self) -> str:
        shown = ("accuracy", "macro_f1", "ece", "off_topic_auroc", "urgency_auroc", "sentiment_f1")
        known = [f"{name} {value:.3f}" for name in shown if (value := getattr(self, name)) is not None]
        return f"{self.name:<28} {self.size:>6}  {'  '.join(known)}"


def read_lines(path: Path) -> list[dict]:
    """A JSON Lines file; empty when it is not there."""
    if not path.is_file():
        return []
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def evaluate_folder(model: IntentModel, folder: Path) -> Iterator[Figures]:
    """The figures of whatever known files the folder holds."""
    if rows := read_lines(folder / "intents_en.jsonl"):
        yield intent_figures("intents, English", model, [Phrase(row["text"], row["lang"], row["intent"]) for row in rows])
    questions = read_lines(folder / "helpcentre_dev_queries.jsonl")
    off_topic = [row for row in questions if row["intent"] == OFF_TOPIC]
    for tier in sorted({row["tier"] for row in questions if row["intent"] != OFF_TOPIC}):
        rows = [row for row in questions if row["tier"] == tier] + off_topic
        phrases = [Phrase(row["query"], _CODES.get(row["lang"], row["lang"]), row["intent"]) for row in rows]
        yield intent_figures(f"help centre, {tier}", model, phrases)
    if rows := read_lines(folder / "tone_dev.jsonl"):
        yield tone_figures("tone", rows)


def intent_figures(name: str, model: IntentModel, phrases: list[Phrase]) -> Figures:
    """Among the five intents; texts that are off topic count only for telling them apart."""
    import numpy as np
    from sklearn.metrics import f1_score, roc_auc_score

    rows = model.vectoriser.transform([Text(phrase.text, phrase.language) for phrase in phrases])
    chances = model.probabilities(rows)
    known = chances[:, : len(INTENTS)]
    shares = known / np.clip(known.sum(axis=1, keepdims=True), 1e-12, None)
    off_topic = np.array([phrase.intent == OFF_TOPIC for phrase in phrases])
    right = np.array([INTENTS.index(phrase.intent) if phrase.intent in INTENTS else -1 for phrase in phrases])
    guess, ours = shares.argmax(axis=1), ~off_topic
    classes = sorted(set(right[ours]))
    mixed = off_topic.any() and ours.any()
    return Figures(
        name,
        len(phrases),
        accuracy=float((guess[ours] == right[ours]).mean()),
        macro_f1=float(f1_score(right[ours], guess[ours], average="macro", labels=classes, zero_division=0)),
        ece=expected_calibration_error(shares.max(axis=1)[ours], guess[ours] == right[ours]),
        off_topic_auroc=float(roc_auc_score(off_topic, chances[:, len(INTENTS)])) if mixed else None,
    )


def expected_calibration_error(confidence, is_right) -> float:
    """Mean distance between how sure the model was and how often it was right, over ten equal bins."""
    error = 0.0
    for place in range(_BINS):
        inside = (confidence > place / _BINS) & (confidence <= (place + 1) / _BINS)
        if inside.any():
            error += inside.mean() * abs(confidence[inside].mean() - is_right[inside].mean())
    return float(error)


def cross_validated(phrases: list[Phrase]) -> Figures:
    """Phrases of the model judged by models that did not see them."""
    import numpy as np
    from sklearn.model_selection import StratifiedKFold

    intents = np.array([phrase.intent for phrase in phrases])
    folds = StratifiedKFold(_FOLDS, shuffle=True, random_state=7)
    learnt, held_back = next(folds.split(intents, intents))
    model = train([phrases[place] for place in learnt])
    return intent_figures("own phrases, held back", model, [phrases[place] for place in held_back])


def tone_figures(name: str, rows: list[dict]) -> Figures:
    """Rows with `text`, `lang`, `urgent` (0 or 1) and `sentiment`."""
    from sklearn.metrics import f1_score, roc_auc_score

    tones = [read_tone(row["text"], (_CODES.get(row["lang"], row["lang"]),)) for row in rows]
    feelings = ["negative", "neutral", "positive"]
    return Figures(
        name,
        len(rows),
        accuracy=sum(tone.urgent == bool(row["urgent"]) for tone, row in zip(tones, rows, strict=True)) / len(rows),
        urgency_auroc=float(roc_auc_score([row["urgent"] for row in rows], [tone.urgency for tone in tones])),
        sentiment_f1=float(
            f1_score(
                [row["sentiment"] for row in rows],
                [tone.sentiment for tone in tones],
                average="macro",
                labels=feelings,
                zero_division=0,
            )
        ),
    )
