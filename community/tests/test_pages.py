"""The pages of the community, without any script."""

import pytest

from community import services
from community.models import CommunityFlag, CommunityReply, CommunityTopic
from community.tests.factories import ReplyFactory, TopicFactory

pytestmark = pytest.mark.django_db
URL = "/en/community/"


def url_of(topic) -> str:
    return f"{URL}{topic.slug}/"


def titles(response) -> list[str]:
    return [topic.title for topic in response.context["topics"]]


def test_topics_are_listed_in_the_language_of_the_page(page):
    TopicFactory(title="English one")
    TopicFactory(title="Uno", language="es", slug="uno")
    assert titles(page().get(URL)) == ["English one"]
    assert titles(page().get("/es/community/")) == ["Uno"]
    assert set(titles(page().get(URL, {"in": "all"}))) == {"English one", "Uno"}


def test_category_and_words_narrow_the_list(page):
    TopicFactory(title="Night trains", category="booking")
    TopicFactory(title="Refunds", category="billing", body="to a lost card")
    assert titles(page().get(URL, {"category": "booking"})) == ["Night trains"]
    assert titles(page().get(URL, {"q": "lost CARD"})) == ["Refunds"]
    assert titles(page().get(URL, {"q": "lost train"})) == []


def test_hidden_topics_are_unseen_by_all_but_moderators(page, customer, agent, supervisor):
    topic = TopicFactory(title="Spam", status="hidden")
    for person in (None, customer, agent):
        assert titles(page(person).get(URL)) == []
        assert page(person).get(url_of(topic)).status_code == 404
        page().logout()
    assert titles(page(supervisor).get(URL)) == ["Spam"]
    assert page(supervisor).get(url_of(topic)).status_code == 200


def test_hidden_replies_are_unseen(page, customer):
    topic = TopicFactory()
    ReplyFactory(topic=topic, body="Buy watches", is_hidden=True)
    assert b"Buy watches" not in page(customer).get(url_of(topic)).content


@pytest.mark.parametrize(
    "query",
    [{"before": "x"}, {"after": "1"}, {"before": "9" * 40 + "-1"}, {"category": "magic"}, {"q": "a\x00"}, {"before": "²-1"}],
)
def test_nonsense_in_the_address_is_no_crash(page, query):
    TopicFactory()
    assert page().get(URL, query).status_code == 200


def test_pages_show_every_topic_once(page, monkeypatch):
    monkeypatch.setattr("community.views.PAGE_SIZE", 2)
    TopicFactory.create_batch(5)
    seen, response = [], page().get(URL)
    while True:
        seen += titles(response)
        if not response.context["older"]:
            break
        response = page().get(URL, {"before": response.context["older"]})
    assert len(seen) == len(set(seen)) == 5
    back = page().get(URL, {"after": response.context["newer"]})
    assert titles(back) == seen[2:4]


