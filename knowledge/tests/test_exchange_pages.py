"""The editors' pages of import and export."""

from __future__ import annotations

import io
import re
from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from openpyxl import load_workbook

from knowledge.exchange import uploads
from knowledge.exchange.formats import CSV, LARGEST_FILE
from knowledge.models import FAQ, Article, Revision
from knowledge.tasks import forget_uploads
from knowledge.tests.factories import CategoryFactory, write_article, write_faq

pytestmark = pytest.mark.django_db

IMPORT, PROCESS, EXPORT = (f"/admin/knowledge/faq/{name}/" for name in ("import", "process_import", "export"))
GOOD = "slug,category,question_en,answer_en,status\nfresh,money,Fresh?,Yes.,published\n"


@pytest.fixture(autouse=True)
def category(db):
    return CategoryFactory(slug="money")


@pytest.fixture
def desk(page, editor):
    return page(editor)


def upload(desk, text: str | bytes, name: str = "autumn.csv", address: str = IMPORT, **fields):
    content = text.encode() if isinstance(text, str) else text
    return desk.post(address, {"import_file": SimpleUploadedFile(name, content), "significance": "20", **fields})


def confirmation(response) -> dict[str, str]:
    """What the button "Import now" sends."""
    html = response.content.decode()
    form = html[html.index('action="/admin/knowledge/faq/process_import/"') :]
    form = form[: form.index("</form>")]
    fields = dict(re.findall(r'<input type="hidden" name="([a-z_]+)" value="([^"]*)"', form))
    fields.pop("csrfmiddlewaretoken", None)
    return fields


def kept_files() -> list[str]:
    if not default_storage.exists(uploads.FOLDER):
        return []
    days, _files = default_storage.listdir(uploads.FOLDER)
    return [name for day in days for name in default_storage.listdir(f"{uploads.FOLDER}/{day}")[1]]


# Import


def test_a_file_is_shown_first_and_imported_without_a_second_upload(desk, editor):
    shown = upload(desk, GOOD, significance="30")
    assert shown.status_code == 200
    assert "Fresh?" in shown.content.decode()
    assert not FAQ.objects.exists()
    assert len(kept_files()) == 1

    done = desk.post(PROCESS, confirmation(shown), follow=True)

    assert "Imported: 1 new, 0 changed, 0 as they were." in done.content.decode()
    version = Revision.objects.get(faq=FAQ.objects.get(slug="fresh"))
    assert (version.author, version.comment, version.significance) == (editor, "Import autumn.csv", 30)
    assert LogEntry.objects.get().user == editor
    assert not kept_files()


def test_errors_are_shown_by_row_and_column_and_there_is_no_button_to_go_on(desk):
    shown = upload(desk, GOOD + "other,nothing,Q?,A.,live\n").content.decode()
    assert "process_import" not in shown
    assert "Nothing was stored" in shown
    rows = re.findall(r'<td class="desk-number">(\d+)</td><td><code dir="ltr">(\w+)</code></td><td>([^<]+)</td>', shown)
    assert [(number, column) for number, column, _problem in rows] == [("3", "category"), ("3", "status")]
    assert not FAQ.objects.exists()


def test_what_went_wrong_since_the_dry_run_is_shown_and_nothing_is_stored(desk, category):
    shown = upload(desk, GOOD)
    category.delete()
    done = desk.post(PROCESS, confirmation(shown))
    assert "There is no category “money”" in done.content.decode()
    assert not FAQ.objects.exists()


def test_the_file_of_a_confirmation_is_imported_once(desk):
    fields = confirmation(upload(desk, GOOD))
    desk.post(PROCESS, fields)
    again = desk.post(PROCESS, fields, headers={"Referer": f"http://testserver{IMPORT}"}, follow=True)
    assert "upload it again" in again.content.decode()
    assert FAQ.objects.count() == 1


def test_nobody_imports_the_file_of_somebody_else_or_one_that_was_never_uploaded(desk, page, administrator):
    default_storage.save("secret.csv", ContentFile(GOOD.encode()))
    mine = confirmation(upload(desk, GOOD))
    for ticket in (mine["import_file_name"][:-1] + "x", "../secret.csv", "", f"{timezone.now():%Y-%m-%d}/{kept_files()[0]}"):
        refused = desk.post(PROCESS, mine | {"import_file_name": ticket}, follow=True)
        assert "upload it again" in refused.content.decode()
    page(administrator).post(PROCESS, mine)
    assert not FAQ.objects.exists()
    assert default_storage.exists("secret.csv")


@pytest.mark.parametrize(
    "changes", [{"format": "7"}, {"format": "x"}, {"significance": "5"}, {"original_file_name": ""}, {"import_file_name": None}]
)
def test_a_confirmation_with_other_fields_is_refused(desk, changes):
    fields = {name: value for name, value in (confirmation(upload(desk, GOOD)) | changes).items() if value is not None}
    assert desk.post(PROCESS, fields).status_code == 302
    assert not FAQ.objects.exists()


