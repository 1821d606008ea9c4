from knowledge import services
from knowledge.models import FAQ

from .factories import FAQFactory, TutorialFactory


def test_a_visitor_who_reloads_counts_once_an_hour(db):
    faq = FAQFactory()
    for visitor in ("a", "a", "b", "a"):
        services.record_view(faq, visitor=visitor)
    assert faq.view_count == 2
    assert FAQ.objects.get().view_count == 2


def test_people_and_visitors_are_told_apart(customer, stranger):
    faq = FAQFactory()
    services.record_view(faq, user=customer)
    services.record_view(faq, user=stranger)
    services.record_view(faq, visitor=str(customer.pk))
    assert FAQ.objects.get().view_count == 3


def test_an_faq_and_a_tutorial_with_the_same_id_are_told_apart(db):
    faq, tutorial = FAQFactory(id=7), TutorialFactory(id=7)
    services.record_view(faq, visitor="a")
    services.record_view(tutorial, visitor="a")
    tutorial.refresh_from_db()
    assert tutorial.view_count == 1


def test_each_time_counts_each_time_and_says_nothing_of_a_change(db):
    faq = FAQFactory()
    before = FAQ.objects.get().updated_at
    for _ in range(3):
        services.record_view(FAQ.objects.get(), each_time=True)
    faq.refresh_from_db()
    assert faq.view_count == 3
    assert faq.updated_at == before
