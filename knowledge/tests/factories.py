"""Knowledge for tests, written through the services, so that it is found as in life."""

from __future__ import annotations

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from knowledge import services
from knowledge.models import FAQ, Article, FAQCategory, Revision, Tutorial


class CategoryFactory(DjangoModelFactory):
    class Meta:
        model = FAQCategory
        django_get_or_create = ["slug"]

    slug = factory.Sequence("category-{}".format)
    name_en = factory.LazyAttribute(lambda category: category.slug.replace("-", " ").title())
    topic = "general"


class FAQFactory(DjangoModelFactory):
    """A published FAQ in English; `draft=True` for one that is not, `spanish=True` for a translation.

    It stands in the database alone; what must be found is written by `write_faq`.
    """

    class Meta:
        model = FAQ
        skip_postgeneration_save = True

    class Params:
        draft = factory.Trait(status="draft", published_at=None)
        spanish = factory.Trait(
            question_es=factory.Sequence("¿Pregunta {}?".format), answer_es=factory.Sequence("Respuesta **{}**.".format)
        )

    category = factory.SubFactory(CategoryFactory)
    slug = factory.Sequence("question-{}".format)
    question_en = factory.Sequence("Question {}?".format)
    answer_en = factory.Sequence("Answer **{}**.".format)
    status = "published"
    published_at = factory.LazyFunction(timezone.now)

    @factory.post_generation
    def revisions(faq, create, extracted, **kwargs):
        for language in faq.languages if create and faq.is_published else ():
            Revision.objects.create(
                faq=faq,
                language=language,
                number=1,
                **faq.words_in(language)._asdict(),
                status="published",
                published_at=faq.published_at,
            )


class TutorialFactory(DjangoModelFactory):
    class Meta:
        model = Tutorial

    class Params:
        draft = factory.Trait(is_published=False)

    slug = factory.Sequence("tutorial-{}".format)
    title_en = factory.Sequence("Tutorial {}".format)
    transcript_en = "1. Look.\n2. Click."
    category = Tutorial.Category.BOOKING
    is_published = True


def write_faq(question: str = "Where is my money?", answer: str = "It is on its way.", **changes) -> FAQ:
    """A published FAQ, written by the portal itself."""
    wanted = {"texts": {"en": {"question": question, "answer": answer}}, "published": True, **changes}
    wanted.setdefault("category", None)
    wanted["category"] = wanted["category"] or CategoryFactory()
    return services.save_faq(None, by=None, **wanted)


def write_article(
    title: str = "Refunds", body: str = "## How\n\nAsk.\n\n## When\n\nSoon.", *, published: bool = True, **changes
) -> Article:
    wanted = {"texts": {"en": {"title": title, "summary": "In short.", "body": body}}, **changes}
    wanted["category"] = wanted.get("category") or CategoryFactory()
    wanted.setdefault("status", Article.Status.PUBLISHED if published else Article.Status.DRAFT)
    return services.save_article(None, by=None, **wanted)