def test_a_dry_run_takes_nothing_but_our_kinds_of_files_up_to_a_size(desk, monkeypatch):
    for name, content, words in (
        ("a.xls", GOOD, "must end in .csv"),
        ("a.csv", b"slug\xff", "not in UTF-8"),
        ("a.xlsx", GOOD, "no Excel file"),
        ("a.json", GOOD, "well-formed JSON"),
        ("a.csv", "slug,category", "No valid data"),
        ("a.csv", "slug,x\na,b", "no column “x”"),
    ):
        assert words in upload(desk, content, name).content.decode()
    monkeypatch.setattr("knowledge.admin.exchange.LARGEST_FILE", 10)
    assert "At most 10" in upload(desk, GOOD).content.decode()
    assert LARGEST_FILE > 10_000_000
    assert not FAQ.objects.exists()


def test_a_file_without_anything_new_has_no_button(desk):
    faq = write_faq(slug="known")
    shown = upload(desk, f"slug,question_en\nknown,{faq.question_en}\n").content.decode()
    assert "There is nothing to import." in shown
    assert "Import now" not in shown


def test_articles_have_their_own_columns(desk):
    shown = upload(desk, "slug,category,title_en,body_en\na,money,T,B\n", address="/admin/knowledge/article/import/")
    assert "process_import" in shown.content.decode()
    assert "no column “question_en”" in upload(desk, GOOD, address="/admin/knowledge/article/import/").content.decode()
    assert not Article.objects.exists()


def test_files_that_nobody_imports_are_forgotten_after_a_day(desk):
    upload(desk, GOOD)
    old = f"{timezone.now() - timedelta(days=3):%Y-%m-%d}"
    default_storage.save(f"{uploads.FOLDER}/{old}/abc", ContentFile(b"x"))
    forget_uploads.call()
    forget_uploads.call()
    assert len(kept_files()) == 1
    assert not default_storage.exists(f"{uploads.FOLDER}/{old}")


# Export


def test_an_export_holds_the_filtered_pages_in_the_chosen_languages(desk):
    write_faq(
        "Shown?", slug="shown", texts={"en": {"question": "Shown?", "answer": "A"}, "es": {"question": "¿?", "answer": "Sí"}}
    )
    write_faq("Hidden?", slug="hidden", published=False)
    asked = desk.get(f"{EXPORT}?status__exact=published")
    assert "1 page as one row" in asked.content.decode()
    file = desk.post(f"{EXPORT}?status__exact=published", {"format": "1", "languages": ["en", "zh-hans"], "resource": ""})
    assert re.search(r'filename="faqs-[\d-]+\.xlsx"', file["Content-Disposition"])
    sheet = load_workbook(io.BytesIO(file.content)).worksheets[0]
    rows = list(sheet.values)
    assert [header for header in rows[0] if "_" in header] == [
        *("expires_at", "verify_by", "question_en", "answer_en", "phrasings_en"),
        *("question_zh_hans", "answer_zh_hans", "phrasings_zh_hans"),
    ]
    assert [row[0] for row in rows[1:]] == ["shown"]


def test_an_export_as_csv_is_what_excel_understands(desk):
    write_faq("¿Größe?", slug="a")
    file = desk.post(EXPORT, {"format": "0", "languages": ["en"], "resource": ""})
    assert file.content.startswith(b"\xef\xbb\xbfslug,category")
    assert file["Content-Type"] == "text/csv; charset=utf-8"
    assert CSV().create_dataset(file.content).dict[0]["question_en"] == "¿Größe?"


def test_what_xlsx_cannot_hold_is_said(desk):
    write_article(body="x" * 40_000)
    answer = desk.post("/admin/knowledge/article/export/", {"format": "1", "languages": ["en"], "resource": ""})
    assert "Choose CSV or JSON" in answer.content.decode()


@pytest.mark.parametrize("fields", [{"format": "9", "languages": ["en"]}, {"format": "0"}, {"format": "0", "languages": ["xx"]}])
def test_an_export_of_nothing_we_know_is_asked_again(desk, fields):
    answer = desk.post(EXPORT, fields)
    assert answer.status_code == 200
    assert "text/html" in answer["Content-Type"]


def test_filters_that_do_not_exist_are_left_out(desk):
    assert desk.get(f"{EXPORT}?nothing=1").url == EXPORT


# Who


@pytest.mark.parametrize("who", ["agent", "supervisor"])
@pytest.mark.parametrize(
    "address", [IMPORT, PROCESS, EXPORT, "/admin/knowledge/article/import/", "/admin/knowledge/article/export/"]
)
def test_only_editors_import_and_export(page, who, address, request):
    browser = page(request.getfixturevalue(who))
    assert browser.post(address, {"format": "0", "languages": ["en"]}).status_code == 403
    assert browser.get(address).status_code in (403, 405)


def test_others_do_not_reach_the_desk(page, customer):
    assert "login" in page(customer).get(IMPORT).url


def test_the_list_offers_both_to_editors_alone(page, editor, agent):
    assert "/admin/knowledge/faq/import/" in page(editor).get("/admin/knowledge/faq/").content.decode()
    shown = page(agent).get("/admin/knowledge/faq/").content.decode()
    assert "/import/" not in shown
    assert "/export/" not in shown
