"""What search engines read cannot break out of the page it stands in."""

from __future__ import annotations

import json
from datetime import UTC, datetime

from django.template import engines
from django.utils.translation import gettext_lazy

from supportdesk.core.structured_data import breadcrumb_list, json_ld, json_ld_element

HOSTILE = "</script><script>alert(1)</script><!-- & \u2028 \u2029"


def test_no_text_ends_the_element_and_every_text_comes_through():
    text = json_ld({"@type": "Question", "name": HOSTILE})
    assert not set(text) & {"<", ">", "&", "\u2028", "\u2029"}
    assert json.loads(text) == {"@context": "https://schema.org", "@type": "Question", "name": HOSTILE}


def test_dates_and_lazy_texts_are_written_as_texts():
    moment = datetime(2026, 1, 2, 3, 4, tzinfo=UTC)
    data = json.loads(json_ld({"@type": "Article", "name": gettext_lazy("Language"), "datePublished": moment}))
    assert data["name"] == "Language"
    assert data["datePublished"] == "2026-01-02T03:04:00Z"


def test_the_tag_writes_a_data_block_or_nothing():
    template = engines["django"].from_string("{% json_ld data %}")
    block = template.render({"data": {"@type": "Thing", "name": HOSTILE}})
    assert block.startswith('<script type="application/ld+json">{')
    assert block.count("<") == 2
    assert template.render({"data": None}) == json_ld_element(None) == ""


def test_breadcrumbs_have_whole_addresses(settings):
    settings.SITE_URL = "https://help.example"
    trail = breadcrumb_list([("Help centre", "/en/help/"), ("Guides", "/en/articles/"), ("Luggage", "")])
    assert trail["itemListElement"] == [
        {"@type": "ListItem", "position": 1, "name": "Help centre", "item": "https://help.example/en/help/"},
        {"@type": "ListItem", "position": 2, "name": "Guides", "item": "https://help.example/en/articles/"},
        {"@type": "ListItem", "position": 3, "name": "Luggage"},
    ]
