import pytest
from django.contrib.auth.models import AnonymousUser

from supportdesk.core.search import Entry, index_object, search, suggest

from .search_content import LUGGAGE, ids, write

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _content():
    for object_id, audience in enumerate(("public", "signed_in", "staff"), start=1):
        write(Entry("en", f"Invoices for {audience}", body="The secret of invoices.", audience=audience), first=object_id)


def test_everybody_finds_what_is_meant_for_them(customer, agent):
    for user, expected in ((None, [1]), (AnonymousUser(), [1]), (customer, [1, 2]), (agent, [1, 2, 3])):
        results = search("invoices", language="en", user=user)
        assert sorted(ids(results)) == expected
        assert results.total == len(expected)
        assert len(suggest("invoi", language="en", user=user)) == len(expected)


def test_what_one_may_not_see_is_not_even_near(customer):
    write(LUGGAGE, first=4)
    results = search("staff", language="en", user=customer)
    assert 3 not in [*ids(results), *(near.object_id for near in results.nearest)]
    assert results.confidence < 0.5


def test_an_entry_made_internal_is_hidden_at_once():
    assert ids(search("invoices", language="en")) == [1]
    index_object("faq", 1, [Entry("en", "Invoices for staff now", audience="staff")])
    assert search("invoices", language="en").total == 0
    assert suggest("invoi", language="en") == []


def test_an_internal_translation_is_not_shown_for_a_public_original(customer):
    index_object(
        "faq",
        9,
        [
            Entry("en", "Giraffes on board", body="They need a ticket."),
            Entry("es", "Jirafas internas", body="Nota interna.", audience="staff"),
        ],
    )
    hits = search("giraffes on board", language="es", user=customer).hits
    assert [(hit.object_id, hit.language) for hit in hits][:1] == [(9, "en")]
