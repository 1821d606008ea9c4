"""What is not for somebody does not exist for them: no page, no place in a list, no count, no file, no vote."""

import pytest
from django.contrib.auth.models import Group

from knowledge import services
from knowledge.models import FAQ, Feedback

from .factories import CategoryFactory, write_article, write_faq

PEOPLE = (None, "customer", "insider", "agent", "editor", "administrator")
MAY_READ = {
    "public": set(PEOPLE),
    "signed_in": set(PEOPLE) - {None},
    "staff": {"agent", "editor", "administrator"},
    "groups": {"insider", "editor", "administrator"},
}


@pytest.fixture
def insiders(db):
    return Group.objects.create(name="insiders")


@pytest.fixture
def insider(make_person, insiders):
    """A customer who belongs to a group."""
    person = make_person("ines")
    person.groups.add(insiders)
    return person


@pytest.fixture(params=PEOPLE)
def reader(request):
    return request.param, request.getfixturevalue(request.param) if request.param else None


@pytest.mark.parametrize("audience", MAY_READ)
def test_a_question_is_there_for_its_audience_alone(page, reader, insiders, audience):
    name, person = reader
    shelf = CategoryFactory(slug="shelf")
    faq = write_faq("Hidden thing?", category=shelf, audience=audience, groups=[insiders], tags=["bags"])
    neighbour = write_faq("Open thing?", category=shelf, tags=["bags"])
    guide = write_article("Open guide", category=shelf, tags=["bags"])
    browser, may = page(person), name in MAY_READ[audience]
    belongs = may and name not in outsiders(audience)
    assert browser.get(faq.get_absolute_url()).status_code == (200 if may else 404)
    assert browser.get(f"{faq.get_absolute_url()}report/").status_code == (200 if belongs else 404)
    lists = ("/en/faqs/", "/en/faqs/?category=shelf", "/en/faqs/?tag=bags")
    for address in (*lists, neighbour.get_absolute_url(), guide.get_absolute_url()):
        # Lists show what is open to the person, whatever else they could open because they edit.
        assert ("Hidden thing?" in browser.get(address).content.decode()) == belongs, address


def outsiders(audience: str) -> set:
    """Who may edit, but does not belong to the audience."""
    return {"editor"} if audience == "groups" else set()


@pytest.mark.parametrize("audience", MAY_READ)
def test_a_guide_is_there_for_its_audience_alone(page, reader, insiders, audience):
    name, person = reader
    shelf = CategoryFactory(slug="shelf")
    guide = write_article("Hidden guide", category=shelf, audience=audience, groups=[insiders])
    faq = write_faq("Open thing?", category=shelf)
    browser, may = page(person), name in MAY_READ[audience]
    assert browser.get(guide.get_absolute_url()).status_code == (200 if may else 404)
    assert ("Hidden guide" in browser.get("/en/articles/").content.decode()) == may
    beside = "Hidden guide" in browser.get(faq.get_absolute_url()).content.decode()
    assert beside == (name in MAY_READ[audience] - outsiders(audience))


def test_shelves_count_what_everybody_reads(db):
    shelf = CategoryFactory(slug="shelf")
    write_faq("Open?", category=shelf)
    write_faq("Closed?", category=shelf, audience="signed_in")
    from knowledge.models import FAQCategory

    assert FAQCategory.objects.with_counts().get().faq_count == 1


def test_a_page_that_was_tied_by_hand_is_not_told_to_others(page, customer):
    hidden = write_faq("Hidden thing?", audience="staff")
    faq = write_faq("Open thing?", related_faqs=[hidden])
    assert "Hidden thing?" not in page(customer).get(faq.get_absolute_url()).content.decode()


@pytest.mark.parametrize("audience", ["signed_in", "staff", "groups"])
def test_a_visitor_can_neither_vote_nor_report_nor_learn_of_it(page, api, insiders, audience):
    faq = write_faq("Hidden thing?", audience=audience, groups=[insiders])
    browser = page()
    assert browser.post(f"{faq.get_absolute_url()}feedback/", {"helpful": "yes"}).status_code == 404
    assert browser.post(f"{faq.get_absolute_url()}report/", {"reason": "wrong"}).status_code == 404
    assert api().post(f"/support/faqs/{faq.pk}/feedback", {"helpful": True}, format="json").status_code == 404
    assert api().get(f"/support/faqs/{faq.pk}").status_code == 404
    assert api().get("/support/faqs").json()["results"] == []
    assert not Feedback.objects.exists()
    assert FAQ.objects.get().view_count == 0


@pytest.mark.parametrize(
    ("audience", "badge"),
    [("signed_in", "Only for signed-in people"), ("staff", "Only for staff"), ("groups", "Only for chosen groups")],
)
def test_the_page_says_for_whom_it_is_and_keeps_away_from_search_engines(page, administrator, insiders, audience, badge):
    article = write_article("Inside", audience=audience, groups=[insiders])
    html = page(administrator).get(article.get_absolute_url()).content.decode()
    assert badge in html
    assert '<meta name="robots" content="noindex">' in html
    assert '"@type":"Article"' not in html


def test_a_public_page_has_no_badge(page, administrator):
    html = page(administrator).get(write_article("Open").get_absolute_url()).content.decode()
    assert "Only for" not in html
    assert "noindex" not in html


def test_an_editor_sees_an_archived_page_as_such_and_nobody_else_sees_it(page, editor, customer):
    article = write_article("Old")
    services.change_page_status(article, by=editor, status="archived")
    assert page(customer).get(article.get_absolute_url()).status_code == 404
    html = page(editor).get(article.get_absolute_url()).content.decode()
    assert "Archived" in html
    assert "Did this help you?" not in html
