"""What an import refuses, what it changes, and what it asks of the reviewers."""

from __future__ import annotations

import io
import json
from datetime import UTC, date, datetime

import pytest
from django.contrib.auth.models import Group
from openpyxl import Workbook
from tablib import Dataset

from knowledge import services
from knowledge.exchange.formats import CSV, JSON, XLSX, Unreadable, format_of
from knowledge.exchange.resources import ArticleResource, FAQResource
from knowledge.models import FAQ, Article, FormerAddress, Revision
from knowledge.tests.factories import CategoryFactory, write_article, write_faq
from supportdesk.core.search import search

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def category(db):
    return CategoryFactory(slug="money")


def table(*rows: dict):
    return JSON().create_dataset(json.dumps(rows).encode())


def run(*rows: dict, resource=FAQResource, **more):
    return resource().import_data(table(*rows), **more)


def problems(result) -> dict[int, dict[str, list[str]]]:
    return {row.number: row.error_dict for row in result.invalid_rows}


def new(slug: str = "refund", **changes) -> dict:
    return {"slug": slug, "category": "money", "question_en": "Refund?", "answer_en": "Soon.", "status": "published", **changes}


# Changes


def test_an_unknown_address_is_a_new_page_and_a_known_one_is_changed():
    known = write_faq("Old?", "Old.", slug="known")
    result = run(new("fresh"), {"slug": "known", "question_en": "New?"})
    assert [result.totals["new"], result.totals["update"]] == [1, 1]
    known.refresh_from_db()
    assert (known.question_en, known.answer_en) == ("New?", "Old.")
    assert FAQ.objects.get(slug="fresh").is_published


def test_a_row_without_an_address_gets_one_of_its_own():
    write_faq("Refund?", slug="refund")
    run(new(""), new(""), new("refund-2", question_en="Other?"))
    assert set(FAQ.objects.values_list("slug", flat=True)) == {"refund", "refund-2", "refund-3", "refund-4"}


def test_a_former_address_leads_to_the_page_of_today():
    faq = write_faq(slug="old")
    services.save_faq(faq, by=None, slug="young")
    assert FormerAddress.objects.filter(slug="old").exists()
    run({"slug": "old", "answer_en": "Changed."})
    assert FAQ.objects.get().answer_en == "Changed."
    result = run({"slug": "old", "answer_en": "1"}, {"slug": "young", "answer_en": "2"})
    assert "same address" in problems(result)[2]["slug"][0]


def test_versions_say_who_imported_which_file_and_how_much_it_matters(editor):
    write_faq(
        "Old?",
        "Old.",
        slug="known",
        texts={"en": {"question": "Old?", "answer": "Old."}, "es": {"question": "¿?", "answer": "Sí."}},
    )
    run({"slug": "known", "answer_en": "New."}, user=editor, file_name="autumn.xlsx", significance=Revision.Significance.MAJOR)
    version = Revision.objects.of(FAQ.objects.get(), "en").order_by("-number").first()
    assert (version.author, version.comment, version.origin) == (editor, "Import autumn.xlsx", Revision.Origin.IMPORT)
    assert version.significance == Revision.Significance.MAJOR
    assert FAQ.objects.get().outdated == ["es"]


def test_what_is_imported_is_found_and_what_is_withdrawn_is_not():
    run(new(phrasings_en="my money back\nreimbursement"))
    assert [hit.title for hit in search("reimbursement", language="en").hits] == ["Refund?"]
    run({"slug": "refund", "status": "archived"})
    assert not search("reimbursement", language="en").hits


