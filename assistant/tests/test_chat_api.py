import uuid

import pytest

from assistant.models import AISupportConversation, AISupportMessage
from tickets.models import SupportTicket

from .factories import ConversationFactory, MessageFactory

CHAT = "/support/ai/chat"


def chat(client, message="When do I get my refund?", **more):
    return client.post(CHAT, {"message": message, **more}, format="json")


def conversation_of(client, session_id):
    return client.get(f"/support/ai/conversations/{session_id}")


@pytest.fixture(autouse=True)
def _search_is_decided(finds):
    pass


def test_the_answer_has_everything_the_table_promises(api, customer, faqs):
    answer = chat(api(customer))
    assert answer.status_code == 200
    told = answer.json()
    assert set(told) == {
        *("reply", "reply_html", "session_id", "message_id", "language", "intent", "confidence", "sentiment", "sources"),
        *("related_faqs", "suggested_actions", "escalation"),
    }
    assert told["reply"] == "Answer 1: **5 to 10** working days."
    assert "<strong>5 to 10</strong>" in told["reply_html"]
    assert (told["language"], told["intent"], told["confidence"], told["sentiment"]) == ("en", "payment", 0.9, "neutral")
    source = {
        "type": "faq",
        "id": faqs[0].pk,
        "title": "Question 1 about refunds?",
        "url": f"http://testserver/en/faqs/{faqs[0].slug}/",
    }
    assert told["sources"] == [source]
    assert [faq["id"] for faq in told["related_faqs"]] == [faq.pk for faq in faqs[1:]]
    assert told["escalation"] == {"recommended": False, "reason": None, "reason_text": "", "ticket": None}


def test_a_hand_over_carries_the_ticket(api, customer):
    told = chat(api(customer), "I want to talk to a human").json()
    ticket = SupportTicket.objects.get()
    assert told["escalation"] == {
        "recommended": True,
        "reason": "requested",
        "reason_text": "The person asked for a human",
        "ticket": {
            "id": str(ticket.pk),
            "number": ticket.number,
            "status": "open",
            "url": f"http://testserver/en/tickets/{ticket.pk}/",
        },
    }


def test_a_new_visitor_gets_a_token_and_goes_on_with_it(api):
    client = api()
    first = chat(client).json()
    program = api()
    second = program.post(
        CHAT,
        {"message": "And by card?", "session_id": first["session_id"]},
        format="json",
        headers={"X-Visitor-Token": first["visitor_token"]},
    ).json()
    assert second["session_id"] == first["session_id"]
    assert "visitor_token" not in second
    assert "visitor_token" not in chat(client).json()


def test_a_guest_gets_the_private_link_once(api):
    client = api()
    contact = {"guest_name": "Gus", "guest_email": "gus@example.org"}
    told = chat(client, "I want to talk to a human", context=contact).json()
    assert "/tickets/link/" in told["escalation"]["ticket"]["url"]
    history = conversation_of(client, told["session_id"]).json()
    assert history["escalation"]["ticket"]["number"] == told["escalation"]["ticket"]["number"]
    assert history["escalation"]["ticket"]["url"] is None


@pytest.mark.parametrize(
    ("body", "attr"),
    [
        ({}, "message"),
        ({"message": ""}, "message"),
        ({"message": "   "}, "message"),
        ({"message": None}, "message"),
        ({"message": 5}, "message"),
        ({"message": True}, "message"),
        ({"message": ["Hi"]}, "message"),
        ({"message": {"text": "Hi"}}, "message"),
        ({"message": "x" * 4001}, "message"),
        ({"message": "Hi", "session_id": 5}, "session_id"),
        ({"message": "Hi", "session_id": ["a"]}, "session_id"),
        ({"message": "Hi", "session_id": "x" * 101}, "session_id"),
        ({"message": "Hi", "context": "page"}, "context"),
        ({"message": "Hi", "context": ["page"]}, "context"),
        ({"message": "Hi", "context": None}, "context"),
        ({"message": "Hi", "context": {"a": "x" * 4000}}, "context"),
    ],
)
def test_bad_input_is_refused_and_nothing_is_stored(api, customer, body, attr):
    answer = api(customer).post(CHAT, body, format="json")
    assert answer.status_code == 400
    assert answer.json()["type"] == "validation_error"
    assert answer.json()["errors"][0]["attr"].split(".")[0] == attr
    assert not AISupportConversation.objects.exists()


BAD_JSON = [
    *("", "{", "[]", '"Hi"', "null", '{"message": "a\\u0000b"}', '{"message": "\\ud800"}', '{"message": NaN}'),
    *('{"message": "Hi", "context": {"a": 1e999}}', '{"message": "Hi", "context": {"a": "\\ud800"}}'),
    '{"message": "Hi", "context": ' + '{"a":' * 2000 + "1" + "}" * 2001,
]


@pytest.mark.parametrize("body", BAD_JSON, ids=range(len(BAD_JSON)))
def test_bad_json_is_refused_and_nothing_is_stored(api, customer, body):
    answer = api(customer).post(CHAT, body, content_type="application/json")
    assert answer.status_code == 400
    assert answer.json()["errors"]
    assert not AISupportConversation.objects.exists()


