"""Completing by sorted indexes gives what reading through all entries would."""

import random

import numpy as np
import pytest

from supportdesk.core.search.completion import order_of
from supportdesk.core.search.engine import LanguageIndex, analyse
from supportdesk.core.search.entries import Document
from supportdesk.core.search.store import Snapshot
from supportdesk.core.search.suggestions import matching
from supportdesk.core.search.text import fold

WORDS = {
    "en": ["refund", "refunds", "re", "how", "do", "i", "get", "my", "money", "back", "a", "B2", "café", "can't", "wi-fi", "x"],
    "ar": ["استرداد", "المبلغ", "كيف", "أحصل", "على", "حقيبة", "حقيبتي", "ال"],
    "zh-hans": ["退款", "怎么", "申请", "退", "行李", "app", "下载", "退款退", "ap", "3D 验证", "怎", "么申"],
}


def standing(typed: str, questions: list[str], is_han: bool) -> int | None:
    """The plain way, question by question."""
    begins, words = [question.startswith(typed) for question in questions], typed.split()
    if begins[0]:
        return 0
    if any(begins):
        return 1
    sign = "" if is_han else " "
    within = [all(f"{sign}{word}" in f" {question}" for word in words) for question in questions]
    return 2 if within[0] else 3 if any(within) else None


def expected(prefix: str, snapshot: Snapshot, language: str, mask: np.ndarray, most: int) -> list[int]:
    typed = fold(prefix)
    is_han = language.startswith("zh") and not typed.isascii()
    if len(typed) < (1 if is_han else 2):
        return []
    found, place = [], 0
    for part in snapshot.parts:
        for own in range(len(part.entries)):
            how = standing(typed, part.entries.questions_of(own), is_han)
            if how is not None and mask[place]:
                found.append((how, order_of(part.entries, own), place))
            place += 1
    return [place for *_, place in sorted(found)[:most]]


def some_documents(language: str, count: int, chance: random.Random, first: int = 0) -> list[Document]:
    def text() -> str:
        joint = "" if language == "zh-hans" and chance.random() < 0.8 else " "
        return joint.join(chance.choices(WORDS[language], k=chance.randint(0, 5)))

    return [
        Document(
            pk=first + number,
            version=1,
            kind=chance.choice(["faq", "article", "topic"]),
            object_id=chance.randrange(10_000),
            title=text(),
            phrasings="\n".join(text() for _ in range(chance.randint(0, 3))),
            body="",
            category="",
            audience="public",
        )
        for number in range(count)
    ]


@pytest.mark.parametrize("language", WORDS)
def test_it_gives_the_same_as_reading_through_everything(language, tmp_path):
    chance = random.Random(5)
    index = LanguageIndex.make(language, some_documents(language, 150, chance))
    index.save(tmp_path / "saved")
    changed = {one.pk: (one, analyse(one, language)) for one in some_documents(language, 30, chance, first=500)}
    for built in (index, LanguageIndex.load(language, tmp_path / "saved")):
        snapshot = Snapshot(built, np.array([chance.random() < 0.9 for _ in range(150)]), changed, 1)
        mask = snapshot.alive & np.array([chance.random() < 0.8 for _ in range(180)])
        for _ in range(150):
            typed = (" " if chance.random() < 0.5 else "").join(chance.choices(WORDS[language], k=chance.randint(1, 3)))
            typed = typed[: chance.randint(1, len(typed))]
            for most in (1, 6, 1000):
                assert matching(typed, snapshot, language, mask, most) == expected(typed, snapshot, language, mask, most), typed


def test_an_index_of_nothing_completes_nothing(tmp_path):
    index = LanguageIndex.make("en", [])
    index.save(tmp_path / "saved")
    for built in (index, LanguageIndex.load("en", tmp_path / "saved")):
        snapshot = Snapshot(built, np.ones(0, bool), {}, 1)
        assert matching("ref", snapshot, "en", snapshot.alive, 6) == []
