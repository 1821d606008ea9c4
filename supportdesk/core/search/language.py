"""Which of the portal's languages a text is in."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from ..choices import Language

# Below this a text stays in the language that was expected: short texts look like several.
SURE = 0.80
_LONGEST = 2_000
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_ARABIC = re.compile(r"[\u0620-\u064a\u066e-\u06d3\ufb50-\ufdff\ufe70-\ufefc]")
_LETTER = re.compile(r"[^\W\d_]")
_WORD = re.compile(r"[^\W\d_]{2,}")
# A Chinese character says about as much as three letters.
_HAN_WEIGHT = 3
_CODES = {Language.ZH_HANS.value: "zh"}
_LATIN = ("en", "es", "fr", "de")


def known_language(code: str | None) -> str:
    """The portal's code for a language code of any kind ("es-MX", "zh", "zh_Hans"); English for what it does not speak."""
    wanted = (code or "").replace("_", "-").lower()
    if wanted in Language.values:
        return wanted
    base = wanted.split("-")[0]
    return next((known for known in Language.values if known.split("-")[0] == base), Language.EN.value)


def detect_language(text: str, *, prior: str = "en") -> tuple[str, float]:
    """The language of a text and the probability (0 to 1) that it is in it.

    `prior` is what was expected: the conversation's language, or the person's. It stays unless the text is in another
    script, or in another language with more than 0.80; without a word it stays with 0.
    """
    prior, text = known_language(prior), text[:_LONGEST]
    han, arabic = len(_HAN.findall(text)) * _HAN_WEIGHT, len(_ARABIC.findall(text))
    latin = len(_LETTER.findall(text)) - han // _HAN_WEIGHT - arabic
    if not han + arabic + latin:
        return prior, 0.0
    if max(han, arabic) >= latin:
        found = Language.ZH_HANS.value if han >= arabic else Language.AR.value
        return found, round(max(han, arabic) / (han + arabic + latin), 3)
    chances = _latin_chances(text)
    best = max(_LATIN, key=lambda code: chances[code])
    if prior in _LATIN:
        is_switch = best != prior and chances[best] > SURE
    else:
        # A name or a code is no change of script.
        is_switch = chances[best] > SURE or len(_WORD.findall(text)) > 1
    found = best if is_switch else prior
    return found, round(chances.get(found, 0.0), 3)


def _latin_chances(text: str) -> dict[str, float]:
    chances = dict(_identifier().rank(text.replace("\x00", " ").encode("utf-8", "ignore").decode()))
    return {code: float(chances.get(code, 0.0)) for code in _LATIN}


@lru_cache(maxsize=1)
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages([_CODES.get(code, code) for code in Language.values])
    return identifier