@pytest.mark.parametrize("session_id", [None, "", "abc", "00000000-0000-0000-0000-000000000000", "' OR 1=1"])
def test_an_unknown_session_starts_a_conversation_with_a_real_id(api, customer, session_id):
    told = chat(api(customer), session_id=session_id).json()
    assert uuid.UUID(told["session_id"]) == AISupportConversation.objects.get().pk


def test_somebody_elses_session_is_not_revealed(api, customer, stranger):
    mine = chat(api(customer)).json()
    for other in (api(stranger), api()):
        theirs = chat(other, session_id=mine["session_id"]).json()
        assert theirs["session_id"] != mine["session_id"]
    assert AISupportMessage.objects.filter(conversation=mine["session_id"]).count() == 2


def test_a_repeat_with_the_same_key_is_the_first_answer(api, customer):
    client, key = api(customer), {"Idempotency-Key": "one"}
    first = client.post(CHAT, {"message": "I want to talk to a human"}, format="json", headers=key)
    again = client.post(CHAT, {"message": "I want to talk to a human"}, format="json", headers=key)
    assert again.json() == first.json()
    assert again["Idempotency-Replayed"] == "true"
    assert SupportTicket.objects.count() == AISupportConversation.objects.count() == 1
    other = client.post(CHAT, {"message": "Something else"}, format="json", headers=key)
    assert other.status_code == 422


def test_asking_too_often_is_refused_with_a_time_to_wait(api, customer, settings, monkeypatch):
    monkeypatch.setitem(settings.REST_FRAMEWORK["DEFAULT_THROTTLE_RATES"], "assistant", "2/min")
    client = api(customer)
    assert [chat(client).status_code for _ in range(3)] == [200, 200, 429]
    refused = chat(client)
    assert int(refused["Retry-After"]) > 0
    assert AISupportConversation.objects.count() == 2


def test_the_language_of_the_call_is_that_of_what_is_said(api, customer):
    told = api(customer).post(f"{CHAT}?language=es", {"message": "Hola"}, format="json").json()
    assert told["language"] == "es"


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("customer", 200),
        ("stranger", 404),
        ("agent", 200),
        ("supervisor", 200),
        ("administrator", 200),
        ("editor", 404),
        (None, 404),
    ],
)
def test_who_may_read_a_persons_conversation(api, request, customer, who, status):
    conversation = ConversationFactory(user=customer)
    MessageFactory(conversation=conversation)
    answer = conversation_of(api(request.getfixturevalue(who) if who else None), conversation.pk)
    assert answer.status_code == status
    assert (status == 200) == ("messages" in answer.json())


@pytest.mark.parametrize(("who", "status"), [("customer", 404), ("agent", 200), (None, 404)])
def test_who_may_read_a_visitors_conversation(api, request, who, status):
    session_id = chat(api()).json()["session_id"]
    assert conversation_of(api(request.getfixturevalue(who) if who else None), session_id).status_code == status


def test_a_visitor_reads_the_own_conversation_by_cookie_or_header(api):
    client = api()
    told = chat(client).json()
    assert conversation_of(client, told["session_id"]).status_code == 200
    program = api()
    url = f"/support/ai/conversations/{told['session_id']}"
    assert program.get(url, headers={"X-Visitor-Token": told["visitor_token"]}).status_code == 200
    assert program.get(url, headers={"X-Visitor-Token": "b" * 43}).status_code == 404


def test_the_history_is_complete(api, customer):
    client = api(customer)
    told = chat(client).json()
    history = conversation_of(client, told["session_id"]).json()
    assert set(history) == {"session_id", "language", "status", "escalation", "created_at", "messages"}
    asked, said = history["messages"]
    assert set(said) == {"id", "role", "text", "intent", "confidence", "sentiment", "sources", "created_at", "helpful"}
    assert (asked["role"], said["role"], said["id"]) == ("user", "assistant", told["message_id"])
    assert said["sources"] == told["sources"]
    assert history["escalation"]["recommended"] is False


@pytest.mark.parametrize("session_id", ["abc", "00000000-0000-0000-0000-000000000000", "%00", "x" * 500, "1%2F2", "..."])
def test_a_malformed_id_is_a_404_like_any_other(api, customer, session_id):
    answer = conversation_of(api(customer), session_id)
    assert answer.status_code == 404
    assert answer.json()["errors"][0]["code"] == "not_found"


def test_the_history_costs_the_same_for_any_length(api, customer, django_assert_num_queries):
    conversation = ConversationFactory(user=customer, handed_over=True)
    MessageFactory.create_batch(10, conversation=conversation)
    client = api(customer)
    # token, permissions of the person and of the groups, conversation with ticket, messages
    with django_assert_num_queries(5):
        conversation_of(client, conversation.pk)


def test_other_methods_are_refused(api, customer):
    assert api(customer).get(CHAT).status_code == 405
    assert api(customer).delete(f"/support/ai/conversations/{uuid.uuid4()}").status_code == 405
