import pytest

from knowledge.models import FAQ, FAQPhrasing
from supportdesk.core.models import SearchEntry

from .factories import CategoryFactory, FAQFactory, write_faq

SIMPLE = {"question": "Do you fly to the moon?", "answer": "Not **yet**.", "category": "booking"}


@pytest.fixture
def category(db):
    return CategoryFactory(slug="booking", topic="booking")


@pytest.fixture
def desk(api, editor, category):
    return api(editor)


def post(client, body, **headers):
    return client.post("/support/faqs", body, format="json", headers=headers)


def test_an_editor_writes_an_faq_with_three_words(desk, api):
    answer = post(desk, SIMPLE)
    assert answer.status_code == 201, answer.content
    shown = answer.json()
    assert (shown["question"], shown["slug"], shown["published"], shown["language"]) == (
        SIMPLE["question"],
        "do-you-fly-to-the-moon",
        True,
        "en",
    )
    assert shown["view_count"] == 0
    assert api().get(f"/support/faqs/{shown['id']}").status_code == 200
    assert api().get("/support/faqs?search=moon").json()["count"] == 1


def test_an_administrator_may_as_well(api, administrator, category):
    assert post(api(administrator), SIMPLE).status_code == 201


def test_everything_in_one_call(desk):
    answer = post(
        desk,
        {
            **SIMPLE,
            "language": "en",
            "translations": {"es": {"question": "¿Voláis a la luna?", "answer": "Todavía no."}},
            "phrasings": {"en": ["moon trips"], "es": ["viajes a la luna"]},
            "tags": ["Space", "far away"],
            "published": False,
        },
    )
    assert answer.status_code == 201, answer.content
    shown = answer.json()
    assert (shown["translations"], shown["tags"], shown["published"]) == (["en", "es"], ["far-away", "space"], False)
    assert FAQPhrasing.objects.count() == 2
    assert not SearchEntry.objects.exists()


def test_question_and_answer_may_be_in_another_language_beside_english(desk):
    body = {
        "question": "¿Voláis a la luna?",
        "answer": "Todavía no.",
        "language": "es",
        "category": "booking",
        "translations": {"en": {"question": "Do you fly to the moon?", "answer": "Not yet."}},
    }
    shown = post(desk, body).json()
    assert shown["translations"] == ["en", "es"]
    assert shown["question"] == "Do you fly to the moon?"


def test_the_language_of_the_call_is_the_language_of_the_text(desk):
    refused = post(desk, SIMPLE, **{"Accept-Language": "es"})
    assert refused.status_code == 400
    assert refused.json()["errors"][0]["code"] == "english_missing"
    assert not FAQ.objects.exists()
    faq = FAQFactory()
    changed = desk.patch(f"/support/faqs/{faq.pk}?language=es", {"question": "¿Qué?", "answer": "Eso."}, format="json")
    assert changed.json()["translations"] == ["en", "es"]
    assert changed.json()["question"] == "¿Qué?"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"question": None}, "question"),
        ({"question": 5}, "question"),
        ({"question": ""}, "question"),
        ({"question": "x" * 251}, "question"),
        ({"answer": "x" * 20_001}, "answer"),
        ({"answer": ["a"]}, "answer"),
        ({"category": "nowhere"}, "category"),
        ({"category": 1}, "category"),
        ({"category": None}, "category"),
        ({"category": {"slug": "booking"}}, "category"),
        ({"language": "xx"}, "language"),
        ({"translations": []}, "translations"),
        ({"translations": {"xx": {}}}, "translations"),
        ({"translations": {"es": "Hola"}}, "translations.es.non_field_errors"),
        ({"translations": {"es": {"question": 1}}}, "translations.es.question"),
        ({"translations": {"es": {"questoin": "x"}}}, "translations.es.questoin"),
        ({"phrasings": {"en": "moon"}}, "phrasings.en"),
        ({"phrasings": {"en": [1]}}, "phrasings.en.0"),
        ({"phrasings": ["moon"]}, "phrasings"),
        ({"tags": "space"}, "tags"),
        ({"tags": [None]}, "tags.0"),
        ({"tags": ["x"] * 21}, "tags"),
        ({"published": "yes"}, "published"),
        ({"publised": True}, "publised"),
    ],
)
def test_bad_input_is_named_and_nothing_is_stored(desk, change, field):
    answer = post(desk, {**SIMPLE, **change})
    assert answer.status_code == 400, answer.content
    assert field in [error["attr"] for error in answer.json()["errors"]]
    assert not FAQ.objects.exists()