def test_lists_and_threads_cost_the_same_for_any_number(page, customer):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def cost(url: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert page(customer).get(url).status_code == 200
        return len(queries)

    topic = TopicFactory()
    ReplyFactory(topic=topic)
    cost(URL)
    few = cost(URL), cost(url_of(topic))
    TopicFactory.create_batch(6)
    ReplyFactory.create_batch(6, topic=topic)
    assert (cost(URL), cost(url_of(topic))) == few


def test_a_topic_is_read_and_the_view_counted(page):
    topic = TopicFactory(title="<b>Bold</b>", body="See **this**")
    content = page().get(url_of(topic)).content.decode()
    assert "&lt;b&gt;Bold" in content
    assert "<strong>this</strong>" in content
    topic.refresh_from_db()
    assert topic.view_count == 1


def test_the_accepted_answer_stands_first(page):
    topic = TopicFactory()
    ReplyFactory(topic=topic)
    helped = ReplyFactory(topic=topic)
    services.accept_reply(topic, helped, by=topic.author)
    assert page().get(url_of(topic)).context["replies"][0] == helped


def test_a_visitor_is_asked_to_sign_in(page):
    topic = TopicFactory()
    for response in (
        page().get(f"{URL}new/"),
        page().post(url_of(topic), {"body": "Hi"}),
        page().post(f"{url_of(topic)}vote"),
        page().post(f"{url_of(topic)}accept"),
        page().post(f"{url_of(topic)}flag", {"reason": "spam"}),
    ):
        assert response.status_code == 302
        assert "/account/login/" in response.url
    assert not CommunityReply.objects.exists()
    assert not CommunityFlag.objects.exists()


def test_somebody_asks(page, customer):
    fields = {"title": "Which seat?", "body": "On a night train", "category": "booking", "language": "es"}
    response = page(customer).post(f"{URL}new/", fields)
    assert response.url == "/es/community/which-seat/"
    assert CommunityTopic.objects.get().author == customer


def test_what_was_typed_stays_when_something_is_missing(page, customer):
    response = page(customer).post(f"{URL}new/", {"title": "", "body": "A long story", "category": "booking", "language": "en"})
    assert response.status_code == 409
    assert b"A long story</textarea>" in response.content
    assert not CommunityTopic.objects.exists()


def test_somebody_replies_and_lands_at_the_reply(page, customer):
    topic = TopicFactory()
    response = page(customer).post(url_of(topic), {"body": "Like this"})
    assert response.url.endswith(f"#reply-{CommunityReply.objects.get().pk}")


def test_a_refused_reply_keeps_the_text(page, customer):
    topic = TopicFactory(status="locked")
    response = page(customer).post(url_of(topic), {"body": "Too late now"})
    assert response.status_code == 409
    assert b"Too late now" in response.content
    assert not CommunityReply.objects.exists()


def test_votes_by_form_and_by_htmx(page, customer):
    reply = ReplyFactory()
    url = f"{url_of(reply.topic)}vote"
    assert page(customer).post(url, {"reply": reply.pk}).status_code == 302
    part = page(customer).post(url, {"reply": reply.pk, "helpful": "0"}, headers={"HX-Request": "true"})
    assert b'aria-pressed="false"' in part.content
    reply.refresh_from_db()
    assert reply.vote_count == 0


@pytest.mark.parametrize("number", ["0", "x", "-1", "9" * 30])
def test_a_vote_for_something_unknown_is_not_found(page, customer, number):
    assert page(customer).post(f"{url_of(TopicFactory())}vote", {"reply": number}).status_code == 404


def test_only_the_author_sees_and_uses_the_button_that_accepts(page, customer, stranger):
    topic = TopicFactory(author=customer)
    reply = ReplyFactory(topic=topic)
    assert b"This helped me" not in page(stranger).get(url_of(topic)).content
    assert page(stranger).post(f"{url_of(topic)}accept", {"reply": reply.pk}).status_code == 403
    topic.refresh_from_db()
    assert topic.accepted_reply is None
    assert b"This helped me" in page(customer).get(url_of(topic)).content
    page(customer).post(f"{url_of(topic)}accept", {"reply": reply.pk})
    topic.refresh_from_db()
    assert topic.accepted_reply == reply


def test_something_is_reported_and_a_moderator_decides_with_a_reason(page, customer, agent, supervisor):
    reply = ReplyFactory()
    page(customer).post(f"{url_of(reply.topic)}flag", {"reply": reply.pk, "reason": "spam"})
    flag = CommunityFlag.objects.get()
    action = {"action": "uphold", "_selected_action": [flag.pk], "reason": "Advertising"}
    page(agent).post("/admin/community/communityflag/", action)
    page(supervisor).post("/admin/community/communityflag/", {**action, "reason": ""})
    flag.refresh_from_db()
    assert flag.status == "pending"
    page(supervisor).post("/admin/community/communityflag/", action)
    flag.refresh_from_db()
    reply.refresh_from_db()
    assert (flag.status, flag.decision, reply.is_hidden) == ("upheld", "Advertising", True)


def test_a_moderator_locks_a_topic_from_the_admin(page, supervisor):
    topic = TopicFactory()
    page(supervisor).post(
        "/admin/community/communitytopic/", {"action": "lock", "_selected_action": [topic.pk], "reason": "Answered for good"}
    )
    topic.refresh_from_db()
    assert topic.status == "locked"
