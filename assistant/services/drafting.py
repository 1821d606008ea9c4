"""From entries found to passages, sources and the text of an answer."""

from __future__ import annotations

from dataclasses import dataclass

import structlog
from django.conf import settings
from django.utils.translation import get_language_info, override
from django.utils.translation import gettext as _

from knowledge.models import FAQ
from supportdesk.core.choices import Language
from supportdesk.core.search import Hit

from ..answering import Passage, Quoting, answerer
from .reading import Reading

log = structlog.get_logger("supportdesk.assistant")


@dataclass(frozen=True, slots=True)
class Draft:
    """What could be said in answer. `text` is Markdown, empty when the entries do not answer well enough."""

    text: str = ""
    passages: tuple[Passage, ...] = ()

    @property
    def sources(self) -> list[dict]:
        """The entry that was quoted."""
        return [as_source(passage) for passage in self.passages[:1]]

    @property
    def related(self) -> list[dict]:
        """The next best questions."""
        return [as_question(passage) for passage in self.passages[1:4]]

    @property
    def choices(self) -> list[dict]:
        """The three best questions, when none of them is sure."""
        return [as_question(passage) for passage in self.passages[:3]]


def as_source(passage: Passage) -> dict:
    return {"type": passage.kind, "id": passage.id, "title": passage.title, "url": passage.url}


def as_question(passage: Passage) -> dict:
    return {"id": passage.id, "question": passage.title, "url": passage.url}


def draft_answer(reading: Reading) -> Draft:
    """The answer to a message that was read; its text only where the first entry is sure to be the right one."""
    passages = tuple(passages_for(reading.hits, language=reading.language))
    if not passages or reading.confidence < settings.ASSISTANT_ANSWER_AT:
        return Draft(passages=passages)
    text = _answered(reading.text, language=reading.language, passages=list(passages[:3]))
    if text and passages[0].language != reading.language:
        with override(reading.language):
            known_in = get_language_info(passages[0].language)["name_translated"]
            note = _("I have this answer only in another language (%(language)s):") % {"language": known_in}
        text = f"{note}\n\n{text}"
    return Draft(text=text, passages=passages)


def _answered(question: str, *, language: str, passages: list[Passage]) -> str:
    """What the answerer of the settings says; the plain quote when a provider fails."""
    try:
        return answerer().answer(question, language=language, passages=passages)
    except Exception as error:  # whatever a provider raises, the person still gets the quote
        log.warning("assistant.answerer_failed", error=repr(error))
        return Quoting().answer(question, language=language, passages=passages)


def passages_for(hits: tuple[Hit, ...] | list[Hit], *, language: str) -> list[Passage]:
    """The FAQs behind the hits in their order, each in the language or in English; what was unpublished since is left out."""
    ids = [hit.object_id for hit in hits if hit.kind == "faq"]
    known = FAQ.objects.published().in_bulk(ids) if ids else {}
    passages = []
    for hit in hits:
        faq = known.get(hit.object_id)
        if faq is None or hit.kind != "faq":
            continue
        shown = language if language in faq.languages else Language.EN.value
        with override(shown):
            url = faq.get_absolute_url()
        passages.append(Passage("faq", faq.pk, faq.text_in(shown, "question"), faq.text_in(shown, "answer"), url, shown))
    return passages
