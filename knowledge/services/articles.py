"""Writing articles. Each change stores text, version and search entries in one transaction."""

from __future__ import annotations

from typing import Any

from ..models import Article, Words
from .pages import delete_page, save_page
from .texts import Texts


def save_article(article: Article | None, *, by, texts: Texts | None = None, **fields: Any) -> Article:
    """Write a new article (`article` is None; it needs an English text and a category) or change one; what is not given
    stays.

    `texts` are "title", "summary" and "body" (Markdown) by language; `fields` are those of `save_page`.
    """
    page = Article() if article is None else article
    return save_page(page, by=by, texts=_words(page, texts or {}), **fields)


def delete_article(article: Article, *, by) -> None:
    """Remove the article with all its versions, for good."""
    delete_page(article, by=by)


def _words(article: Article, texts: Texts) -> dict[str, Words | None]:
    """As versions keep them; a part that is not named stays."""
    return {
        language: None if parts is None else article.words_in(language)._replace(**parts) for language, parts in texts.items()
    }
