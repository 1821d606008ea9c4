"""Asking, answering, accepting, voting, reporting, and keeping order."""

import pytest
from django.contrib.auth.models import AnonymousUser

from community import demo, services
from community.exceptions import AlreadyDecided, AlreadyFlagged, NotYourTopic, OwnWords, TopicLocked, Unusable
from community.models import CommunityFlag, CommunityReply, CommunityTopic, CommunityVote
from community.tests.factories import ReplyFactory, TopicFactory
from supportdesk.core.exceptions import NotAllowed, NotFound
from supportdesk.core.models import SearchEntry

pytestmark = pytest.mark.django_db
HIDDEN, LOCKED = CommunityTopic.Status.HIDDEN, CommunityTopic.Status.LOCKED


def found() -> list[str]:
    return list(SearchEntry.objects.filter(kind="topic").values_list("title", flat=True))


def test_a_topic_gets_an_address_of_its_words_and_is_found(customer):
    topic = services.open_topic(by=customer, title="  Window or\naisle? ", body="Tell me", category="booking", language="en")
    assert (topic.slug, topic.title) == ("window-or-aisle", "Window or aisle?")
    entry = SearchEntry.objects.get(kind="topic", object_id=topic.pk)
    assert (entry.url, entry.language, entry.topic) == ("/en/community/window-or-aisle/", "en", "booking")


@pytest.mark.parametrize(("title", "slug"), [("نافذة أم ممر؟", "نافذة-أم-ممر"), ("靠窗还是过道", "靠窗还是过道")])
def test_every_language_has_readable_addresses(customer, title, slug):
    assert services.open_topic(by=customer, title=title, body="…").slug == slug


@pytest.mark.parametrize("title", ["New", "???", "x" * 200])
def test_every_title_finds_a_free_address(customer, title):
    first, second = (services.open_topic(by=customer, title=title, body="…") for _time in range(2))
    assert first.slug != second.slug
    assert "new" not in (first.slug, second.slug)


@pytest.mark.parametrize(
    "fields",
    [{"title": " "}, {"body": "\n"}, {"title": "x" * 201}, {"body": "x" * 10_001}, {"category": "magic"}, {"language": "xx"}],
)
def test_what_cannot_be_used_is_refused(customer, fields):
    with pytest.raises(Unusable):
        services.open_topic(by=customer, **{"title": "T", "body": "B", **fields})
    assert not CommunityTopic.objects.exists()
    assert found() == []


@pytest.mark.parametrize("nobody", [None, AnonymousUser()])
def test_a_visitor_only_reads(nobody):
    topic = TopicFactory()
    for deed in (
        lambda: services.open_topic(by=nobody, title="T", body="B"),
        lambda: services.post_reply(topic, by=nobody, body="B"),
        lambda: services.vote(topic, by=nobody),
        lambda: services.flag(topic, by=nobody, reason="spam"),
    ):
        with pytest.raises(NotAllowed):
            deed()
    assert (CommunityTopic.objects.count(), CommunityReply.objects.count(), CommunityVote.objects.count()) == (1, 0, 0)


def test_a_reply_brings_the_topic_up(customer):
    topic = TopicFactory()
    reply = services.post_reply(topic, by=customer, body="Like this")
    topic.refresh_from_db()
    assert (topic.reply_count, topic.last_activity_at) == (1, reply.created_at)


def test_a_locked_topic_takes_no_reply(customer):
    topic = TopicFactory(status=LOCKED)
    with pytest.raises(TopicLocked):
        services.post_reply(topic, by=customer, body="Late")
    assert not CommunityReply.objects.exists()


def test_a_hidden_topic_does_not_exist_for_others(customer):
    topic = TopicFactory(status=HIDDEN)
    for deed in (
        lambda: services.post_reply(topic, by=customer, body="B"),
        lambda: services.vote(topic, by=customer),
        lambda: services.flag(topic, by=customer, reason="spam"),
        lambda: services.accept_reply(topic, None, by=topic.author),
    ):
        with pytest.raises(NotFound):
            deed()


def test_only_the_author_accepts_and_the_answer_is_found(customer, agent, administrator):
    topic = TopicFactory(author=customer, title="Refund")
    reply = ReplyFactory(topic=topic, body="Count ten working days")
    for other in (agent, administrator, reply.author):
        with pytest.raises(NotYourTopic):
            services.accept_reply(topic, reply, by=other)
    assert services.accept_reply(topic, reply, by=customer).accepted_reply == reply
    assert "Count ten working days" in SearchEntry.objects.get(kind="topic").body
    assert services.accept_reply(topic, None, by=customer).accepted_reply is None


