"""What the head of a page tells others: one address, true translations, a card to share, data for search engines."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from django.conf import settings as project
from django.urls import get_resolver, reverse
from django.utils import timezone, translation
from PIL import Image

from community.tests.factories import ReplyFactory, TopicFactory
from knowledge.models import Article
from knowledge.tests.factories import CategoryFactory, FAQFactory
from supportdesk.core.choices import Language
from supportdesk.seo.head import INDEXED, PICTURES, picture_of
from supportdesk.tests.markup import read

pytestmark = pytest.mark.django_db
SITE = "https://help.example"


@pytest.fixture(autouse=True)
def _known_as(settings):
    settings.SITE_URL = SITE


def links(response, rel: str) -> dict[str, str]:
    return {link.get("hreflang", ""): link["href"] for link in read(response).every("link", rel=rel) if "type" not in link}


def card(response) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for meta in read(response).every("meta"):
        if meta.get("property", "").startswith("og:"):
            found.setdefault(meta["property"], []).append(meta["content"])
    return found


def data_of(response) -> dict[str, dict]:
    """The schema.org data of a page by type."""
    blocks = re.findall(r'<script type="application/ld\+json">(.*?)</script>', response.content.decode(), re.DOTALL)
    return {block.get("@type", "@graph"): block for block in map(json.loads, blocks)}


def is_indexed(response) -> bool:
    robots = [meta["content"] for meta in read(response).every("meta", name="robots")]
    return not any("noindex" in content for content in robots)


def write_guide(slug: str, **fields) -> Article:
    wanted = {"title_en": "Luggage", "body_en": "Pack.", "status": "published", "published_at": timezone.now()}
    return Article.objects.create(slug=slug, category=CategoryFactory(), **{**wanted, **fields})


def test_a_page_of_the_portal_names_its_translations_and_where_the_others_go(page):
    response = page().get("/de/faqs/?utm_source=mail")
    assert links(response, "canonical") == {"": f"{SITE}/de/faqs/"}
    alternates = links(response, "alternate")
    assert alternates == {**{code: f"{SITE}/{code}/faqs/" for code in Language.values}, "x-default": f"{SITE}/en/faqs/"}


def test_the_bare_address_is_the_home_page_for_all_other_languages(page):
    assert links(page().get("/fr/"), "alternate")["x-default"] == f"{SITE}/"


def test_a_shelf_is_a_page_of_its_own_and_a_question_typed_is_none(page):
    CategoryFactory(slug="money")
    assert links(page().get("/en/faqs/?category=money&utm=1"), "canonical") == {"": f"{SITE}/en/faqs/?category=money"}
    found = page().get("/en/community/?q=refund")
    assert not is_indexed(found)
    assert links(found, "canonical") == links(found, "alternate") == {}


def test_an_entry_names_only_the_languages_it_is_written_in(page):
    FAQFactory(slug="late", spanish=True)
    spanish, german = page().get("/es/faqs/late/"), page().get("/de/faqs/late/")
    for response, own in ((spanish, "es"), (german, "en")):
        assert links(response, "canonical") == {"": f"{SITE}/{own}/faqs/late/"}
        assert links(response, "alternate") == {
            "en": f"{SITE}/en/faqs/late/",
            "es": f"{SITE}/es/faqs/late/",
            "x-default": f"{SITE}/en/faqs/late/",
        }
        assert len(read(response).every("link", rel="canonical")) == 1
    assert card(german)["og:locale"] == ["en_GB"]
    assert card(spanish)["og:locale:alternate"] == ["en_GB"]


def test_a_topic_belongs_to_the_one_language_it_is_written_in(page):
    TopicFactory(slug="velo", language="fr")
    for language in ("fr", "en"):
        response = page().get(f"/{language}/community/velo/")
        assert links(response, "canonical") == {"": f"{SITE}/fr/community/velo/"}
        assert links(response, "alternate") == {}


@pytest.mark.parametrize("address", ["account/login/", "account/signup/", "help/?q=refund", "nowhere/"])
def test_what_is_no_page_of_the_help_is_kept_out_of_search_engines(page, address):
    response = page().get(f"/en/{address}")
    assert not is_indexed(response)
    assert links(response, "canonical") == links(response, "alternate") == {}
    assert "og:url" not in card(response)


def test_own_pages_are_kept_out_of_search_engines(page, customer):
    for address in ("tickets/", "account/profile/", "community/new/"):
        assert not is_indexed(page(customer).get(f"/en/{address}"))


def test_a_draft_is_kept_out_of_search_engines(page, administrator):
    write_guide("secret-plan", status="draft", published_at=None)
    response = page(administrator).get("/en/articles/secret-plan/")
    assert response.status_code == 200
    assert not is_indexed(response)


def test_every_indexed_view_is_there():
    names = {key for key in get_resolver().reverse_dict if isinstance(key, str)}
    for name in INDEXED:
        space, _colon, view = name.rpartition(":")
        known = get_resolver().namespace_dict[space][1].reverse_dict if space else names
        assert view in known, name


def test_a_shared_page_shows_its_title_words_and_picture(page):
    FAQFactory(slug="quoted", question_en='Is "<b>late</b>" & lost the same?', answer_en="**No.** One is late.")
    found = card(page().get("/en/faqs/quoted/"))
    assert found["og:title"] == ['Is "<b>late</b>" & lost the same?']
    assert found["og:description"] == ["No. One is late."]
    assert found["og:url"] == [f"{SITE}/en/faqs/quoted/"]
    assert found["og:type"] == ["article"]
    assert found["og:image"] == [f"{SITE}/static/img/social/help.png"]
    assert (found["og:image:width"], found["og:image:height"]) == (["1200"], ["630"])


@pytest.mark.parametrize("language", Language.values)
def test_every_language_has_its_card(page, language):
    found = card(page().get(f"/{language}/"))
    assert len(found["og:locale"]) == 1
    assert len(found["og:locale:alternate"]) == len(Language.values) - 1


@pytest.mark.parametrize("name", sorted({"help", *PICTURES.values()}))
def test_the_pictures_are_there_and_light(name):
    path = Path(project.BASE_DIR, f"static/img/social/{name}.png")
    with Image.open(path) as picture:
        assert picture.size == (1200, 630)
    assert path.stat().st_size < 60_000


def test_every_section_has_its_picture():
    assert picture_of("locations:detail").endswith("/location.png")
    assert picture_of("community:list").endswith("/community.png")
    assert picture_of("knowledge:tutorial").endswith("/tutorial.png")
    assert picture_of("tickets:new").endswith("/help.png")


def test_the_home_page_tells_whose_it_is_and_how_to_search_it(page):
    company, portal = data_of(page().get("/es/"))["@graph"]["@graph"]
    assert company["@type"] == "Organization"
    assert portal["publisher"] == {"@id": company["@id"]}
    assert portal["potentialAction"]["target"]["urlTemplate"] == f"{SITE}/es/help/?q={{search_term_string}}"


def test_the_way_back_is_told_as_it_is_shown(page):
    shelf = CategoryFactory(slug="money", name_en="Money & </script>")
    FAQFactory(slug="late", question_en="Why so late?", category=shelf)
    response = page().get("/en/faqs/late/")
    steps = data_of(response)["BreadcrumbList"]["itemListElement"]
    assert [(step["name"], step.get("item", "")) for step in steps] == [
        ("Help centre", f"{SITE}/en/help/"),
        ("Money & </script>", f"{SITE}/en/faqs/?category=money"),
        ("Why so late?", ""),
    ]
    shown = [link["href"] for link in read(response).every("a", dir="auto")]
    assert shown[:2] == ["/en/help/", "/en/faqs/?category=money"]


def test_a_solved_topic_is_a_question_with_its_answer_and_nothing_hidden(page):
    topic = TopicFactory(slug="passkey", title="One passkey?")
    accepted, other = ReplyFactory(topic=topic, body="Yes."), ReplyFactory(topic=topic, body="Hm.")
    ReplyFactory(topic=topic, body="Buy now", is_hidden=True)
    assert "QAPage" not in data_of(page().get("/en/community/passkey/"))
    topic.accepted_reply = accepted
    topic.save(update_fields=["accepted_reply"])
    response = page().get("/en/community/passkey/")
    question = data_of(response)["QAPage"]["mainEntity"]
    assert (question["name"], question["answerCount"]) == ("One passkey?", 2)
    assert question["acceptedAnswer"]["text"] == "Yes."
    assert question["acceptedAnswer"]["url"] == f"{SITE}/en/community/passkey/#reply-{accepted.pk}"
    assert [answer["text"] for answer in question["suggestedAnswer"]] == ["Hm."]
    assert question["suggestedAnswer"][0]["author"] == {"@type": "Person", "name": other.author.public_name}
    assert "Buy now" not in response.content.decode()


def test_the_feed_of_new_guides_is_announced(page):
    [feed] = read(page().get("/de/")).every("link", type="application/atom+xml")
    with translation.override("de"):
        assert feed["href"] == reverse("articles-atom") == "/de/articles/feed.atom"
