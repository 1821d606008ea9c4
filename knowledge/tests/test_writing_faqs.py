import pytest

from knowledge import services
from knowledge.models import FAQ, FAQPhrasing, Tag
from supportdesk.core.exceptions import NotAllowed, NotFound
from supportdesk.core.models import SearchEntry

from .factories import CategoryFactory, write_faq

ENGLISH = {"en": {"question": "Where is my money?", "answer": "On its **way**."}}


def entries(thing, kind="faq"):
    return {entry.language: entry for entry in SearchEntry.objects.filter(kind=kind, object_id=thing.pk)}


def test_an_editor_writes_an_faq_that_is_found_at_once(editor):
    category = CategoryFactory(slug="refunds", topic="billing")
    faq = services.save_faq(
        None,
        by=editor,
        texts={**ENGLISH, "es": {"question": "¿Dónde está mi dinero?", "answer": "En camino."}},
        category=category,
        phrasings={"en": ["refund not here", "  refund   not here ", ""], "es": ["no llega el reembolso"]},
        tags=["Refund", "Bank transfer"],
        published=True,
    )
    assert faq.slug == "where-is-my-money"
    assert faq.updated_by == editor
    assert faq.published_at is not None
    assert sorted(faq.tags.values_list("name", flat=True)) == ["bank-transfer", "refund"]
    assert list(faq.phrasings.values_list("language", "text", "source")) == [
        ("en", "refund not here", "editor"),
        ("es", "no llega el reembolso", "editor"),
    ]
    found = entries(faq)
    assert set(found) == {"en", "es"}
    english = found["en"]
    assert (english.title, english.body, english.phrasings) == ("Where is my money?", "On its way.", "refund not here")
    assert (english.url, english.category, english.topic, english.audience) == (
        "/en/faqs/where-is-my-money/",
        "refunds",
        "billing",
        "public",
    )
    assert found["es"].url == "/es/faqs/where-is-my-money/"


def test_a_language_without_text_has_no_entry_and_falls_back(db):
    faq = write_faq()
    assert faq.languages == ["en"]
    assert set(entries(faq)) == {"en"}
    assert faq.text_in("fr", "question") == ""


def test_a_draft_is_not_found(db):
    faq = write_faq(published=False)
    assert not faq.is_published
    assert faq.published_at is None
    assert entries(faq) == {}


def test_two_with_the_same_question_get_two_addresses(db):
    assert [write_faq("Why?").slug for _ in range(3)] == ["why", "why-2", "why-3"]


def test_a_question_without_latin_letters_gets_an_address_too(db):
    assert write_faq("为什么？").slug == "faq"
    assert write_faq("为什么呢？").slug == "faq-2"


def test_a_change_names_only_what_changes(editor):
    faq = write_faq(tags=["one"], phrasings={"en": ["a"], "es": ["b"]})
    changed = services.save_faq(faq, by=editor, texts={"en": {"answer": "Tomorrow."}}, phrasings={"en": ["c"]})
    assert changed.text_in("en", "question") == "Where is my money?"
    assert changed.text_in("en", "answer") == "Tomorrow."
    assert [tag.name for tag in changed.tags.all()] == ["one"]
    assert list(changed.phrasings.values_list("text", flat=True)) == ["c", "b"]
    assert changed.is_published
    assert entries(faq)["en"].body == "Tomorrow."
    assert entries(faq)["en"].phrasings == "c"


def test_a_phrasing_that_stays_keeps_where_it_came_from(editor):
    faq = write_faq()
    services.replace_phrasings(faq, by=editor, phrasings={"en": ["heard by an agent"]}, source=FAQPhrasing.Source.AGENT)
    services.replace_phrasings(faq, by=editor, phrasings={"en": ["heard by an agent", "new"]})
    assert dict(faq.phrasings.values_list("text", "source")) == {"heard by an agent": "agent", "new": "editor"}


def test_tags_are_shared_and_may_be_taken_away(editor):
    faq = write_faq(tags=["Refund", "refund", "  "])
    write_faq("Another?", tags=["refund"])
    assert Tag.objects.count() == 1
    services.save_faq(faq, by=editor, tags=[])
    assert not faq.tags.exists()


@pytest.mark.parametrize(
    "texts",
    [
        {},
        {"en": {"question": "Only a question?"}},
        {"en": {"question": " ", "answer": "Only an answer."}},
        {"es": {"question": "¿Qué?", "answer": "Eso."}},
        {**ENGLISH, "es": {"question": "¿Solo la pregunta?"}},
        {**ENGLISH, "es": {"answer": "Solo la respuesta."}},
    ],
)
def test_half_a_text_is_refused_and_nothing_is_stored(db, texts):
    with pytest.raises(services.TextMissing):
        services.save_faq(None, by=None, texts=texts, category=CategoryFactory())
    assert not FAQ.objects.exists()


def test_a_translation_may_be_taken_away_but_not_english(db):
    faq = write_faq(texts={**ENGLISH, "es": {"question": "¿Qué?", "answer": "Eso."}})
    faq = services.save_faq(faq, by=None, texts={"es": None})
    assert faq.languages == ["en"]
    assert set(entries(faq)) == {"en"}
    with pytest.raises(services.TextMissing):
        services.save_faq(faq, by=None, texts={"en": None})
    faq.refresh_from_db()
    assert faq.languages == ["en"]


def test_publishing_and_unpublishing_show_and_hide(editor):
    faq = write_faq(published=False)
    faq = services.publish_faq(faq, by=editor)
    first = faq.published_at
    assert set(entries(faq)) == {"en"}
    faq = services.unpublish_faq(faq, by=editor)
    assert not faq.is_published
    assert entries(faq) == {}
    assert services.publish_faq(faq, by=editor).published_at == first


def test_deleting_takes_everything_along(editor, customer):
    faq = write_faq(phrasings={"en": ["x"]})
    services.rate_page(faq, user=customer, helpful=True, language="en")
    services.delete_faq(faq, by=editor)
    assert not FAQ.objects.exists()
    assert not FAQPhrasing.objects.exists()
    assert entries(faq) == {}
    with pytest.raises(NotFound):
        services.save_faq(faq, by=editor, published=False)


@pytest.mark.parametrize("person", ["customer", "agent", "supervisor"])
def test_others_may_not_write_and_nothing_changes(person, request):
    person = request.getfixturevalue(person)
    faq = write_faq()
    before = FAQ.objects.values().get()
    with pytest.raises(NotAllowed):
        services.save_faq(None, by=person, texts=ENGLISH, category=faq.category)
    for refused in (
        lambda: services.save_faq(faq, by=person, published=False),
        lambda: services.replace_phrasings(faq, by=person, phrasings={"en": ["x"]}),
        lambda: services.delete_faq(faq, by=person),
    ):
        with pytest.raises(NotAllowed):
            refused()
    assert FAQ.objects.values().get() == before
    assert not faq.phrasings.exists()
    assert set(entries(faq)) == {"en"}


def test_counts_of_readers_survive_an_edit(editor, customer):
    faq = write_faq()
    stale = FAQ.objects.get(pk=faq.pk)
    services.record_view(faq, each_time=True)
    services.rate_page(faq, user=customer, helpful=True, language="en")
    services.save_faq(stale, by=editor, position=5)
    faq.refresh_from_db()
    assert (faq.view_count, faq.helpful_count, faq.position) == (1, 1, 5)


def test_every_entry_can_be_written_anew(db):
    faq, draft = write_faq(), write_faq("Draft?", published=False)
    SearchEntry.objects.all().delete()
    services.index_all()
    assert set(entries(faq)) == {"en"}
    assert entries(draft) == {}
