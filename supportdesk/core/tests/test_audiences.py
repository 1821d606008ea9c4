import pytest
from django.contrib.auth.models import AnonymousUser, Group

from supportdesk.core.audiences import Reader, read_groups, written_groups
from supportdesk.core.models import SearchEntry

pytestmark = pytest.mark.django_db


def test_keys_of_groups_are_written_in_order_and_read_back():
    assert written_groups([7, 3, 7]) == "|3|7|"
    assert read_groups("|3|7|") == {3, 7}
    assert written_groups([]) == ""
    assert read_groups("") == frozenset()


def test_a_key_is_not_found_within_another():
    assert not read_groups("|13|31|") & {1, 3}


def test_the_condition_of_the_database_and_the_rule_agree(customer, agent, administrator):
    club, staff_club = Group.objects.create(name="club"), Group.objects.create(name="staff club")
    customer.groups.add(club)
    agent.groups.add(staff_club)
    kinds = [
        *[("public", ""), ("signed_in", ""), ("staff", ""), ("groups", "")],
        *[("groups", written_groups([club.pk])), ("groups", written_groups([club.pk, staff_club.pk]))],
        *[("groups", f"|{club.pk}1|"), ("groups", f"|1{club.pk}|")],
    ]
    for number, (audience, groups) in enumerate(kinds):
        SearchEntry.objects.create(
            kind="faq", object_id=number, language="en", title="T", url="/", version=number, audience=audience, groups=groups
        )
    for user, expected in (
        (None, {0}),
        (AnonymousUser(), {0}),
        (customer, {0, 1, 4, 5}),
        (agent, {0, 1, 2, 5}),
        (administrator, set(range(8))),
    ):
        assert set(SearchEntry.objects.visible_to(user).values_list("object_id", flat=True)) == expected
        assert {number for number, kind in enumerate(kinds) if Reader(user).may_find(*kind)} == expected


def test_groups_are_looked_up_only_when_something_is_for_groups(customer, django_assert_num_queries):
    reader = Reader(customer)
    with django_assert_num_queries(0):
        assert reader.may_find("signed_in")
    with django_assert_num_queries(1):
        assert not reader.may_find("groups", "|1|")
        assert not reader.may_find("groups", "|2|")
