"""From text to terms: what counts as the same word in each language."""

from __future__ import annotations

import re
import threading
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Any, NamedTuple

MAX_QUERY_CHARACTERS = 500
_MAX_WORD = 40

_STEMMERS = {"en": "english", "es": "spanish", "fr": "french", "de": "german", "ar": "arabic"}

# Articles, clitics, prepositions, forms of be and have. Never question words, negations or modals: in a question
# they carry meaning ("how do I …", "I can not …").
_STOP_WORDS = {
    "en": "a an the of to in on at by for from with as and or is are was were be been am it its this that my your our "
    "i me we you he she they them s m re ve d ll have has had having do does did",
    "es": "el la los las un una unos unas de del al a en con por para y o e u es son era fue ser estar esta estan estoy "
    "he ha han haber hay lo le les se me te nos mi mis tu tus su sus nuestro nuestra que yo este ese eso esto",
    "fr": "le la les l un une des du de d au aux a en dans sur par pour avec et ou est sont etait etre ai as avons avez ont "
    "suis j je tu il elle on nous vous ils me m te t se s ce c cet cette ces mon ma mes ton ta votre vos notre nos leur y n "
    "que qu",
    "de": "der die das den dem des ein eine einen einem einer eines und oder von vom zu zum zur in im an am auf bei mit fur aus "
    "ist sind war waren sein bin habe hat haben hatte ich mich mir sie er es wir uns ihr mein meine meinen meiner meinem "
    "dein ihre ihren unser als auch",
    "ar": "في من الي علي عن مع او و ثم ان انا هو هي هذا هذه ذلك تلك التي الذي كان كانت يكون هل قد لقد يا ما",
    "zh-hans": "的 了 吗 呢 啊 吧 呀 我 你 您 们 是 在 和 与 请",
}
STOP_WORDS = {language: frozenset(words.split()) for language, words in _STOP_WORDS.items()}
_HAN_STOP = STOP_WORDS["zh-hans"]

_ARABIC = str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ة": "ه", "ؤ": "و", "ئ": "ي", "ـ": None})
_LETTERS = str.maketrans({"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ı": "i"})
_FIRST_HAN = "\u3400"
_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_MARKS = "\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u200c-\u200f"
_IS_HAN = re.compile(rf"[{_HAN}]")
# A run of Chinese characters, or a word with the marks over its letters and the rest of a contracted negation.
_LETTER = rf"[^\W_{_HAN}]"
_WORD = re.compile(rf"[{_HAN}]+|{_LETTER}+(?:[{_MARKS}]+{_LETTER}*)*(?:(?<=n)['’]t\b)?")
_PLAIN_WORD = re.compile(r"[^\W_]+")
_FULL = {"ca": "can", "wo": "will", "sha": "shall"}


@lru_cache(maxsize=4096)
def _folded(character: str) -> str:
    """One character without accents; digits of every script as 0 to 9; what is neither letter nor number is a space."""
    kind = unicodedata.category(character)
    if kind in ("Mn", "Cf"):
        return ""
    if kind == "Nd":
        return str(unicodedata.digit(character))
    if kind[0] in "LN":
        return "".join(part for part in unicodedata.normalize("NFD", character) if unicodedata.category(part) != "Mn")
    return " "


def fold(text: str) -> str:
    """Lower case, NFKC, without accents and signs, words one space apart; Arabic letters with several forms become one."""
    lowered = unicodedata.normalize("NFKC", text).lower().translate(_LETTERS).translate(_ARABIC)
    return " ".join("".join(map(_folded, lowered)).split())


class _Stemmers(threading.local):
    """The stemmers keep their state in themselves, so each thread has its own."""

    def __init__(self) -> None:
        self.of: dict[str, Any] = {}

    def stem(self, word: str, language: str) -> str:
        if language not in _STEMMERS:
            return word
        if language not in self.of:
            import snowballstemmer

            self.of[language] = snowballstemmer.stemmer(_STEMMERS[language])
        if language == "ar":
            return self._arabic_stem(word)
        return self.of[language].stemWord(word)

    def _arabic_stem(self, word: str) -> str:
        """The feminine ending is often typed as a plain ha, and is a ta before a suffix ("my bag"): both go with it."""
        if len(word) > 3 and word.endswith("ه"):
            word = word[:-1] + "ة"
        stem = self.of["ar"].stemWord(word).replace("ة", "ه")
        return stem[:-1] if len(stem) > 3 and stem[-1] in "ته" else stem


_stemmers = _Stemmers()


@lru_cache(maxsize=50_000)
def _stems(word: str, language: str) -> tuple[tuple[str, bool], ...]:
    """The stems of one written word, mostly one, each with whether the stop list has it; "can't" is "can" and "not"."""
    if word[-3:].lower() in ("n't", "n’t"):
        plain = word[:-3].lower()
        return (*_stems(_FULL.get(plain, plain), language), ("not", False))
    found = []
    for part in _PLAIN_WORD.findall(fold(word)):
        found.append((_stemmers.stem(part[:_MAX_WORD], language), part in STOP_WORDS[language]))
    return tuple(found)


class Word(NamedTuple):
    """One word, or one Chinese character: its stem, whether the stop list has it, and where it stands in the text."""

    stem: str
    is_stop: bool
    is_han: bool
    start: int
    end: int


# What `Word` does, in half the time: an index reads millions.
_make = tuple.__new__


def words(text: str, language: str) -> list[Word]:
    """The words of a text, in order."""
    found: list[Word] = []
    for match in _WORD.finditer(text):
        word, (start, end) = match[0], match.span()
        if word[0] >= _FIRST_HAN and _IS_HAN.match(word):
            found += [Word(c, c in _HAN_STOP, True, start + i, start + i + 1) for i, c in enumerate(word)]
            continue
        for stem, is_stop in _stems(word, language):
            found.append(_make(Word, (stem, is_stop, False, start, end)))
    return found


def terms(found: Sequence[Word]) -> list[str]:
    """What is indexed of words: stems without stop words; of Chinese the characters and each pair of neighbours."""
    kept = [word.stem for word in found if not word.is_stop]
    pairs = [one.stem + next_.stem for one, next_ in pairwise(found) if are_neighbours(one, next_)]
    return kept + pairs


def are_neighbours(one: Word, next_: Word) -> bool:
    """Whether two Chinese characters stand side by side."""
    return one.is_han and next_.is_han and one.end == next_.start
