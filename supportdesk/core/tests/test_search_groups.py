"""What is for the members of some groups leaves no trace for anybody else, at any door of the search."""

import pytest
from django.contrib.auth.models import Group

from supportdesk.core.search import Entry, index_object, search, store, suggest
from supportdesk.core.search.rebuild import rebuild

from .search_content import LUGGAGE, PASSWORD, REFUND, fill, ids, write

pytestmark = pytest.mark.django_db
SECRET = Entry(
    "en", "Lounge access for the zebra club", body="The zebra lounge opens at six.", url="/secret/", category="lounges"
)


@pytest.fixture
def club():
    return Group.objects.create(name="zebra club")


@pytest.fixture
def member(make_person, club):
    person = make_person("zoe")
    person.groups.add(club)
    return person


def hide(club, *, language: str = "en", object_id: int = 50, title: str = SECRET.title) -> None:
    secret = Entry(language, title, SECRET.body, SECRET.url, category="lounges", audience="groups", groups=[club.pk])
    index_object("article", object_id, [secret])


@pytest.fixture(params=["built at once", "changed since", "loaded"])
def secret(request, club, monkeypatch):
    """The entry in each place where an index may hold it."""
    if request.param == "changed since":
        fill(60)
        search("topic1", language="en")
    write(LUGGAGE, PASSWORD, REFUND)
    hide(club)
    if request.param == "loaded":
        rebuild()
        monkeypatch.setattr(store, "_current", None)


@pytest.mark.usefixtures("secret")
class TestAMember:
    def test_finds_it_at_every_door(self, member, administrator):
        for user in (member, administrator):
            results = search("zebra lounge", language="en", user=user, facets=True)
            assert ids(results)[0] == 50
            assert "<mark>zebra</mark>" in results.hits[0].snippet
            assert results.facets.kinds["article"] >= 1
            assert [suggestion.url for suggestion in suggest("lounge acc", language="en", user=user)] == ["/secret/"]

    def test_is_offered_its_words_for_mistyped_ones(self, member):
        assert search("zebbra lounge", language="en", user=member).corrected == "zebra lounge"


@pytest.mark.usefixtures("secret")
class TestAnybodyElse:
    @pytest.fixture(params=["visitor", "customer", "agent"])
    def user(self, request):
        return None if request.param == "visitor" else request.getfixturevalue(request.param)

    @pytest.mark.parametrize("query", ["zebra lounge", "Lounge access for the zebra club", "zebbra", "lounges"])
    def test_sees_no_trace_of_it(self, user, query):
        results = search(query, language="en", user=user, facets=True)
        assert 50 not in [hit.object_id for hit in (*results.hits, *results.nearest)]
        assert results.total == len(results.hits)
        assert "lounges" not in results.facets.categories
        assert sum(results.facets.kinds.values()) == results.total
        assert not {"zebra", "lounge"} & (set(results.corrected.split()) - set(query.lower().split()))

    def test_is_suggested_nothing_of_it(self, user):
        assert not [one for one in suggest("lounge", language="en", user=user) if one.url == "/secret/"]

    def test_is_as_sure_of_the_rest_as_if_it_were_not_there(self, user):
        assert search("zebra", language="en", user=user).confidence < 0.1


def test_from_another_language_too_only_a_member_finds_it(club, member, customer):
    write(LUGGAGE, PASSWORD)
    hide(club, title="Refund for the zebra club")
    assert [hit.object_id for hit in search("reembolso zebra", language="es", user=member).hits] == [50]
    for user in (None, customer):
        results = search("reembolso zebra", language="es", user=user, facets=True)
        assert (results.hits, results.total, results.facets.kinds) == ([], 0, {})


def test_who_leaves_the_group_finds_it_no_more(club, member):
    write(LUGGAGE, PASSWORD)
    hide(club)
    assert search("zebra", language="en", user=member).total == 1
    member.groups.remove(club)
    assert search("zebra", language="en", user=member).total == 0
    assert suggest("lounge", language="en", user=member) == []


def test_an_entry_given_to_other_groups_changes_hands_at_once(club, member, make_person):
    write(LUGGAGE, PASSWORD)
    hide(club)
    others = Group.objects.create(name="giraffe club")
    new = make_person("gina")
    new.groups.add(others)
    assert search("zebra", language="en", user=new).total == 0
    hide(others)
    assert search("zebra", language="en", user=new).total == 1
    assert search("zebra", language="en", user=member).total == 0


def test_an_audience_of_groups_without_any_is_for_superusers_alone(administrator, agent):
    index_object("article", 1, [Entry("en", "Nobody's zebra", audience="groups")])
    assert search("zebra", language="en", user=agent).total == 0
    assert search("zebra", language="en", user=administrator).total == 1


def test_groups_of_an_entry_for_everybody_do_not_count(club):
    index_object("article", 1, [Entry("en", "Everybody's zebra", groups=[club.pk])])
    assert search("zebra", language="en").total == 1


def test_only_who_is_signed_in_pays_a_query_for_groups(club, customer, django_assert_num_queries):
    write(LUGGAGE, PASSWORD)
    search("luggage", language="en", user=customer)
    with django_assert_num_queries(2):
        search("luggage", language="en", user=customer)
    hide(club)
    search("luggage", language="en", user=customer)
    with django_assert_num_queries(2):
        search("luggage", language="en")
    with django_assert_num_queries(3):
        search("luggage", language="en", user=customer)
