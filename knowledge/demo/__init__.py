"""The help of a fictional travel company: FAQs, articles and tutorials in six languages, from the files beside this one.

What is already there, by its address, is left as it is: an editor's change survives a second run.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from zlib import crc32

from supportdesk.core.choices import Language

from .. import services
from ..models import FAQ, Article, FAQCategory
from .gaps import seed as seed_readers
from .tutorials import seed_tutorials
from .versions import seed_versions

HERE = Path(__file__).parent
LANGUAGES = Language.values


def seed() -> None:
    """Fill the help centre; safe to run twice, and quick enough for a first start."""
    shelves = sorted((_read(path) for path in HERE.glob("faqs/*.toml")), key=lambda shelf: shelf["category"]["position"])
    categories = {shelf["category"]["slug"]: _category(shelf["category"]) for shelf in shelves}
    known = set(FAQ.objects.values_list("slug", flat=True))
    for shelf in shelves:
        for place, entry in enumerate(shelf["faq"], start=1):
            if entry["slug"] not in known:
                _faq(entry, categories[shelf["category"]["slug"]], position=place * 10)
    known = set(Article.objects.values_list("slug", flat=True))
    for path in sorted(HERE.glob("articles/*.toml")):
        entry = _read(path)
        if entry["slug"] not in known:
            _article(entry, categories[entry["category"]])
    seed_tutorials(HERE)
    seed_versions()
    seed_readers()


def _read(path: Path) -> dict:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _figure(slug: str, purpose: str, low: int, high: int) -> int:
    """A number between `low` and `high` that is the same on every machine."""
    return low + crc32(f"{purpose}:{slug}".encode()) % (high - low)


def _by_language(fields: dict[str, dict[str, str]]) -> dict[str, dict[str, str]]:
    """`{"title": {"en": …}}` as `{"en": {"title": …}}`."""
    return {language: {name: texts[language] for name, texts in fields.items() if language in texts} for language in LANGUAGES}


def _category(entry: dict) -> FAQCategory:
    known = FAQCategory.objects.filter(slug=entry["slug"]).first()
    if known:
        return known
    return services.save_category(
        None,
        by=None,
        texts=_by_language({"name": entry["name"], "description": entry["description"]}),
        slug=entry["slug"],
        icon=entry["icon"],
        topic=entry["topic"],
        position=entry["position"],
    )


def _faq(entry: dict, category: FAQCategory, *, position: int) -> None:
    texts = {language: entry[language] for language in LANGUAGES if language in entry}
    faq = services.save_faq(
        None,
        by=None,
        texts=texts,
        category=category,
        phrasings={language: text.get("phrasings", []) for language, text in texts.items()},
        tags=entry["tags"],
        slug=entry["slug"],
        position=position,
        published=True,
    )
    # Some questions are asked all the time and most only now and then; most readers are content.
    views = int(40 * 1.6 ** (_figure(faq.slug, "popularity", 0, 100) / 10)) + _figure(faq.slug, "views", 0, 60)
    rated = views // _figure(faq.slug, "rated", 14, 30)
    helpful = rated * _figure(faq.slug, "helpful", 68, 97) // 100
    FAQ.objects.filter(pk=faq.pk).update(view_count=views, helpful_count=helpful, not_helpful_count=rated - helpful)


def _article(entry: dict, category: FAQCategory) -> None:
    article = services.save_article(
        None,
        by=None,
        texts={language: entry[language] for language in LANGUAGES if language in entry},
        category=category,
        slug=entry["slug"],
        position=entry["position"],
        tags=entry["tags"],
        status=Article.Status.PUBLISHED,
    )
    Article.objects.filter(pk=article.pk).update(view_count=_figure(article.slug, "views", 180, 2600))
