"""The topics of the demo, from `topics.toml`; a topic that is there already stays as it is."""

from __future__ import annotations

import tomllib
from datetime import timedelta
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from supportdesk.core.demo import demo_person
from supportdesk.core.models import User

from ..models import CommunityReply, CommunityTopic
from ..services import accept_reply, open_topic, post_reply

SOURCE = Path(__file__).with_name("topics.toml")


@transaction.atomic
def seed() -> list[CommunityTopic]:
    """Make the topics that are not there yet; returns the new ones."""
    entries = tomllib.loads(SOURCE.read_text())["topic"]
    known = set(CommunityTopic.objects.values_list("slug", flat=True))
    return [_seed_topic(entry) for entry in entries if entry["slug"] not in known]


def _person(email: str, language: str) -> User:
    """The person with this address; one who is not there yet is called as the address says."""
    found = User.objects.filter(email=email).first()
    name = email.partition("@")[0].replace(".", " ").title()
    return found or demo_person(email, name, language=language)


def _seed_topic(entry: dict) -> CommunityTopic:
    author = _person(entry["author"], entry["language"])
    topic = open_topic(
        by=author,
        slug=entry["slug"],
        title=entry["title"],
        body=entry["body"],
        category=entry["category"],
        language=entry["language"],
    )
    opened = last = timezone.now() - timedelta(hours=entry["age_hours"])
    for written in entry.get("reply", []):
        reply = post_reply(topic, by=_person(written["author"], entry["language"]), body=written["body"])
        last = opened + timedelta(minutes=written["after_minutes"])
        CommunityReply.objects.filter(pk=reply.pk).update(created_at=last, vote_count=written["votes"])
        if written["accepted"]:
            accept_reply(topic, reply, by=author)
    CommunityTopic.objects.filter(pk=topic.pk).update(
        created_at=opened, last_activity_at=last, view_count=40 + entry["age_hours"] // 2, vote_count=entry.get("votes", 2)
    )
    topic.refresh_from_db()
    return topic
