"""Topics and replies for tests."""

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from community.models import CommunityReply, CommunityTopic
from supportdesk.core.models import User


class MemberFactory(DjangoModelFactory):
    class Meta:
        model = User

    email = factory.Sequence("member{}@example.org".format)
    display_name = factory.Sequence("Member {}".format)


class TopicFactory(DjangoModelFactory):
    class Meta:
        model = CommunityTopic

    slug = factory.Sequence("topic-{}".format)
    title = factory.Sequence("Topic {}".format)
    body = "How do you do it?"
    author = factory.SubFactory(MemberFactory)
    last_activity_at = factory.LazyFunction(timezone.now)


class ReplyFactory(DjangoModelFactory):
    class Meta:
        model = CommunityReply

    topic = factory.SubFactory(TopicFactory)
    author = factory.SubFactory(MemberFactory)
    body = factory.Sequence("Reply {}".format)
