import pytest

from knowledge import services
from knowledge.models import FAQ, Article, FAQCategory, Feedback, Revision, Tag, Tutorial
from supportdesk.core.choices import Language
from supportdesk.core.models import SearchEntry

from .factories import CategoryFactory, FAQFactory, TutorialFactory, write_article, write_faq

SUFFIXES = [language.replace("-", "_") for language in Language.values]


def formset(prefix: str, rows: list[dict], initial: int = 0) -> dict:
    data = {
        f"{prefix}-TOTAL_FORMS": len(rows),
        f"{prefix}-INITIAL_FORMS": initial,
        f"{prefix}-MIN_NUM_FORMS": 0,
        f"{prefix}-MAX_NUM_FORMS": 1000,
    }
    return data | {f"{prefix}-{number}-{name}": value for number, row in enumerate(rows) for name, value in row.items()}


def texts(**fields: str) -> dict:
    """Empty texts in every language for the fields named, and the ones given as `question_en="…"`."""
    names = {name.split("_")[0] for name in fields}
    return {f"{name}_{suffix}": "" for name in names for suffix in SUFFIXES} | fields


@pytest.fixture
def desk(page, editor):
    return page(editor)


def saved(response):
    if response.status_code == 200:
        forms = [
            response.context["adminform"].form.errors,
            *(inline.formset.errors for inline in response.context["inline_admin_formsets"]),
        ]
        pytest.fail(f"not saved: {forms}")
    assert response.status_code == 302


def faq_form(category, **changes) -> dict:
    return {
        "category": category.pk,
        "position": 10,
        "status": "published",
        "audience": "public",
        "significance": 20,
        "comment": "",
        "slug": "",
        **texts(question_en="Where is my money?", answer_en="On its way."),
        **formset("phrasings", []),
        **formset("attachments", []),
        **changes,
    }


def test_an_editor_writes_an_faq_with_phrasings_that_is_found(desk, editor):
    tag = Tag.objects.create(name="refund")
    rows = [{"language": "en", "text": "refund not here"}, {"language": "es", "text": "no llega"}]
    words = faq_form(
        CategoryFactory(), tags=[tag.pk], question_es="¿Dónde está?", answer_es="En camino.", **formset("phrasings", rows)
    )
    saved(desk.post("/admin/knowledge/faq/add/", words))
    faq = FAQ.objects.get()
    assert (faq.slug, faq.is_published, faq.updated_by, faq.languages) == ("where-is-my-money", True, editor, ["en", "es"])
    assert [tag.name for tag in faq.tags.all()] == ["refund"]
    assert faq.phrasings.count() == 2
    assert dict(SearchEntry.objects.values_list("language", "phrasings")) == {"en": "refund not here", "es": "no llega"}


def test_an_editor_changes_texts_and_phrasings(desk):
    faq = write_faq(phrasings={"en": ["keep", "drop", "change"]})
    keep, drop, change = faq.phrasings.order_by("pk")
    rows = [
        {"id": keep.pk, "faq": faq.pk, "language": "en", "text": "keep"},
        {"id": drop.pk, "faq": faq.pk, "language": "en", "text": "drop", "DELETE": "on"},
        {"id": change.pk, "faq": faq.pk, "language": "en", "text": "changed"},
    ]
    words = faq_form(faq.category, slug=faq.slug, answer_en="Tomorrow.", **formset("phrasings", rows, initial=3))
    saved(desk.post(f"/admin/knowledge/faq/{faq.pk}/change/", words))
    assert sorted(faq.phrasings.values_list("text", flat=True)) == ["changed", "keep"]
    entry = SearchEntry.objects.get()
    assert (entry.body, set(entry.phrasings.split("\n"))) == ("Tomorrow.", {"keep", "changed"})


