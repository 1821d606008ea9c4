import re
from pathlib import Path

import pytest
from django.conf import settings as project

from supportdesk import styleguide

from .markup import PageReader, read, text_of

pytestmark = pytest.mark.django_db

PROMISED_CLASSES = [
    *("container", "container--narrow", "stack", "cluster", "grid", "split", "card", "panel", "hero", "empty", "meta"),
    *("callout", "callout--info", "callout--good", "callout--warn", "callout--bad"),
    *("btn", "btn--primary", "btn--quiet", "btn--danger", "btn--small", "field", "chip", "chips", "table", "list", "prose"),
    *("badge", "badge--neutral", "badge--info", "badge--good", "badge--warn", "badge--bad", "visually-hidden"),
    *("thread", "bubble", "bubble--user", "bubble--agent", "bubble--ai", "bubble--system", "bubble--note"),
]
SHEETS = [sheet for sheet in Path(project.BASE_DIR, "static/css").glob("**/*.css") if sheet.parent.name != "pages"]


def test_it_shows_every_component_while_developing(page, settings):
    settings.DEBUG = True
    response = page().get("/styleguide")
    assert response.status_code == 200
    assert read(response).offences == []
    assert "SUP-000123" in text_of(response)


def test_strangers_have_no_use_for_it(page):
    assert page().get("/styleguide").status_code == 404


@pytest.mark.parametrize("name", PROMISED_CLASSES)
def test_a_promised_class_is_styled(name):
    sheets = "".join(
        path.read_text() for path in Path(project.BASE_DIR, "static/css").glob("**/*.css") if path.parent.name != "pages"
    )
    assert re.search(rf"\.{name}\b(?!-)", sheets)


def test_every_icon_that_a_template_or_the_demo_asks_for_is_drawn():
    drawn = set(styleguide.icon_names())
    asked = set()
    for template in Path(project.BASE_DIR, "templates").glob("**/*.html"):
        asked |= set(re.findall(r'{% icon "([a-z-]+)"', template.read_text()))
    for shelf in Path(project.BASE_DIR, "knowledge/demo/faqs").glob("*.toml"):
        asked |= set(re.findall(r'^icon = "([a-z-]+)"', shelf.read_text(), re.MULTILINE))
    assert asked <= drawn


def test_a_field_is_tied_to_its_label_help_and_errors():
    found = PageReader(str(styleguide.SampleForm({"email": "ana at example"})))
    [control] = found.every("input", name="name")
    assert control["aria-invalid"] == "true"
    named = control["aria-describedby"].split()
    assert {"id_name_helptext", "id_name_error"} <= set(named)
    for target in named:
        assert [attributes for _tag, attributes in found.tags if attributes.get("id") == target]
    assert found.every("label", **{"for": "id_name"})
    [group] = [found for found in found.every("fieldset") if "id_way_error" in found.get("aria-describedby", "")]
    assert group
