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
    assert set(Revision.objects.values_list("number", "status")) == {(1, "published")}


def test_a_second_run_changes_nothing_and_keeps_what_was_edited(seeded):
    faq = FAQ.objects.first()
    services.save_faq(faq, by=None, texts={"en": {"answer": "Edited."}})
    before = [list(model.objects.order_by("pk").values()) for model in (FAQ, FAQPhrasing, Article, Tutorial, FAQCategory)]
    demo.seed()
    assert [list(model.objects.order_by("pk").values()) for model in (FAQ, FAQPhrasing, Article, Tutorial, FAQCategory)] == before


def test_a_clip_is_attached_when_it_is_there(db, tmp_path, monkeypatch):
    (tmp_path / "clips").mkdir()
    for name in ("search.webm", "search.webp", "search.en.vtt", "search.zh-hans.vtt"):
        (tmp_path / "clips" / name).write_bytes(name.encode())
    for part in ("faqs", "articles", "tutorials.toml"):
        (tmp_path / part).symlink_to(demo.HERE / part)
    monkeypatch.setattr(demo, "HERE", tmp_path)
    demo.seed()
    demo.seed()
    (tutorial,) = Tutorial.objects.exclude(video="")
    assert tutorial.slug == "find-answers-in-the-help-centre"
    assert tutorial.video.read() == b"search.webm"
    assert tutorial.poster.read() == b"search.webp"
    assert sorted(tutorial.captions.values_list("language", flat=True)) == ["en", "zh-hans"]