def test_an_empty_cell_takes_away_and_a_missing_column_leaves():
    Group.objects.create(name="Partners")
    run(
        new(question_es="¿Y?", answer_es="Sí.", tags="a; B b, c", phrasings_en="one\ntwo", verify_by="2030-01-02",
            expires_at="2031-01-02 03:04", position=7, audience="groups", groups=["Partners"])
    )  # fmt: skip
    faq = FAQ.objects.get()
    assert sorted(tag.name for tag in faq.tags.all()) == ["a", "b-b", "c"]
    assert faq.verify_by == date(2030, 1, 2)
    assert faq.expires_at == datetime(2031, 1, 2, 3, 4, tzinfo=UTC)
    result = run(
        {"slug": "refund", "question_es": "", "answer_es": "", "tags": "", "verify_by": None, "status": "", "position": ""}
    )
    assert result.rows[0].diff.removed == ["es"]
    faq.refresh_from_db()
    assert (faq.languages, faq.tags.count(), faq.verify_by) == (["en"], 0, None)
    assert (faq.status, faq.position, faq.phrasings.count(), faq.audience) == ("published", 7, 2, "groups")


def test_an_article_may_have_no_summary():
    run({"slug": "a", "category": "money", "title_en": "T", "body_en": "B"}, resource=ArticleResource)
    article = Article.objects.get()
    assert (article.status, article.words_in("en")) == ("draft", ("T", "", "B"))


def test_other_line_breaks_are_no_change():
    write_faq(answer="One.\r\nTwo.", slug="known")
    assert run({"slug": "known", "answer_en": "One.\nTwo.\n"}).totals["skip"] == 1


# Dry runs


def test_a_dry_run_says_what_would_change_and_changes_nothing(django_assert_num_queries):
    write_faq("Where is my big money?", slug="known")
    with django_assert_num_queries(8):
        result = run({"slug": "known", "question_en": "Where is my small money?"}, new(), dry_run=True)
    change = result.rows[0].diff.changes[0]
    assert (change.column, change.lead, change.before, change.after, change.tail) == (
        *("question_en", "Where is my ", "big", "small", " money?"),
    )
    assert [row.import_type for row in result.rows] == ["update", "new"]
    assert FAQ.objects.count() == 1
    assert Revision.objects.count() == 1


def test_many_rows_are_looked_up_in_as_many_queries_as_two(django_assert_num_queries):
    for number in range(30):
        write_faq(f"Question {number}?", slug=f"known-{number}")
    rows = [{"slug": f"known-{number}", "answer_en": "New."} for number in range(30)]
    with django_assert_num_queries(8):
        run(*rows, dry_run=True)


# Refusals


@pytest.mark.parametrize(
    ("changes", "column", "words"),
    [
        ({"category": "nothing"}, "category", "no category “nothing”. There are: money."),
        ({"category": ""}, "category", "needs a category"),
        ({"status": "live"}, "status", "none of draft, published, archived"),
        ({"audience": "all"}, "audience", "none of public"),
        ({"audience": "groups"}, "groups", "at least one group"),
        ({"groups": "Nobody"}, "groups", "no group “Nobody”"),
        ({"question_en": ""}, "question_en", "English text is missing"),
        ({"question_es": "¿Y?"}, "answer_es", "still missing"),
        ({"answer_zh_hans": "好"}, "question_zh_hans", "still missing"),
        ({"question_en": "x" * 251}, "question_en", "At most 250 characters; these are 251."),
        ({"phrasings_de": "x" * 251}, "phrasings_de", "At most 250"),
        ({"slug": "not a slug"}, "slug", "only letters"),
        ({"slug": "x" * 121}, "slug", "At most 120"),
        ({"position": "-1"}, "position", "whole number"),
        ({"position": 1.5}, "position", "whole number"),
        ({"position": 40_000}, "position", "whole number"),
        ({"position": True}, "position", "text is needed"),
        ({"verify_by": "31.12.2027"}, "verify_by", "Write dates like"),
        ({"verify_by": "2027-02-30"}, "verify_by", "Write dates like"),
        ({"verify_by": "2027-01-01 10:00"}, "verify_by", "without a time"),
        ({"expires_at": "soon"}, "expires_at", "Write dates like"),
        ({"expires_at": "0001-01-01T00:00+14:00"}, "expires_at", "no such time"),
        ({"question_en": {"a": 1}}, "question_en", "text is needed"),
        ({"question_en": ["a"]}, "question_en", "text is needed"),
        ({"tags": [1]}, "tags", "text is needed"),
        ({"answer_en": "a\0b"}, "answer_en", "cannot be stored"),
    ],
)
@pytest.mark.parametrize("dry_run", [True, False])
def test_a_bad_cell_is_named_by_row_and_column_and_nothing_is_stored(changes, column, words, dry_run):
    result = run(new("fine"), new() | changes, dry_run=dry_run)
    assert list(problems(result)) == [2]
    assert words in problems(result)[2][column][0]
    assert not FAQ.objects.exists()


