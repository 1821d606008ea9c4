"""Who is who in a part of the index: columns of facts and the questions of each entry, as arrays that many processes share."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from ..audiences import GROUPS


@dataclass(frozen=True, slots=True)
class Document:
    """A search entry as the index reads it."""

    pk: int
    version: int
    kind: str
    object_id: int
    title: str
    phrasings: str
    body: str
    category: str
    audience: str
    groups: str = ""

    @property
    def questions(self) -> list[str]:
        """The title and the other ways to ask."""
        return [self.title, *filter(None, map(str.strip, self.phrasings.splitlines()))]

    @property
    def readers(self) -> str:
        """For whom it is, in one word: an audience, or that of groups with their keys."""
        return f"{GROUPS}{self.groups}" if self.audience == GROUPS else self.audience


class Texts(Sequence[str]):
    """Many short texts in one piece of memory."""

    def __init__(self, content: np.ndarray, ends: np.ndarray) -> None:
        self._content, self._ends = content, ends

    @classmethod
    def of(cls, texts: Sequence[str]) -> Texts:
        pieces = [text.encode("utf-8", "surrogatepass") for text in texts]
        return cls(np.frombuffer(b"".join(pieces), np.uint8), np.cumsum([0, *map(len, pieces)]))

    def __len__(self) -> int:
        return len(self._ends) - 1

    def __getitem__(self, place):
        return self._content[self._ends[place] : self._ends[place + 1]].tobytes().decode("utf-8", "surrogatepass")

    def __iter__(self) -> Iterator[str]:
        return (self[place] for place in range(len(self)))

    def save(self, folder: Path, name: str) -> None:
        np.save(folder / f"{name}.content.npy", self._content)
        np.save(folder / f"{name}.ends.npy", self._ends)

    @classmethod
    def load(cls, folder: Path, name: str) -> Texts:
        return cls(mapped(folder / f"{name}.content.npy"), mapped(folder / f"{name}.ends.npy"))


def mapped(path: Path) -> np.ndarray:
    """An array on disk, read as it is needed and shared by the processes that do."""
    try:
        # A plain view, which is quicker to use than what stands for a mapped file.
        return np.asarray(np.load(path, mmap_mode="r"))
    except ValueError:
        # Nothing cannot be mapped into memory.
        return np.load(path)


@dataclass(frozen=True, slots=True)
class Column:
    """A word for each entry: `codes` are places in `names`, which are sorted."""

    names: list[str]
    codes: np.ndarray

    @classmethod
    def of(cls, values: Sequence[str]) -> Column:
        names = sorted(set(values))
        places = {name: place for place, name in enumerate(names)}
        return cls(names, np.array([places[value] for value in values], np.int32))

    def __getitem__(self, place: int) -> str:
        return self.names[self.codes[place]]

    def among(self, values: Sequence[str]) -> np.ndarray:
        """Which entries have one of the values."""
        chosen = np.array([name in values for name in self.names], bool)
        return chosen[self.codes] if len(chosen) else np.zeros(len(self.codes), bool)

    def counts(self, places: np.ndarray) -> dict[str, int]:
        """How many of the places have each value that occurs."""
        counted = np.bincount(self.codes[places], minlength=len(self.names))
        return {name: int(count) for name, count in zip(self.names, counted, strict=True) if count}

    @classmethod
    def joined(cls, columns: Sequence[Column]) -> Column:
        """One below the other."""
        if len(columns) == 1:
            return columns[0]
        names = sorted({name for column in columns for name in column.names})
        places = {name: place for place, name in enumerate(names)}
        renamed = [np.array([places[name] for name in column.names], np.int32)[column.codes] for column in columns]
        return cls(names, np.concatenate(renamed))


NUMBERS = ("pk", "version", "object_id")
WORDS = ("kind", "category", "readers")


class Entries:
    """The entries of a part; the columns are parallel. `questions` are their titles and phrasings, folded, one entry after
    the other, and `first_question` says where those of each begin."""

    def __init__(
        self, numbers: dict[str, np.ndarray], words: dict[str, Column], questions: Texts, first_question: np.ndarray
    ) -> None:
        self.numbers, self.words, self.questions, self.first_question = numbers, words, questions, first_question

    @classmethod
    def of(cls, documents: Sequence[Document], questions: Sequence[Sequence[str]]) -> Entries:
        numbers = {name: np.array([getattr(document, name) for document in documents], np.int64) for name in NUMBERS}
        words = {name: Column.of([getattr(document, name) for document in documents]) for name in WORDS}
        texts = Texts.of([text for some in questions for text in some])
        return cls(numbers, words, texts, np.cumsum([0, *map(len, questions)])[:-1])

    def __len__(self) -> int:
        return len(self.first_question)

    def questions_of(self, place: int) -> list[str]:
        """The title and phrasings of one entry, folded."""
        end = self.first_question[place + 1] if place + 1 < len(self) else len(self.questions)
        return [self.questions[at] for at in range(self.first_question[place], end)]

    @cached_property
    def entry_of_question(self) -> np.ndarray:
        """To which entry each question belongs."""
        counts = np.diff(np.append(self.first_question, len(self.questions)))
        return np.repeat(np.arange(len(self), dtype=np.int32), counts)

    def place_of(self, kind: str, object_id: int) -> int | None:
        """Where an object is, if it is here."""
        numbers = self.numbers["object_id"]
        low, high = (int(np.searchsorted(numbers, object_id, side, self._by_object)) for side in ("left", "right"))
        return next((int(place) for place in self._by_object[low:high] if self.words["kind"][place] == kind), None)

    @cached_property
    def _by_object(self) -> np.ndarray:
        return np.argsort(self.numbers["object_id"], kind="stable")

    def save(self, folder: Path) -> None:
        for name, array in self.numbers.items():
            np.save(folder / f"entries.{name}.npy", array)
        for name, column in self.words.items():
            np.save(folder / f"entries.{name}.npy", column.codes)
        np.save(folder / "entries.first_question.npy", self.first_question)
        self.questions.save(folder, "entries.questions")
        names = {name: column.names for name, column in self.words.items()}
        (folder / "names.json").write_text(json.dumps(names, ensure_ascii=False), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> Entries:
        names = json.loads((folder / "names.json").read_text(encoding="utf-8"))
        words = {name: Column(names[name], mapped(folder / f"entries.{name}.npy")) for name in WORDS}
        numbers = {name: mapped(folder / f"entries.{name}.npy") for name in NUMBERS}
        return cls(numbers, words, Texts.load(folder, "entries.questions"), mapped(folder / "entries.first_question.npy"))
