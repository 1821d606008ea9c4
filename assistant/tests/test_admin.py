import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from .factories import ConversationFactory, MessageFactory


@pytest.fixture
def conversation(db, customer):
    conversation = ConversationFactory(user=customer, handed_over=True)
    MessageFactory(conversation=conversation, text="Where is <b>my</b> refund?", intent="payment", sentiment="negative")
    source = {"type": "faq", "id": 1, "title": "Refund times", "url": "/en/faqs/refund-times/"}
    MessageFactory(conversation=conversation, answer=True, intent="payment", sources=[source], helpful=True)
    return conversation


def test_an_agent_reads_a_conversation_as_a_dialogue(page, agent, conversation):
    html = page(agent).get(f"/admin/assistant/aisupportconversation/{conversation.pk}/change/").content.decode()
    assert "Refund times" in html
    assert conversation.escalated_ticket.number in html
    assert "<b>my</b>" not in html


def test_nobody_changes_it_there(page, administrator, conversation):
    client = page(administrator)
    url = f"/admin/assistant/aisupportconversation/{conversation.pk}"
    assert client.post(f"{url}/change/", {"status": "active"}).status_code == 403
    assert client.post(f"{url}/delete/", {"post": "yes"}).status_code == 403
    assert client.get("/admin/assistant/aisupportconversation/add/").status_code == 403
    conversation.refresh_from_db()
    assert conversation.status == "escalated"


def test_editors_do_not_see_conversations(page, editor, conversation):
    assert page(editor).get("/admin/assistant/aisupportconversation/").status_code == 403


@pytest.mark.parametrize(
    "query",
    ["", "status=escalated", "escalation_reason=requested", "intent=payment", "intent=x", "language__exact=en", "q=Where"],
)
def test_the_list_opens_with_every_filter(page, agent, conversation, query):
    answer = page(agent).get(f"/admin/assistant/aisupportconversation/?{query}", follow=True)
    assert answer.status_code == 200


def test_the_intent_filter_tells_conversations_apart(page, agent, conversation):
    other = ConversationFactory()
    MessageFactory(conversation=other, text="My flight", intent="booking")
    html = page(agent).get("/admin/assistant/aisupportconversation/?intent=booking").content.decode()
    assert "My flight" in html
    assert "Where is" not in html


def test_the_lists_cost_the_same_for_any_number(page, agent, conversation):
    client = page(agent)
    paths = ["/admin/assistant/aisupportconversation/", "/admin/assistant/aisupportmessage/"]
    client.get(paths[0])

    def cost(path):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(path).status_code == 200
        return len(queries)

    before = [cost(path) for path in paths]
    for made in ConversationFactory.create_batch(5):
        MessageFactory(conversation=made)
    assert [cost(path) for path in paths] == before


def test_messages_are_listed_with_confidence_and_sources(page, agent, conversation):
    html = page(agent).get("/admin/assistant/aisupportmessage/").content.decode()
    assert "90%" in html
    assert "Refund times" in html
