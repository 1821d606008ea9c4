"""GET /support/agents."""

import pytest

from agents.models import SupportAgent
from agents.tests.factories import AgentFactory

pytestmark = pytest.mark.django_db
URL = "/support/agents"


def names(response) -> list[str]:
    return [row["name"] for row in response.json()["results"]]


def test_a_visitor_is_asked_to_sign_in(api):
    assert api().get(URL).status_code == 401


def test_what_is_said_of_an_agent_never_holds_an_address(api, customer):
    agent = AgentFactory(
        user__display_name="Maya",
        speaks={"es": 3},
        knows=["billing"],
        rating="4.70",
        rating_count=3,
        first_response_count=2,
        first_response_seconds=120,
    )
    response = api(customer).get(URL)
    assert response.json() == {
        "results": [
            {
                "id": agent.pk,
                "name": "Maya",
                "availability": "online",
                "languages": [{"language": "es", "level": 3}],
                "specialties": ["billing"],
                "rating": 4.7,
                "rating_count": 3,
                "average_first_response_seconds": 60,
            }
        ],
        "next": None,
        "previous": None,
    }
    assert "@" not in response.content.decode()


def test_an_agent_without_a_chosen_name_is_not_called_by_their_address(api, customer):
    AgentFactory(user__display_name="")
    assert "@" not in api(customer).get(URL).content.decode()


def test_only_those_who_are_available_are_listed(api, customer):
    AgentFactory(user__display_name="Here")
    AgentFactory(availability=SupportAgent.Availability.OFFLINE)
    AgentFactory(user__is_active=False)
    assert names(api(customer).get(URL)) == ["Here"]


def test_filters_by_language_and_specialty(api, customer):
    AgentFactory(user__display_name="Ana", speaks={"es": 3, "en": 1}, knows=["billing", "booking"])
    AgentFactory(user__display_name="Ben", speaks={"en": 3}, knows=["billing"])
    client = api(customer)
    assert names(client.get(URL, {"language": "es"})) == ["Ana"]
    assert names(client.get(URL, {"specialty": "billing"})) == ["Ana", "Ben"]
    assert names(client.get(URL, {"language": "en", "specialty": "booking"})) == ["Ana"]
    assert names(client.get(URL, {"language": "ar"})) == []


@pytest.mark.parametrize("query", [{"language": "xx"}, {"specialty": "magic"}, {"language": "en\x00"}, {"language": "e" * 5000}])
def test_an_unknown_value_is_refused(api, customer, query):
    response = api(customer).get(URL, query)
    assert response.status_code == 400
    assert response.json()["errors"][0]["attr"] in query


def test_a_broken_cursor_is_not_a_crash(api, customer):
    assert api(customer).get(URL, {"cursor": "nonsense"}).status_code == 404


def test_pages_show_everybody_once(api, customer):
    AgentFactory.create_batch(5)
    client, seen, url = api(customer), [], f"{URL}?page_size=2"
    while url:
        answer = client.get(url).json()
        seen += [row["id"] for row in answer["results"]]
        url = answer["next"]
    assert sorted(seen) == sorted(SupportAgent.objects.values_list("pk", flat=True))


def test_the_list_costs_the_same_for_any_number(api, customer, django_assert_num_queries):
    AgentFactory.create_batch(2)
    client = api(customer)
    client.get(URL)
    with django_assert_num_queries(4):  # token with its person, agents, languages, specialties
        client.get(URL)
    AgentFactory.create_batch(6)
    with django_assert_num_queries(4):
        client.get(URL)


def test_the_list_is_only_for_reading(api, agent):
    for method in ("post", "put", "patch", "delete"):
        assert getattr(api(agent), method)(URL).status_code == 405