@pytest.mark.parametrize("missing", ["question", "answer", "category"])
def test_three_words_are_needed(desk, missing):
    answer = post(desk, {name: value for name, value in SIMPLE.items() if name != missing})
    assert answer.status_code == 400
    assert [error["attr"] for error in answer.json()["errors"]] == [missing]


def test_half_a_translation_is_refused_and_nothing_is_stored(desk):
    answer = post(desk, {**SIMPLE, "translations": {"es": {"question": "¿Qué?"}}})
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["code"] == "text_missing"
    assert not FAQ.objects.exists()


def test_a_repeated_call_with_a_key_writes_once(desk):
    first = post(desk, SIMPLE, **{"Idempotency-Key": "k1"})
    again = post(desk, SIMPLE, **{"Idempotency-Key": "k1"})
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json()["id"] == again.json()["id"]
    assert FAQ.objects.count() == 1


def test_a_change_leaves_the_rest(desk):
    faq = write_faq("Old?", "Well.", tags=["a"], phrasings={"en": ["x"]})
    answer = desk.patch(f"/support/faqs/{faq.pk}", {"answer": "Rather so.", "published": False}, format="json")
    assert answer.status_code == 200, answer.content
    shown = answer.json()
    assert (shown["question"], shown["answer"], shown["tags"], shown["published"]) == ("Old?", "Rather so.", ["a"], False)
    assert not SearchEntry.objects.exists()


def test_an_empty_change_changes_nothing(desk):
    faq = write_faq("Old?")
    assert desk.patch(f"/support/faqs/{faq.pk}", {}, format="json").json()["question"] == "Old?"


def test_a_translation_is_taken_away_with_null(desk):
    faq = FAQFactory(spanish=True)
    assert desk.patch(f"/support/faqs/{faq.pk}", {"translations": {"es": None}}, format="json").json()["translations"] == ["en"]
    refused = desk.patch(f"/support/faqs/{faq.pk}", {"translations": {"en": None}}, format="json")
    assert refused.status_code == 400
    faq.refresh_from_db()
    assert faq.languages == ["en"]


def test_deleting(desk):
    faq = write_faq()
    assert desk.delete(f"/support/faqs/{faq.pk}").status_code == 204
    assert desk.get(f"/support/faqs/{faq.pk}").status_code == 404
    assert not SearchEntry.objects.exists()
    assert desk.delete(f"/support/faqs/{faq.pk}").status_code == 404


@pytest.mark.parametrize(("person", "status"), [(None, 401), ("customer", 403), ("agent", 403), ("supervisor", 403)])
def test_others_may_not_write_and_nothing_changes(api, request, category, person, status):
    client = api(request.getfixturevalue(person) if person else None)
    faq = write_faq("Old?")
    before = FAQ.objects.values().get()
    assert post(client, SIMPLE).status_code == status
    assert client.patch(f"/support/faqs/{faq.pk}", {"answer": "Mine."}, format="json").status_code == status
    assert client.patch("/support/faqs/999999", {"answer": "Mine."}, format="json").status_code == status
    assert client.delete(f"/support/faqs/{faq.pk}").status_code == status
    assert FAQ.objects.values().get() == before


def test_there_is_no_put(desk):
    faq = FAQFactory()
    assert desk.put(f"/support/faqs/{faq.pk}", SIMPLE, format="json").status_code == 405


@pytest.mark.parametrize(
    "body", ["[]", '"x"', "{", '{"question": NaN}', "null", '{"question": "a\\u0000b"}', '{"question": "\\ud800"}']
)
def test_bad_json_is_a_bad_request(desk, body):
    faq = FAQFactory()
    answer = desk.patch(f"/support/faqs/{faq.pk}", body, content_type="application/json")
    assert answer.status_code == 400
    assert answer.json()["errors"]
