import pytest

from knowledge import services
from knowledge.views import tutorial_grid

from .factories import TutorialFactory
from .uploads import captions

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def some():
    series = services.save_series(None, by=None, texts={"en": {"title": "First steps"}})
    TutorialFactory(title_en="Pay your way", slug="pay", category="payment", duration_seconds=65, series=series)
    TutorialFactory(title_en="Book a trip", slug="book", category="booking", level="advanced")
    TutorialFactory(
        title_en="Look around", slug="look", category="booking", video_url="https://vimeo.com/76979871", series=series
    )
    TutorialFactory(title_en="Hidden", slug="hidden", draft=True, category="advanced")


def shown(html: str) -> list[str]:
    return [slug for slug in ("pay", "book", "look", "hidden") if f'href="/en/tutorials/{slug}/"' in html]


def get(page, query: str = "", **headers) -> str:
    answer = page().get(f"/en/tutorials/{query}", headers=headers)
    assert answer.status_code == 200
    return answer.content.decode()


def test_tutorials_stand_by_category(page, some):
    html = get(page)
    assert html.index("Book a trip") < html.index("Pay your way")
    assert "1 minute to read" in html
    assert "?category=payment" in html
    assert "?category=advanced" not in html
    assert "Hidden" not in html


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?category=payment", ["pay"]),
        ("?category=booking", ["book", "look"]),
        ("?category=booking&level=advanced", ["book"]),
        ("?series=first-steps", ["pay", "look"]),
        ("?video=yes", ["look"]),
        ("?series=first-steps&video=yes&category=payment", []),
    ],
)
def test_filters_narrow_together(page, some, query, expected):
    assert shown(get(page, query)) == expected


def test_each_choice_says_how_many_it_would_leave(page, some):
    html = get(page, "?level=beginner")

    def count(chip: str) -> str:
        return html.partition(f'id="chip-{chip}"')[2].partition('chip__count">')[2].partition("<")[0]

    assert (count("level-all"), count("level-advanced"), count("level-beginner")) == ("3", "1", "2")
    assert (count("category-all"), count("category-booking"), count("category-payment")) == ("2", "1", "1")
    assert count("video-yes") == "1"
    assert 'id="chip-level-beginner" aria-current="true"' in html
    assert "?level=beginner&amp;category=booking" in html


def test_words_find_and_the_other_filters_hold(page, some):
    services.index_all()
    html = get(page, "?q=pay+way")
    assert shown(html)[:1] == ["pay"]
    assert "?q=pay+way&amp;level=" in html
    assert shown(get(page, "?q=pay+way&category=booking")) == []


def test_drafts_are_not_found_by_words(page, some, editor):
    services.index_all()
    assert "hidden" not in shown(get(page, "?q=hidden"))
    answer = page(editor).get("/en/tutorials/")
    assert "Hidden" in answer.content.decode()


@pytest.mark.parametrize("words", ["zzzzqqq", "' OR 1=1", "<script>", "%00", "ا" * 500])
def test_words_that_find_nothing_lead_on(page, some, words):
    html = page().get("/en/tutorials/", {"q": words}).content.decode()
    assert "<script>alert" not in html
    assert "Show all" in html


def test_nothing_at_all_leads_to_the_answers(page):
    html = get(page)
    assert "No tutorials here yet" in html
    assert "/en/faqs/" in html
    assert 'name="q"' in html


def test_htmx_gets_the_grid_and_hears_how_many(page, some):
    html = get(page, "?category=payment", **HTMX)
    assert "<html" not in html
    assert 'id="tutorials"' in html
    assert 'hx-swap-oob="innerHTML">1 tutorial<' in html


@pytest.mark.parametrize("query", ["category=cooking", "level=easy", "series=none", "video=no", "category=a%00", "series=%00"])
def test_an_unknown_choice_is_not_found(page, some, query):
    assert page().get(f"/en/tutorials/?{query}").status_code == 404


def test_many_come_page_by_page(page, monkeypatch):
    monkeypatch.setattr(tutorial_grid, "PER_PAGE", 2)
    TutorialFactory.create_batch(5)
    html = get(page, "?category=booking")
    assert html.count("tutorial-card__text") == 2
    assert "?category=booking&amp;page=2" in html
    assert get(page, "?category=booking&page=3").count("tutorial-card__text") == 1
    assert get(page, "?page=nonsense").count("tutorial-card__text") == 2


def test_captions_in_the_own_language_are_told(page):
    tutorial = TutorialFactory(video_url="https://vimeo.com/76979871", title_es="Hola")
    services.replace_captions(tutorial, by=None, captions={"es": captions()})
    assert "poster__captions" in page().get("/es/tutorials/").content.decode()
    assert "poster__captions" not in page().get("/en/tutorials/").content.decode()


def test_the_list_costs_the_same_for_any_number(page, django_assert_num_queries):
    TutorialFactory.create_batch(8)
    with django_assert_num_queries(4):  # series, what there is, the page of cards, their captions
        page().get("/en/tutorials/")
