import pytest

from knowledge import demo, services
from knowledge.models import FAQ, Article, FAQCategory, FAQPhrasing, Revision, Tutorial
from supportdesk.core.choices import Language
from supportdesk.core.markup import render_article
from supportdesk.core.models import SearchEntry

EVERY = set(Language.values)


@pytest.fixture
def seeded(db):
    demo.seed()


def test_the_demo_is_whole_in_every_language(seeded):
    assert FAQ.objects.published().count() >= 60
    assert FAQCategory.objects.count() == 8
    assert Article.objects.published().count() == 12
    assert Tutorial.objects.published().count() == 12
    for thing in (*FAQCategory.objects.all(), *FAQ.objects.all(), *Article.objects.all(), *Tutorial.objects.all()):
        assert set(thing.languages) == EVERY, thing.slug
    for faq in FAQ.objects.prefetch_related("phrasings"):
        assert {phrasing.language for phrasing in faq.phrasings.all()} == EVERY, faq.slug
        assert all(render_article(faq.text_in(language, "answer")) for language in EVERY)
        assert faq.helpful_count + faq.not_helpful_count < faq.view_count
    assert SearchEntry.objects.count() == 6 * (FAQ.objects.count() + 24)
    assert set(Revision.objects.filter(number=1).values_list("status", flat=True)) == {"published"}


def test_a_second_run_changes_nothing_and_keeps_what_was_edited(seeded):
    faq = FAQ.objects.first()
    services.save_faq(faq, by=None, texts={"en": {"answer": "Edited."}})
    before = [list(model.objects.order_by("pk").values()) for model in (FAQ, FAQPhrasing, Article, Tutorial, FAQCategory)]
    demo.seed()
    assert [list(model.objects.order_by("pk").values()) for model in (FAQ, FAQPhrasing, Article, Tutorial, FAQCategory)] == before