def test_every_problem_of_every_row_is_told_at_once():
    result = run(new("a", status="x", position="y"), new("b"), new("c", category="z"), new("b"))
    assert {row: sorted(columns) for row, columns in problems(result).items()} == {
        1: ["position", "status"],
        3: ["category"],
        4: ["slug"],
    }
    assert "Row 2" in problems(result)[4]["slug"][0]
    assert not FAQ.objects.exists()


def test_what_a_service_refuses_takes_the_whole_file_back(monkeypatch):
    save = services.save_faq

    def refuse_the_second(page, **fields):
        if fields["slug"] == "b":
            raise services.TextMissing("No.")
        return save(page, **fields)

    monkeypatch.setattr(services, "save_faq", refuse_the_second)
    assert problems(run(new("a"), new("b"))) == {2: {"__all__": ["No."]}}
    assert not FAQ.objects.exists()


@pytest.mark.parametrize(
    ("headers", "words"),
    [
        (["slug", "anwser_en"], "no column “anwser_en”"),
        (["question_en"], "“slug” is missing"),
        (["slug", "Slug"], "there twice"),
        (["slug", "title_en"], "no column “title_en”"),
    ],
)
def test_a_table_with_other_columns_is_refused_as_a_whole(headers, words):
    file = (",".join(headers) + "\r\n" + ",".join("x" for _ in headers)).encode()
    result = FAQResource().import_data(CSV().create_dataset(file))
    assert words in str(result.base_errors[0].error)
    assert not FAQ.objects.exists()


# Who


def test_somebody_who_may_not_write_pages_imports_nothing(customer, agent):
    for person in (customer, agent):
        result = run(new(), user=person)
        assert "may not" in problems(result)[1]["__all__"][0]
    assert not FAQ.objects.exists()


def test_who_may_not_publish_proposes(settings, editor):
    settings.KNOWLEDGE_REVIEW = True
    article = write_article("Old", "Old.", slug="known")
    rows = [
        {"slug": "known", "body_en": "New."},
        {"slug": "fresh", "category": "money", "title_en": "T", "body_en": "B", "status": "published"},
    ]
    result = run(*rows, resource=ArticleResource, user=editor)
    assert all(row.diff.waits_for_review for row in result.rows)
    article.refresh_from_db()
    assert article.body_en == "Old."
    assert Article.objects.get(slug="fresh").status == "draft"
    assert {revision.page.slug for revision in Revision.objects.waiting_for_review()} == {"known", "fresh"}
    again = run(rows[0], resource=ArticleResource, user=editor)
    assert again.totals["skip"] == 1
    assert Revision.objects.of(article).waiting_for_review().count() == 1


def test_who_may_not_publish_takes_no_language_away(settings, editor):
    settings.KNOWLEDGE_REVIEW = True
    faq = write_faq(slug="known", texts={"en": {"question": "Q?", "answer": "A."}, "es": {"question": "¿?", "answer": "Sí."}})
    result = run({"slug": "known", "question_es": "", "answer_es": ""}, user=editor)
    assert "take a language away" in problems(result)[1]["question_es"][0]
    faq.refresh_from_db()
    assert faq.languages == ["en", "es"]


