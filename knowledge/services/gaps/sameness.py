"""Which questions are the same, and what of a person's words may be kept."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from functools import lru_cache

from supportdesk.core.choices import Language
from supportdesk.core.privacy import NUMBER, without_personal_data
from supportdesk.core.search.text import fold, terms, words

LONGEST_KEY, LONGEST_QUESTION, LONGEST_ANSWER = 200, 250, 5000
NAME = "[name]"
# Of a key that is too long this much is kept, before a fingerprint of the whole.
_BEGINNING = LONGEST_KEY - 17

# How people ask, not what for: "how do I cancel?" and "please cancel" are about the same.
_ASKING = {
    "en": "how what when where which why who can could may might should would will do does did is are please want need "
    "like help hello hi hey thanks thank know tell there get if not dont cant",
    "es": "cómo como qué que cuándo cuando dónde donde cuál cual quién puedo puede podría poder quiero quisiera necesito "
    "favor hola gracias ayuda saber si hay tengo hacer",
    "fr": "comment quoi quand où ou quel quelle quels quelles pourquoi qui puis peux peut pourrais pouvez veux voudrais "
    "besoin bonjour merci aide savoir si est-ce faire faut",
    "de": "wie was wann wo welche welcher welches warum wer kann könnte können darf muss soll möchte will brauche bitte "
    "hallo danke hilfe wissen ob man gibt mache machen tun",
    "ar": "كيف ماذا متى أين اين لماذا من أي اي كم هل يمكن يمكنني أستطيع استطيع أريد اريد أرجو ارجو فضلك مرحبا شكرا مساعدة",
    "zh-hans": "我想 怎么 怎样 如何 什么 何时 什么时候 哪里 哪儿 哪个 为什么 为何 谁 能否 可以 是否 能 可 想 要 需要 "
    "请问 帮助 帮 谢谢 你好 多少",
}
# A booking, an invoice, a ticket: letters and digits in one word, as "LUM-7K2P9Q" or "INV2024-0042".
_CODE = re.compile(
    r"(?<![\w-])(?=[\w-]{6})(?=[\w-]*[A-Za-z])(?=(?:[\w-]*\d){3})[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*(?![\w-])|#\s?\d{3,}"
)
_PLACEHOLDER = re.compile(r"\[(?:email|number|name)\]")
_SIGNS_OF_A_SENTENCE = " \t\n.,;:!?¿¡、。，；：！？؟،"
_HAN = re.compile(r"[\u3400-\u9fff]")
_FEWEST_LETTERS_OF_A_NAME = 3


def key_of(question: str, language: str) -> str:
    """The telling words of a question in order, at most 200 characters; the same for the same question in other words.

    "" when it says nothing: no word, a number, or nothing but the asking ("how do I do that?").
    """
    said = _PLACEHOLDER.sub(" ", question)
    telling = _telling(_without_asking(said, language), language)
    key = " ".join(sorted(telling))
    if len(key) <= LONGEST_KEY:
        return key
    return f"{key[:_BEGINNING]} {hashlib.sha256(key.encode()).hexdigest()[:16]}"


def _without_asking(text: str, language: str) -> str:
    """Without the words of asking; in Chinese they are parts of a row of characters."""
    if language == Language.ZH_HANS:
        for phrase in sorted(_ASKING[language].split(), key=len, reverse=True):
            text = text.replace(phrase, " ")
        return text
    asking = _asking(language)
    found = [text[word.start : word.end] for word in words(text, language) if word.is_han or word.stem not in asking]
    return " ".join(found)


def _telling(text: str, language: str) -> set[str]:
    """Stems that are neither stop words nor numbers. Of Chinese the pairs of characters say what the single ones do."""
    found = {term for term in terms(words(text, language)) if not term.isdecimal()}
    return {term for term in found if len(term) > 1 or not _HAN.match(term)} or found


@lru_cache(maxsize=8)
def _asking(language: str) -> frozenset[str]:
    return frozenset(word.stem for word in words(_ASKING[language], language))


def kept_of(text: str, private: Iterable[str] = ()) -> str:
    """The text without e-mail addresses, telephones, cards, numbers of bookings, and without what is named as private.

    `private` are names of people and references; of a name each part of three letters and more goes, too.
    """
    text = text.replace("\x00", "")
    for secret in sorted(_parts_of(private), key=len, reverse=True):
        text = _as_a_word(secret).sub(NUMBER if any(sign.isdigit() for sign in secret) else NAME, text)
    text = without_personal_data(text)
    return _CODE.sub(NUMBER, text)


def _parts_of(private: Iterable[str]) -> set[str]:
    parts = set()
    for secret in private:
        whole = " ".join(secret.split())
        parts |= {whole, *(part for part in whole.split() if len(part) >= _FEWEST_LETTERS_OF_A_NAME)}
    return {part for part in parts if len(part) > 1}


def _as_a_word(secret: str) -> re.Pattern[str]:
    """Chinese has no spaces around a name; elsewhere a part of a longer word is another word."""
    if _HAN.search(secret):
        return re.compile(re.escape(secret))
    return re.compile(rf"(?<!\w){re.escape(secret)}(?!\w)", re.IGNORECASE)


def says_something(question: str) -> bool:
    """Whether anything is left beside what was taken out."""
    return len(fold(_PLACEHOLDER.sub(" ", question))) > 1 or bool(_HAN.search(question))


def on_one_line(text: str, limit: int = LONGEST_QUESTION) -> str:
    """The text on one line, cut between words."""
    line = " ".join(text.split())
    if len(line) <= limit:
        return line
    cut = line[: limit - 1]
    cut = cut.rsplit(" ", 1)[0] if " " in cut[limit // 2 :] else cut
    return f"{cut.rstrip(_SIGNS_OF_A_SENTENCE)}…"