def test_a_draft_again_is_hidden(desk):
    faq = write_faq()
    words = faq_form(faq.category, slug=faq.slug, status="draft")
    saved(desk.post(f"/admin/knowledge/faq/{faq.pk}/change/", words))
    assert not FAQ.objects.get().is_published
    assert not SearchEntry.objects.exists()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"answer_en": ""}, "answer_en"),
        ({"question_es": "¿Solo?"}, "answer_es"),
        ({"answer_zh_hans": "只有回答"}, "question_zh_hans"),
    ],
)
def test_half_a_text_is_shown_as_an_error_and_nothing_is_stored(desk, change, field):
    answer = desk.post("/admin/knowledge/faq/add/", faq_form(CategoryFactory(), **change))
    assert answer.status_code == 200
    assert field in answer.context["adminform"].form.errors
    assert not FAQ.objects.exists()


def test_a_taken_address_is_shown_as_an_error(desk):
    faq = write_faq()
    answer = desk.post("/admin/knowledge/faq/add/", faq_form(faq.category, slug=faq.slug))
    assert "slug" in answer.context["adminform"].form.errors


def test_the_selected_are_published_and_taken_out(desk):
    draft, shown = write_faq("A?", published=False), write_faq("B?")
    desk.post("/admin/knowledge/faq/", {"action": "publish", "_selected_action": [draft.pk, shown.pk]})
    assert FAQ.objects.published().count() == 2
    desk.post("/admin/knowledge/faq/", {"action": "unpublish", "_selected_action": [draft.pk]})
    assert list(FAQ.objects.published()) == [shown]
    assert SearchEntry.objects.count() == 1


def test_an_editor_deletes_an_faq_with_feedback_of_readers(desk, customer):
    faq = write_faq()
    services.rate_page(faq, user=customer, helpful=True, language="en")
    assert desk.post(f"/admin/knowledge/faq/{faq.pk}/delete/", {"post": "yes"}).status_code == 302
    assert not FAQ.objects.exists()
    assert not SearchEntry.objects.exists()


def test_a_filter_shows_what_is_not_translated(desk):
    FAQFactory(question_en="Alone?")
    FAQFactory(question_en="Together?", spanish=True)
    html = desk.get("/admin/knowledge/faq/?untranslated=es").content.decode()
    assert "Alone?" in html
    assert "Together?" not in html


def article_form(category, **changes) -> dict:
    return {
        "category": category.pk,
        "position": 10,
        "status": "published",
        "audience": "public",
        "slug": "",
        "significance": 20,
        "comment": "",
        **texts(title_en="Refunds", summary_en="", body_en="Ask."),
        **formset("attachments", []),
        **changes,
    }


def test_saving_an_article_writes_a_version_for_each_language_that_changed(desk, editor):
    saved(desk.post("/admin/knowledge/article/add/", article_form(CategoryFactory(), comment="First.")))
    article = Article.objects.get()
    assert (article.status, article.slug, article.updated_by) == ("published", "refunds", editor)
    words = article_form(
        article.category, slug="refunds", title_es="Reembolsos", body_es="Pida.", comment="Spanish added.", significance=30
    )
    saved(desk.post(f"/admin/knowledge/article/{article.pk}/change/", words))
    versions = list(
        article.revisions.order_by("pk").values_list("language", "number", "significance", "comment", "status", "author")
    )
    assert versions == [("en", 1, 20, "First.", "published", editor.pk), ("es", 1, 30, "Spanish added.", "published", editor.pk)]
    assert set(SearchEntry.objects.values_list("language", flat=True)) == {"en", "es"}


def test_saving_without_a_change_writes_no_version_and_a_status_hides(desk):
    article = write_article("Refunds", "Ask.")
    words = article_form(article.category, slug=article.slug, summary_en="In short.", status="archived")
    saved(desk.post(f"/admin/knowledge/article/{article.pk}/change/", words))
    assert Revision.objects.count() == 1
    assert Article.objects.get().status == "archived"
    assert not SearchEntry.objects.exists()


def test_versions_are_listed_and_read_but_not_changed(desk):
    article = write_article()
    revision = article.revisions.get()
    assert (
        f"/admin/knowledge/revision/{revision.pk}/change/"
        in desk.get(f"/admin/knowledge/article/{article.pk}/change/").content.decode()
    )
    address = f"/admin/knowledge/revision/{revision.pk}/change/"
    html = desk.get(address).content.decode()
    assert 'id="section-how"' in html
    assert desk.post(address, {"title": "Other"}).status_code == 403
    revision.refresh_from_db()
    assert revision.title == "Refunds"


