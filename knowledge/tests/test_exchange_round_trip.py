"""What is exported comes back the same."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.contrib.auth.models import Group

from knowledge import services
from knowledge.exchange.columns import columns_of
from knowledge.exchange.formats import CSV, FORMATS, JSON, XLSX, TooLong
from knowledge.exchange.resources import ArticleResource, FAQResource
from knowledge.models import FAQ, Article, Revision
from knowledge.tests.factories import CategoryFactory
from supportdesk.core.choices import Language
from supportdesk.core.models import SearchEntry

pytestmark = pytest.mark.django_db

ANSWERS = {
    "en": "Ask **us**.\n\n| a | b |\n|---|---|\n| 1 | 2 |",
    "es": "- uno\n- dos; tres, «cuatro»",
    "fr": "=1+1 n'est pas une formule",
    "de": "Sagen Sie \"bitte\"\nund 'danke'",
    "ar": "اسأل **فريقنا** في أي وقت",
    "zh-hans": "＝请联系我们的团队",
}


@pytest.fixture
def content(db):
    category = CategoryFactory(slug="money")
    group = Group.objects.create(name="Partners, large")
    for number, status in enumerate(["published", "draft", "archived"]):
        services.save_faq(
            None,
            by=None,
            category=category,
            slug=f"faq-{status}",
            texts={code: {"question": f"+{number} {code}?", "answer": text} for code, text in ANSWERS.items()},
            phrasings={"en": ["where is it", "- lost -"], "zh-hans": ["钱在哪里"]},
            tags=["refund", "geld"],
            status=status,
            position=number,
            audience="groups" if number == 0 else "signed_in",
            groups=[group] if number == 0 else [],
            expires_at=datetime(2031, 1, 2, 3, 4, 5, tzinfo=UTC),
            verify_by=date(2030, 5, 6),
        )
        services.save_article(
            None,
            by=None,
            category=category,
            slug=f"article-{status}",
            texts={code: {"title": f"{code} {number}", "summary": f"@{code}", "body": text} for code, text in ANSWERS.items()},
            status=status,
        )


def everything(model) -> dict[str, dict[str, str]]:
    return {page.slug: {column.name: column.of(page) for column in columns_of(model)} for page in model.objects.all()}


@pytest.mark.parametrize("file_format", FORMATS)
@pytest.mark.parametrize("resource", [FAQResource, ArticleResource])
def test_all_six_languages_survive_the_way_through_a_file(content, file_format, resource):
    before = everything(resource.model)
    found = set(SearchEntry.objects.values_list("kind", "language", "title", "body", "phrasings"))
    file = file_format().export_data(resource().export())
    resource.model.objects.all().delete()
    SearchEntry.objects.filter(kind=resource.model._meta.model_name).delete()

    result = resource().import_data(file_format().create_dataset(file), file_name="all")

    assert not result.invalid_rows
    assert len(before) == 3
    assert everything(resource.model) == before
    assert set(SearchEntry.objects.values_list("kind", "language", "title", "body", "phrasings")) == found
    origins = Revision.objects.filter(**{f"{resource.model._meta.model_name}__isnull": False}).values_list("origin", "comment")
    assert set(origins) == {(Revision.Origin.IMPORT, "Import all")}
    live = resource.model.objects.get(status="published")
    assert live.languages == Language.values
    assert live.outdated == []


@pytest.mark.parametrize("file_format", FORMATS)
def test_importing_an_export_again_changes_nothing(content, file_format):
    file = file_format().export_data(FAQResource().export())
    versions = Revision.objects.count()
    result = FAQResource().import_data(file_format().create_dataset(file))
    assert result.totals["skip"] == 3
    assert Revision.objects.count() == versions


@pytest.mark.parametrize("file_format", [CSV, XLSX])
def test_no_cell_of_a_spreadsheet_is_a_formula(content, file_format):
    FAQ.objects.filter(slug="faq-draft").update(
        question_en="=HYPERLINK(1)", answer_en="'=quoted", answer_es="-1", answer_fr="'plain"
    )
    file = file_format().export_data(FAQResource().export())
    raw = file.decode() if file_format is CSV else _cells(file)
    for cell in ("'=HYPERLINK(1)", "''=quoted", "'-1"):
        assert cell in raw
    back = file_format().create_dataset(file)
    row = next(row for row in back.dict if row["slug"] == "faq-draft")
    assert [row["question_en"], row["answer_en"], row["answer_es"], row["answer_fr"]] == [
        "=HYPERLINK(1)",
        "'=quoted",
        "-1",
        "'plain",
    ]


def _cells(file: bytes) -> set[object]:
    import io

    from openpyxl import load_workbook

    sheet = load_workbook(io.BytesIO(file)).worksheets[0]
    assert not any(cell.data_type == "f" for row in sheet.rows for cell in row)
    return {cell.value for row in sheet.rows for cell in row}


def test_a_text_that_a_spreadsheet_would_cut_off_is_refused(content):
    Article.objects.filter(slug="article-draft").update(body_en="x" * 40_000)
    table = ArticleResource().export()
    with pytest.raises(TooLong, match="CSV or JSON"):
        XLSX().export_data(table)
    assert len(JSON().export_data(table)) > 40_000


def test_an_export_costs_the_same_number_of_queries_however_many_pages(content, django_assert_num_queries):
    with django_assert_num_queries(5):
        FAQResource().export()
