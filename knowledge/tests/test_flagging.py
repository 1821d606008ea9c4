"""Readers report what is wrong with a page; those who may change it decide."""

import pytest
from django.db import IntegrityError, transaction

from knowledge import services
from knowledge.models import ContentFlag
from supportdesk.core.exceptions import NotAllowed, NotFound

from .factories import TutorialFactory, write_article, write_faq

ADDRESS = "/en/faqs/money/report/"


@pytest.fixture
def faq(db):
    return write_faq("Where is my money?", slug="money")


@pytest.fixture
def flag(faq, customer):
    return services.flag_page(faq, user=customer, reason="wrong", comment=" It is 3 days. ", language="en")


# The page.


def test_every_kind_of_page_leads_to_its_form(page, db):
    for thing in (write_faq("One?"), write_article("Two"), TutorialFactory()):
        address = f"{thing.get_absolute_url()}report/"
        if not hasattr(thing, "transcript"):
            assert f'href="{address}"' in page().get(thing.get_absolute_url()).content.decode()
        html = page().get(address).content.decode()
        assert "Report a problem with this page" in html
        assert html.count('type="radio"') == 6
        assert page().post(address, {"reason": "broken"}).status_code == 302
    assert {type(flag.page).__name__ for flag in ContentFlag.objects.all()} == {"FAQ", "Article", "Tutorial"}


def test_without_scripts_a_report_comes_back_to_the_page_with_a_word_of_thanks(page, faq, customer):
    browser = page(customer)
    answer = browser.post("/es/faqs/money/report/", {"reason": "outdated", "comment": "Old fee."}, follow=True)
    assert answer.redirect_chain == [("/es/faqs/money/", 302)]
    assert "toast" in answer.content.decode()
    flag = ContentFlag.objects.get()
    assert (flag.page, flag.user, flag.visitor, flag.reason, flag.comment, flag.language, flag.status) == (
        *(faq, customer, "", "outdated", "Old fee.", "es", "open"),
    )


def test_a_visitor_reports_as_the_holder_of_the_cookie(page, faq):
    page().post(ADDRESS, {"reason": "wrong"})
    flag = ContentFlag.objects.get()
    assert flag.user is None
    assert flag.visitor


def test_who_reported_before_is_told_so_kindly(page, faq):
    browser = page()
    browser.post(ADDRESS, {"reason": "wrong"})
    html = browser.get(ADDRESS).content.decode()
    assert "You reported this page on" in html
    assert "<textarea" not in html
    again = browser.post(ADDRESS, {"reason": "broken"}, follow=True)
    assert "You have reported this page already." in again.content.decode()
    assert ContentFlag.objects.get().reason == "wrong"


@pytest.mark.parametrize(
    "words",
    [
        {},
        {"reason": "boring"},
        {"reason": "wrong", "comment": "x" * 1001},
        {"reason": "wrong", "comment": "\x00"},
        {"reason": "other"},
        {"reason": "other", "comment": "  "},
        {"reason": ["wrong", "\x00"]},
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_stored(page, faq, words):
    answer = page().post(ADDRESS, words)
    assert answer.status_code == 422
    assert "errorlist" in answer.content.decode()
    assert not ContentFlag.objects.exists()


def test_an_unknown_page_and_a_draft_cannot_be_reported(page, db):
    draft = write_faq("Draft?", published=False)
    assert page().get("/en/faqs/none/report/").status_code == 404
    assert page().post(f"{draft.get_absolute_url()}report/", {"reason": "wrong"}).status_code == 404
    assert not ContentFlag.objects.exists()


def test_a_flood_is_stopped(page, db, settings):
    settings.REST_FRAMEWORK = {**settings.REST_FRAMEWORK, "DEFAULT_THROTTLE_RATES": {"create": "2/min"}}
    addresses = [f"{write_faq(f'Question {number}?').get_absolute_url()}report/" for number in range(3)]
    assert [page().post(address, {"reason": "wrong"}).status_code for address in addresses] == [302, 302, 429]
    assert ContentFlag.objects.count() == 2


def test_a_form_without_token_is_refused(faq):
    from django.test import Client

    assert Client(enforce_csrf_checks=True).post(ADDRESS, {"reason": "wrong"}).status_code == 403
    assert not ContentFlag.objects.exists()


# The service.


def test_one_open_flag_a_person_and_page_is_enough(flag, faq, customer, stranger):
    with pytest.raises(services.FlaggedBefore):
        services.flag_page(faq, user=customer, reason="broken", language="en")
    services.flag_page(faq, user=stranger, reason="broken", language="en")
    services.flag_page(faq, visitor="v1", reason="broken", language="en")
    with pytest.raises(services.FlaggedBefore):
        services.flag_page(faq, visitor="v1", reason="wrong", language="en")
    assert ContentFlag.objects.count() == 3


def test_two_clicks_at_once_are_one_flag(flag, faq, customer, monkeypatch):
    monkeypatch.setattr("knowledge.services.flags.open_flag", lambda *args, **kwargs: None)
    with pytest.raises(services.FlaggedBefore):
        services.flag_page(faq, user=customer, reason="wrong", language="en")
    assert ContentFlag.objects.count() == 1


def test_after_a_decision_the_page_may_be_reported_again(flag, faq, customer, editor):
    services.decide_flag(flag, by=editor, upheld=False, decision="It is right.")
    services.flag_page(faq, user=customer, reason="wrong", language="en")
    assert ContentFlag.objects.to_decide().count() == 1


def test_a_draft_cannot_be_flagged(customer):
    with pytest.raises(NotFound):
        services.flag_page(write_faq("Draft?", published=False), user=customer, reason="wrong", language="en")
    assert not ContentFlag.objects.exists()


@pytest.mark.parametrize(("upheld", "status"), [(True, "upheld"), (False, "dismissed")])
def test_a_decision_says_who_when_and_why(flag, editor, upheld, status):
    decided = services.decide_flag(flag, by=editor, upheld=upheld, decision=" Mended. ")
    assert (decided.status, decided.decided_by, decided.decision) == (status, editor, "Mended.")
    assert decided.decided_at is not None
    assert decided.comment == "It is 3 days."


@pytest.mark.parametrize("person", ["customer", "stranger", "agent"])
def test_who_may_not_change_the_page_does_not_decide(flag, request, person):
    with pytest.raises(NotAllowed):
        services.decide_flag(flag, by=request.getfixturevalue(person), upheld=True, decision="Yes.")
    flag.refresh_from_db()
    assert flag.status == "open"


def test_a_decision_needs_words_and_is_made_once(flag, editor):
    with pytest.raises(services.DecisionMissing):
        services.decide_flag(flag, by=editor, upheld=True, decision="  ")
    services.decide_flag(flag, by=editor, upheld=True, decision="Mended.")
    with pytest.raises(services.FlagDecided):
        services.decide_flag(flag, by=editor, upheld=False, decision="No.")
    flag.refresh_from_db()
    assert (flag.status, flag.decision) == ("upheld", "Mended.")


def test_the_database_knows_the_rule_too(flag, faq, customer):
    with pytest.raises(IntegrityError), transaction.atomic():
        ContentFlag.objects.create(faq=faq, user=customer, reason="wrong", language="en")