# Files


@pytest.mark.parametrize(
    "file",
    [
        "\ufeffslug;question_en\r\na;Größe, ja?\r\n".encode(),
        "sep=;\r\nslug;question_en\r\na;Größe, ja?\r\n".encode(),
        'slug,question_en\na,"Größe, ja?"\n'.encode(),
        "slug\tquestion_en\r\n\r\na\tGröße, ja?\r\n".encode("utf-16"),
        "Slug ; QUESTION-EN;\n;;\na;Größe, ja?;\n".encode(),
    ],
)
def test_csv_of_other_programs_is_understood(file):
    rows = CSV().create_dataset(file)
    assert [(row["slug"], row["question_en"]) for row in rows.dict] == [("a", "Größe, ja?")]


def test_the_row_number_is_that_of_the_spreadsheet():
    rows = CSV().create_dataset(b'slug,answer_en\r\n,\r\na,"two\r\nlines"\r\n,\r\nb,x\r\n')
    assert rows.numbers == [3, 5]


@pytest.mark.parametrize(
    ("kind", "file", "words"),
    [
        (CSV, "slug,a\nx,é".encode("latin-1"), "not in UTF-8"),
        (CSV, b'slug,a\nx,"never ends', "well-formed CSV"),
        (CSV, b"slug,a\nx,y,z", "more cells"),
        (CSV, b",".join([b"a"] * 200), "more columns"),
        (XLSX, b"PK no", "no Excel file"),
        (XLSX, b"", "no Excel file"),
        (JSON, b"{", "well-formed JSON"),
        (JSON, b"[" * 100_000, "well-formed JSON"),
        (JSON, b'{"slug": "a"}', "list of objects"),
        (JSON, b"[1]", "list of objects"),
        (CSV, b"", "file is empty"),
        (CSV, b"\n,,\n", "file is empty"),
        (XLSX, XLSX().export_data(Dataset(headers=[""])), "file is empty"),
        (JSON, b"[]", "file is empty"),
        (JSON, b"[{}]", "file is empty"),
    ],
)
def test_a_file_that_is_none_is_refused_in_plain_words(kind, file, words):
    with pytest.raises(Unreadable, match=words):
        kind().create_dataset(file)


def test_a_file_with_too_many_rows_or_unpacked_bytes_is_refused(monkeypatch):
    monkeypatch.setattr("knowledge.exchange.formats.MOST_ROWS", 2)
    with pytest.raises(Unreadable, match="At most 2 rows"):
        CSV().create_dataset(b"slug\na\nb\nc")
    file = XLSX().export_data(FAQResource().export())
    monkeypatch.setattr("knowledge.exchange.formats.LARGEST_UNPACKED", 100)
    with pytest.raises(Unreadable, match="unpacked"):
        XLSX().create_dataset(file)


def test_a_workbook_of_a_person_has_numbers_dates_and_empty_cells():
    book = Workbook()
    book.active.append(["slug", "category", "question_en", "answer_en", "position", "verify_by", "expires_at", "tags", None])
    book.active.append(["a", "money", "Q?", 42, 3.0, datetime(2030, 1, 2), datetime(2030, 1, 2, 3, 4), None, None])
    written = io.BytesIO()
    book.save(written)
    result = FAQResource().import_data(XLSX().create_dataset(written.getvalue()))
    assert not result.invalid_rows
    faq = FAQ.objects.get()
    assert (faq.answer_en, faq.position, faq.verify_by) == ("42", 3, date(2030, 1, 2))
    assert faq.expires_at == datetime(2030, 1, 2, 3, 4, tzinfo=UTC)


def test_the_kind_of_a_file_is_told_by_its_name():
    assert [format_of(name) for name in ("a.CSV", "b.x.xlsx", "c.json")] == [CSV, XLSX, JSON]
    with pytest.raises(Unreadable):
        format_of("a.xls")