def test_a_reply_of_another_topic_is_not_accepted(customer):
    topic = TopicFactory(author=customer)
    with pytest.raises(NotFound):
        services.accept_reply(topic, ReplyFactory(), by=customer)
    topic.refresh_from_db()
    assert topic.accepted_reply is None


@pytest.mark.parametrize("factory", [TopicFactory, ReplyFactory])
def test_a_vote_counts_once_and_can_be_taken_back(customer, stranger, factory):
    target = factory()
    assert services.vote(target, by=customer)
    assert not services.vote(target, by=customer)
    services.vote(target, by=stranger)
    target.refresh_from_db()
    assert (target.vote_count, CommunityVote.objects.count()) == (2, 2)
    assert services.vote(target, by=customer, helpful=False)
    assert not services.vote(target, by=customer, helpful=False)
    target.refresh_from_db()
    assert (target.vote_count, CommunityVote.objects.count()) == (1, 1)


def test_nobody_votes_for_their_own_words():
    topic = TopicFactory()
    with pytest.raises(OwnWords):
        services.vote(topic, by=topic.author)
    assert not CommunityVote.objects.exists()


def test_something_is_reported_once_by_each(customer, stranger):
    reply = ReplyFactory()
    services.flag(reply, by=customer, reason="spam", comment="Look at the link")
    with pytest.raises(AlreadyFlagged):
        services.flag(reply, by=customer, reason="abuse")
    services.flag(reply, by=stranger, reason="spam")
    assert CommunityFlag.objects.count() == 2


def test_an_unknown_reason_is_refused(customer):
    with pytest.raises(Unusable):
        services.flag(TopicFactory(), by=customer, reason="boring")
    assert not CommunityFlag.objects.exists()


def test_upholding_hides_the_reply_and_decides_every_flag_of_it(customer, stranger, supervisor):
    topic = TopicFactory(author=customer)
    reply = ReplyFactory(topic=topic)
    services.accept_reply(topic, reply, by=customer)
    flags = [services.flag(reply, by=person, reason="private") for person in (customer, stranger)]
    services.moderate(flags[0], by=supervisor, uphold=True, reason="Shows a phone number")
    reply.refresh_from_db()
    topic.refresh_from_db()
    assert reply.is_hidden
    assert (topic.reply_count, topic.accepted_reply) == (0, None)
    for flag in CommunityFlag.objects.all():
        assert (flag.status, flag.handled_by, flag.decision) == ("upheld", supervisor, "Shows a phone number")
    with pytest.raises(AlreadyDecided):
        services.moderate(flags[1], by=supervisor, uphold=False, reason="Changed my mind")


def test_a_hidden_topic_is_no_longer_found_until_it_is_open_again(customer, stranger, supervisor):
    topic = services.open_topic(by=customer, title="Buy my watches", body="Cheap")
    flag = services.flag(topic, by=stranger, reason="spam")
    services.moderate(flag, by=supervisor, uphold=True, reason="Advertising")
    assert not CommunityTopic.objects.visible_to(customer).exists()
    assert found() == []
    services.set_topic_status(topic, "open", by=supervisor, reason="A mistake")
    assert found() == ["Buy my watches"]


def test_rejecting_changes_nothing_but_the_flag(customer, supervisor):
    topic = TopicFactory()
    flag = services.flag(topic, by=customer, reason="wrong")
    assert services.moderate(flag, by=supervisor, uphold=False, reason="It is right").status == "rejected"
    topic.refresh_from_db()
    assert topic.status == "open"


def test_a_decision_needs_a_reason_and_a_moderator(customer, agent, supervisor):
    topic = TopicFactory()
    flag = services.flag(topic, by=customer, reason="spam")
    with pytest.raises(Unusable):
        services.moderate(flag, by=supervisor, uphold=True, reason="  ")
    for other in (agent, customer):
        with pytest.raises(NotAllowed):
            services.moderate(flag, by=other, uphold=True, reason="So there")
        with pytest.raises(NotAllowed):
            services.set_topic_status(topic, HIDDEN, by=other, reason="So there")
    flag.refresh_from_db()
    topic.refresh_from_db()
    assert (flag.status, topic.status) == ("pending", "open")


def test_seeding_the_demo_twice_makes_everything_once():
    topics = demo.seed()
    assert len(topics) == 12
    assert demo.seed() == []
    assert any(topic.accepted_reply for topic in topics)
    assert all(topic.reply_count == topic.replies.count() for topic in topics)
    assert len(found()) == 12