def test_categories_and_tags_are_kept(desk):
    words = {"slug": "", "topic": "billing", "icon": "receipt", "position": 5, **texts(name_en="Refunds", description_en="")}
    saved(desk.post("/admin/knowledge/faqcategory/add/", words))
    category = FAQCategory.objects.get()
    assert (category.slug, category.topic) == ("refunds", "billing")
    saved(desk.post(f"/admin/knowledge/faqcategory/{category.pk}/change/", {**words, "slug": "money", "name_es": "Reembolsos"}))
    category.refresh_from_db()
    assert (category.slug, category.languages) == ("money", ["en", "es"])
    saved(desk.post("/admin/knowledge/tag/add/", {"name": "bags"}))
    assert Tag.objects.get().name == "bags"


def test_feedback_is_read_and_left_alone(desk, customer):
    feedback, _ = services.rate_page(write_faq(), user=customer, helpful=False, comment="Too long.", language="en")
    assert "Too long." in desk.get("/admin/knowledge/feedback/").content.decode()
    address = f"/admin/knowledge/feedback/{feedback.pk}/"
    assert desk.get(f"{address}change/").status_code == 200
    assert desk.post(f"{address}delete/", {"post": "yes"}).status_code == 403
    assert Feedback.objects.exists()


@pytest.mark.parametrize("name", ["faq", "faqcategory", "tag", "article", "revision", "tutorial", "feedback"])
def test_every_list_opens_and_costs_the_same_for_any_number(desk, name, customer, django_assert_max_num_queries):
    def fill(number: int) -> None:
        faq = write_faq(f"Q{number}?", tags=[f"t{number}"], category=CategoryFactory(slug=f"c{number}"))
        services.rate_page(faq, user=customer, helpful=True, language="en")
        write_article(f"A{number}", category=faq.category)
        TutorialFactory()

    def cost() -> int:
        with django_assert_max_num_queries(25) as queries:
            assert desk.get(f"/admin/knowledge/{name}/").status_code == 200
        return len(queries)

    fill(0)
    cost()
    few = cost()
    for number in range(1, 5):
        fill(number)
    assert cost() == few


@pytest.mark.parametrize("name", ["faq", "faqcategory", "article", "tutorial"])
def test_an_agent_reads_and_does_not_write(page, agent, name):
    FAQFactory(), write_article(), TutorialFactory()
    browser = page(agent)
    assert browser.get(f"/admin/knowledge/{name}/").status_code == 200
    assert browser.get(f"/admin/knowledge/{name}/add/").status_code == 403
    pk = {"faq": FAQ, "faqcategory": FAQCategory, "article": Article, "tutorial": Tutorial}[name].objects.first().pk
    assert browser.get(f"/admin/knowledge/{name}/{pk}/change/").status_code == 200
    assert browser.post(f"/admin/knowledge/{name}/{pk}/change/", {}).status_code == 403
    assert browser.post(f"/admin/knowledge/{name}/{pk}/delete/", {"post": "yes"}).status_code == 403


@pytest.mark.parametrize("name", ["faq", "article"])
def test_an_agent_finds_no_page_that_is_kept_for_others_and_no_draft(page, agent, supervisor, name):
    write = {"faq": write_faq, "article": write_article}[name]
    hidden = [write(), write()]
    type(hidden[0]).objects.filter(pk=hidden[0].pk).update(audience="groups")
    type(hidden[1]).objects.filter(pk=hidden[1].pk).update(status="draft")
    for kept in hidden:
        address = f"/admin/knowledge/{name}/{kept.pk}/change/"
        assert address not in page(agent).get(f"/admin/knowledge/{name}/").content.decode()
        assert page(agent).get(address).status_code == 302
        assert page(supervisor).get(address).status_code == 200


def test_a_customer_stays_outside(page, customer):
    assert page(customer).get("/admin/knowledge/faq/").status_code in (302, 403)


def test_pages_of_the_desk_load_nothing_from_elsewhere(desk):
    faq = write_faq()
    html = desk.get(f"/admin/knowledge/faq/{faq.pk}/change/").content.decode()
    assert "googleapis" not in html
    assert 'src="//' not in html
