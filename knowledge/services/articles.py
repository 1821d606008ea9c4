"""Writing articles. The columns hold the live text; each version of each language is kept as a revision."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from supportdesk.core.exceptions import NotAllowed, NotFound
from supportdesk.core.markup import render_article
from supportdesk.core.search import forget_object

from .. import policies
from ..models import Article, ArticleRevision, FAQCategory
from .indexing import index_article
from .texts import check_completeness, free_slug, tags_named, write_texts


@transaction.atomic
def save_article(
    article: Article | None,
    *,
    by,
    category: FAQCategory | None = None,
    slug: str = "",
    audience: str = "",
    position: int | None = None,
    tags: Iterable[str] | None = None,
    title: str = "",
) -> Article:
    """Make an article without text (a draft, addressed by `slug` or by its coming English `title`), or change where
    one stands and who reads it. What is not given stays."""
    if not policies.can_write_article(by, article):
        raise NotAllowed
    article = Article(slug=slug or free_slug(Article, title)) if article is None else _locked(article)
    if category is not None:
        article.category = category
    article.slug = slug or article.slug
    article.audience = audience or article.audience
    if position is not None:
        article.position = position
    article.updated_by = by
    article.save()
    if tags is not None:
        article.tags.set(tags_named(tags))
    if article.status == Article.Status.PUBLISHED:
        index_article(article)
    return article


@transaction.atomic
def publish_article(
    article: Article,
    *,
    by,
    language: str,
    title: str,
    summary: str = "",
    body: str,
    significance: int = ArticleRevision.Significance.NORMAL,
    comment: str = "",
) -> ArticleRevision:
    """Make this the text that people read in `language`, and the article public if it was a draft."""
    article = _locked(article)
    if not policies.can_write_article(by, article):
        raise NotAllowed
    _write_live_text(article, language=language, title=title, summary=summary, body=body)
    _set_status(article, Article.Status.PUBLISHED)
    article.updated_by = by
    article.save()
    revision = _add_revision(article, by=by, language=language, significance=significance, comment=comment)
    index_article(article)
    return revision


@transaction.atomic
def revise_article(
    article: Article,
    *,
    by,
    language: str,
    title: str,
    summary: str = "",
    body: str,
    significance: int = ArticleRevision.Significance.NORMAL,
    comment: str = "",
) -> ArticleRevision | None:
    """Change the text in `language` without changing who can read the article; None when nothing differs.

    The text of a draft is kept as a draft revision until the article is published.
    """
    article = _locked(article)
    if not policies.can_write_article(by, article):
        raise NotAllowed
    old = tuple(article.text_in(language, field) for field in ("title", "summary", "body"))
    if old == (title.strip(), summary.strip(), body.strip()):
        return None
    _write_live_text(article, language=language, title=title, summary=summary, body=body)
    article.updated_by = by
    article.save()
    revision = None
    if article.text_in(language, "title"):
        revision = _add_revision(article, by=by, language=language, significance=significance, comment=comment)
    if article.status == Article.Status.PUBLISHED:
        index_article(article)
    return revision


@transaction.atomic
def change_article_status(article: Article, *, by, status: str) -> Article:
    """Publish, withdraw or archive the article in all its languages; publishing needs an English text."""
    article = _locked(article)
    if not policies.can_write_article(by, article):
        raise NotAllowed
    if status == Article.Status.PUBLISHED:
        check_completeness(article)
    _set_status(article, status)
    article.updated_by = by
    article.save()
    index_article(article)
    return article


@transaction.atomic
def delete_article(article: Article, *, by) -> None:
    """Remove the article with all its versions, for good."""
    article = _locked(article)
    if not policies.can_delete_article(by, article):
        raise NotAllowed
    forget_object("article", article.pk)
    article.delete()


def _locked(article: Article) -> Article:
    fresh = Article.objects.select_for_update(of=("self",)).select_related("category").filter(pk=article.pk).first()
    if fresh is None:
        raise NotFound
    return fresh


def _set_status(article: Article, status: str) -> None:
    article.status = status
    if status == Article.Status.PUBLISHED:
        article.published_at = article.published_at or timezone.now()
        _publish_drafts(article)


def _write_live_text(article: Article, *, language: str, title: str, summary: str, body: str) -> None:
    """Text and its rendered form; an empty title and text take the language away."""
    write_texts(article, {language: {"title": title, "summary": summary, "body": body}}, fields=("title", "summary", "body"))
    article.write_in(language, "body_html", render_article(article.text_in(language, "body")))


def _add_revision(article: Article, *, by, language: str, significance: int, comment: str) -> ArticleRevision:
    """Keep the live text as the next version of its language; the article's row lock keeps the numbers gapless."""
    published = article.status == Article.Status.PUBLISHED
    last = article.revisions.filter(language=language).order_by("-number").first()
    return ArticleRevision.objects.create(
        article=article,
        language=language,
        number=last.number + 1 if last else 1,
        title=article.text_in(language, "title"),
        summary=article.text_in(language, "summary"),
        body=article.text_in(language, "body"),
        significance=significance,
        comment=comment,
        status=ArticleRevision.Status.PUBLISHED if published else ArticleRevision.Status.DRAFT,
        author=by,
        based_on=last,
        published_at=timezone.now() if published else None,
    )


def _publish_drafts(article: Article) -> None:
    """The newest draft of each language is the live text, so it is what becomes public."""
    newest = article.revisions.values("language").annotate(newest=Max("number")).values_list("language", "newest")
    for language, number in newest.order_by():
        article.revisions.filter(language=language, number=number, status=ArticleRevision.Status.DRAFT).update(
            status=ArticleRevision.Status.PUBLISHED, published_at=timezone.now()
        )
