import pytest

from knowledge.models import Feedback

from .factories import FAQFactory


def rate(client, faq, body, **headers):
    return client.post(f"/support/faqs/{faq.pk}/feedback", body, format="json", headers=headers)


def test_a_visitor_votes_and_changes_the_vote(api, db):
    faq, visitor = FAQFactory(), api()
    first = rate(visitor, faq, {"helpful": True})
    assert first.status_code == 201
    assert first.json() == {"helpful": True, "comment": "", "helpful_count": 1, "not_helpful_count": 0}
    second = rate(visitor, faq, {"helpful": False, "comment": "Too short."})
    assert second.status_code == 200
    assert second.json() == {"helpful": False, "comment": "Too short.", "helpful_count": 0, "not_helpful_count": 1}
    assert Feedback.objects.count() == 1


def test_a_program_is_known_by_its_visitor_token(api, db):
    faq = FAQFactory()
    token = rate(api(), faq, {"helpful": True}).cookies["visitor"].value
    assert rate(api(), faq, {"helpful": True}, **{"X-Visitor-Token": token}).status_code == 200
    assert rate(api(), faq, {"helpful": True}).status_code == 201
    faq.refresh_from_db()
    assert faq.helpful_count == 2


@pytest.mark.parametrize("person", ["customer", "agent", "editor", "supervisor", "administrator"])
def test_everybody_signed_in_votes_as_themselves(api, request, person):
    person, faq = request.getfixturevalue(person), FAQFactory()
    assert rate(api(person), faq, {"helpful": True}).status_code == 201
    assert rate(api(person), faq, {"helpful": True}).status_code == 200
    assert Feedback.objects.get().user == person


def test_the_language_read_is_remembered(api, db):
    faq = FAQFactory()
    rate(api(), faq, {"helpful": True}, **{"Accept-Language": "de"})
    assert Feedback.objects.get().language == "de"


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"helpful": None},
        {"helpful": "yes"},
        {"helpful": 1},
        {"helpful": [True]},
        {"helpful": True, "comment": 5},
        {"helpful": True, "comment": None},
        {"helpful": True, "comment": "x" * 1001},
        {"helpful": True, "coment": "x"},
    ],
)
def test_bad_input_is_refused_and_nothing_is_stored(api, db, body):
    faq = FAQFactory()
    assert rate(api(), faq, body).status_code == 400
    assert not Feedback.objects.exists()
    faq.refresh_from_db()
    assert (faq.helpful_count, faq.not_helpful_count) == (0, 0)


def test_an_unknown_faq_is_not_found(api, db):
    assert api().post("/support/faqs/1/feedback", {"helpful": True}, format="json").status_code == 404


def test_a_flood_of_votes_is_stopped(api, db, settings, monkeypatch):
    monkeypatch.setitem(settings.REST_FRAMEWORK["DEFAULT_THROTTLE_RATES"], "create", "5/min")
    faq = FAQFactory()
    answers = [rate(api(), faq, {"helpful": True}).status_code for _ in range(6)]
    assert answers == [201] * 5 + [429]
