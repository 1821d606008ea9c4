import pytest

from .markup import read

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_chosen_theme_is_remembered_and_shown(page, theme):
    visitor = page()
    response = visitor.post("/theme", {"theme": theme, "next": "/es/faqs/"})
    assert (response.status_code, response["Location"]) == (302, "/es/faqs/")
    found = read(visitor.get("/en/"))
    assert found.every("html", **{"data-theme": theme})
    assert found.every("button", name="theme", value=theme, **{"aria-pressed": "true"})


def test_as_the_device_forgets_the_choice(page):
    visitor = page()
    visitor.post("/theme", {"theme": "dark"})
    visitor.post("/theme", {"theme": ""})
    assert not read(visitor.get("/en/")).every("html", **{"data-theme": "dark"})


@pytest.mark.parametrize("theme", ["", "neon", '"><script>', "\x00"])
def test_an_unknown_theme_is_as_the_device(page, theme):
    visitor = page()
    assert visitor.post("/theme", {"theme": theme}).status_code == 302
    assert not [html for html in read(visitor.get("/en/")).every("html") if "data-theme" in html]


def test_a_forged_cookie_changes_nothing(page):
    visitor = page()
    visitor.cookies["theme"] = "dark onload=x"
    assert not [html for html in read(visitor.get("/en/")).every("html") if "data-theme" in html]


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "/\\evil.example"])
def test_the_way_back_never_leads_elsewhere(page, elsewhere):
    assert page().post("/theme", {"theme": "dark", "next": elsewhere})["Location"] == "/en/"


def test_looking_is_not_choosing(page):
    assert page().get("/theme").status_code == 405


@pytest.mark.parametrize("word", ["nowhere", "search", "#top", "é"])
def test_a_word_is_an_address_and_not_the_name_of_a_view(page, word):
    response = page().post("/theme", {"theme": "dark", "next": word})
    assert response.status_code == 302
    assert "/help/" not in response["Location"]
