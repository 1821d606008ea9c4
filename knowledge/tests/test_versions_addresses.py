"""Former addresses lead to the page that had them, and to nobody else."""

import pytest

from knowledge import services
from knowledge.models import FAQ, Article, FormerAddress, Tutorial

from .factories import CategoryFactory, TutorialFactory, write_article, write_faq

pytestmark = pytest.mark.django_db


def move(page, slug: str) -> None:
    if isinstance(page, Tutorial):
        services.save_tutorial(page, by=None, slug=slug)
    else:
        services.save_page(page, by=None, slug=slug)


@pytest.fixture(params=[FAQ, Article, Tutorial])
def pair(request):
    """Two pages of one kind, at "one" and "two"."""
    category = CategoryFactory()
    if request.param is Tutorial:
        return TutorialFactory(slug="one"), TutorialFactory(slug="two")
    write = write_faq if request.param is FAQ else write_article
    return write("One", slug="one", category=category), write("Two", slug="two", category=category)


def test_who_comes_by_an_address_of_before_is_led_to_the_page(pair):
    page, _other = pair
    move(page, "new")
    move(page, "newest")
    for former in ("one", "new"):
        assert services.page_formerly_at(type(page), former) == page
    assert services.page_formerly_at(type(page), "newest") is None


def test_there_and_back_again_leaves_only_the_way_from_there(pair):
    page, _other = pair
    move(page, "new")
    move(page, "one")
    assert services.page_formerly_at(type(page), "one") is None
    assert services.page_formerly_at(type(page), "new") == page


def test_two_pages_exchange_their_addresses(pair):
    first, second = pair
    move(first, "aside")
    move(second, "one")
    move(first, "two")
    assert list(type(first).objects.order_by("pk").values_list("slug", flat=True)) == ["two", "one"]
    assert list(FormerAddress.objects.values_list("slug", flat=True)) == ["aside"]
    assert services.page_formerly_at(type(first), "aside") == first


def test_an_address_that_another_page_took_leads_to_nobody_else(pair):
    first, second = pair
    move(first, "new")
    move(second, "one")
    assert services.page_formerly_at(type(first), "one") is None
    assert services.page_formerly_at(type(first), "two") == second


def test_kinds_do_not_mix():
    faq, article = write_faq(slug="same"), write_article(slug="same")
    move(faq, "faq-now")
    move(article, "article-now")
    assert services.page_formerly_at(FAQ, "same") == faq
    assert services.page_formerly_at(Article, "same") == article
    assert services.page_formerly_at(Tutorial, "same") is None


def test_a_new_page_takes_a_former_address_over():
    first = write_article("One", slug="one")
    move(first, "new")
    second = write_article("Again", slug="one", category=first.category)
    move(second, "elsewhere")
    assert services.page_formerly_at(Article, "one") == second
