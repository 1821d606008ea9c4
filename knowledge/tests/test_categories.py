import pytest

from knowledge import services
from knowledge.models import FAQCategory
from knowledge.services.categories import CategoryInUse
from supportdesk.core.exceptions import NotAllowed
from supportdesk.core.models import SearchEntry

from .factories import CategoryFactory, FAQFactory, write_article, write_faq


def test_a_category_is_made_in_several_languages(editor):
    made = services.save_category(
        None,
        by=editor,
        texts={"en": {"name": "Refunds"}, "es": {"name": "Reembolsos"}},
        icon="receipt",
        topic="billing",
        position=3,
    )
    assert (made.slug, made.icon, made.topic, made.position, made.languages) == ("refunds", "receipt", "billing", 3, ["en", "es"])


def test_what_stands_on_it_is_found_under_its_new_address_and_topic(editor):
    category = CategoryFactory(slug="old", topic="general")
    write_faq(category=category)
    write_article(category=category)
    services.save_category(category, by=editor, slug="new", topic="billing")
    assert set(SearchEntry.objects.values_list("kind", "category", "topic")) == {
        ("faq", "new", "billing"),
        ("article", "new", "billing"),
    }


def test_only_an_empty_one_can_be_deleted(editor):
    category = FAQFactory(draft=True).category
    with pytest.raises(CategoryInUse):
        services.delete_category(category, by=editor)
    assert FAQCategory.objects.count() == 1
    services.delete_category(CategoryFactory(), by=editor)
    assert FAQCategory.objects.count() == 1


@pytest.mark.parametrize("person", ["customer", "agent", "supervisor"])
def test_others_may_not_write_and_nothing_changes(request, person):
    person = request.getfixturevalue(person)
    category = CategoryFactory()
    before = FAQCategory.objects.values().get()
    for refused in (
        lambda: services.save_category(None, by=person, texts={"en": {"name": "Mine"}}),
        lambda: services.save_category(category, by=person, slug="mine"),
        lambda: services.delete_category(category, by=person),
    ):
        with pytest.raises(NotAllowed):
            refused()
    assert FAQCategory.objects.values().get() == before
