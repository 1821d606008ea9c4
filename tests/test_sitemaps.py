"""Sitemaps, feeds and robots.txt: all that is public, in the languages it is written in, and nothing else."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from community.models import CommunityTopic
from community.tests.factories import TopicFactory
from knowledge.models import FAQ, Article, Tutorial
from knowledge.tests.factories import CategoryFactory, FAQFactory, TutorialFactory
from locations.tests.factories import PlaceFactory
from supportdesk.core.choices import Language
from supportdesk.seo import sitemaps

pytestmark = pytest.mark.django_db
SITE = "https://help.example"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
LINK = "{http://www.w3.org/1999/xhtml}link"
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(autouse=True)
def _known_as(settings):
    settings.SITE_URL = SITE


def write_guide(slug: str, **fields) -> Article:
    wanted = {"title_en": slug.title(), "body_en": "Pack.", "status": "published", "published_at": timezone.now()}
    return Article.objects.create(slug=slug, category=CategoryFactory(slug="luggage"), **{**wanted, **fields})


def locations_in(client, address: str) -> list[str]:
    response = client.get(address)
    assert response.status_code == 200
    assert response["Content-Type"].startswith("application/xml")
    return [found.text or "" for found in ET.fromstring(response.content).iter(f"{MAP}loc")]


def entries(client, section: str) -> dict[str, dict[str, str]]:
    """The addresses of a sitemap, each with its translations."""
    tree = ET.fromstring(client.get(f"/sitemap-{section}.xml").content)
    return {
        url.findtext(f"{MAP}loc") or "": {link.get("hreflang", ""): link.get("href", "") for link in url.iter(LINK)}
        for url in tree
    }


@pytest.fixture
def _content():
    FAQFactory(slug="public", spanish=True)
    FAQFactory(slug="unwritten", draft=True)
    for audience in ("signed_in", "staff", "groups"):
        FAQFactory(slug=f"for-{audience}", audience=audience)
        write_guide(f"guide-for-{audience}", audience=audience)
    write_guide("guide")
    write_guide("guide-archived", status="archived")
    write_guide("guide-draft", status="draft", published_at=None)
    TutorialFactory(slug="film")
    TutorialFactory(slug="film-draft", draft=True)
    PlaceFactory(slug="madrid")
    PlaceFactory(slug="closed-down", is_published=False)
    TopicFactory(slug="velo", language="fr")
    TopicFactory(slug="insult", language="fr", status=CommunityTopic.Status.HIDDEN)


@pytest.mark.usefixtures("_content")
def test_the_index_names_a_map_for_every_language_and_kind_that_has_pages(client):
    found = locations_in(client, "/sitemap.xml")
    assert len(found) == len(set(found))
    assert all(address.startswith(f"{SITE}/sitemap-") for address in found)
    assert {f"{SITE}/sitemap-pages-{language}.xml" for language in Language.values} <= set(found)
    assert f"{SITE}/sitemap-faqs-es.xml" in found
    assert f"{SITE}/sitemap-faqs-de.xml" not in found
    assert f"{SITE}/sitemap-community-fr.xml" in found
    assert f"{SITE}/sitemap-community-en.xml" not in found


@pytest.mark.usefixtures("_content")
def test_the_maps_hold_what_is_public_and_nothing_else(client):
    everything = [
        address for map_ in locations_in(client, "/sitemap.xml") for address in locations_in(client, map_.removeprefix(SITE))
    ]
    below = {address.removeprefix(SITE).split("/", 2)[2] for address in everything}
    assert {"faqs/public/", "articles/guide/", "tutorials/film/", "locations/madrid/", "community/velo/"} <= below
    assert not [address for address in below if any(word in address for word in ("for-", "draft", "unwritten", "archived"))]
    assert not [address for address in below if any(word in address for word in ("closed-down", "insult", "?q="))]
    assert not [address for address in below if address.startswith(("account/", "tickets/")) and address != "tickets/new/"]


@pytest.mark.usefixtures("_content")
def test_an_entry_names_the_languages_it_is_written_in(client):
    assert entries(client, "faqs-es") == {
        f"{SITE}/es/faqs/public/": {
            "en": f"{SITE}/en/faqs/public/",
            "es": f"{SITE}/es/faqs/public/",
            "x-default": f"{SITE}/en/faqs/public/",
        }
    }
    assert entries(client, "articles-en") == {f"{SITE}/en/articles/guide/": {}}
    assert entries(client, "community-fr") == {f"{SITE}/fr/community/velo/": {}}
    assert entries(client, "faqs-de") == {}


def test_what_the_maps_name_can_be_opened_and_says_the_same_of_itself(client):
    FAQFactory(slug="public", spanish=True)
    for address in ["/sitemap-faqs-es.xml", "/sitemap-pages-de.xml"]:
        for found in locations_in(client, address):
            response = client.get(found.removeprefix(SITE))
            assert response.status_code == 200, found
            assert f'<link rel="canonical" href="{found}">' in response.content.decode().replace("&amp;", "&"), found


def test_a_map_is_kept_and_made_anew_when_its_pages_change(client, django_assert_num_queries):
    FAQFactory.create_batch(3)
    with django_assert_num_queries(3):  # their state, their number, the rows
        assert len(entries(client, "faqs-en")) == 3
    FAQFactory()
    FAQFactory.create_batch(8)
    with django_assert_num_queries(3):
        assert len(entries(client, "faqs-en")) == 12
    with django_assert_num_queries(1):
        entries(client, "faqs-en")
    withdrawn = FAQ.objects.first()
    withdrawn.status = "archived"
    withdrawn.save()
    assert len(entries(client, "faqs-en")) == 11


def test_a_long_map_goes_on_in_further_files(client, monkeypatch):
    monkeypatch.setattr(sitemaps.PageSitemap, "limit", 2)
    FAQFactory.create_batch(5)
    found = [address for address in locations_in(client, "/sitemap.xml") if "faqs-en" in address]
    assert found == [f"{SITE}/sitemap-faqs-en.xml{more}" for more in ("", "?p=2", "?p=3")]
    assert len(locations_in(client, "/sitemap-faqs-en.xml?p=3")) == 1


NO_MAPS = ["faqs-xx.xml", "faqs.xml", "users-en.xml", "faqs-en.xml?p=9", "faqs-en.xml?p=x", "faqs-en.xml?p=%00"]


@pytest.mark.parametrize("address", NO_MAPS)
def test_what_is_no_map_is_not_found(client, address):
    FAQFactory()
    assert client.get(f"/sitemap-{address}").status_code == 404


@pytest.mark.usefixtures("_content")
@pytest.mark.parametrize("kind", ["rss", "atom"])
def test_the_feed_holds_the_new_guides_that_anybody_may_read(client, kind):
    write_guide("valise", title_de="Koffer", body_de="Packen.", title_en="Suitcase")
    response = client.get(f"/de/articles/feed.{kind}")
    assert response.status_code == 200
    text = response.content.decode()
    assert "Koffer" in text
    assert f"{SITE}/de/articles/valise/" in text
    for other in ("Suitcase", "guide", "Draft", "For-"):
        assert f"/articles/{other}" not in text
    assert text.count("<item>") + text.count("<entry>") == 1


def test_the_feed_begins_with_the_newest_and_costs_the_same_for_any_number(client, django_assert_num_queries):
    for number in range(4):
        write_guide(f"guide-{number}", published_at=timezone.now() + timezone.timedelta(minutes=number))
    with django_assert_num_queries(1):
        tree = ET.fromstring(client.get("/en/articles/feed.atom").content)
    assert [entry.findtext(f"{ATOM}title") for entry in tree.iter(f"{ATOM}entry")] == [f"Guide-{n}" for n in (3, 2, 1, 0)]


def test_robots_are_shown_the_help_and_kept_from_the_rest(client):
    response = client.get("/robots.txt")
    text = response.content.decode()
    assert response["Content-Type"].startswith("text/plain")
    for closed in ("/admin/", "/support/", "/*/account/", "/*/tickets/", "/*?q="):
        assert f"Disallow: {closed}\n" in text
    assert "Disallow: /\n" not in text
    assert text.endswith(f"\nSitemap: {SITE}/sitemap.xml\n")


def test_a_tutorial_needs_all_of_its_essential_texts(client):
    TutorialFactory(slug="half", title_fr="Moitié")
    assert "transcript" not in Tutorial.ESSENTIAL or entries(client, "tutorials-fr") == {}
    with translation.override("en"):
        assert f"{SITE}{reverse('knowledge:tutorial', args=['half'])}" in entries(client, "tutorials-en")
