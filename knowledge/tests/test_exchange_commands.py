"""The same exchange from the command line."""

from __future__ import annotations

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from knowledge.models import FAQ, Article, Revision
from knowledge.tests.factories import CategoryFactory, write_article, write_faq

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def category(db):
    return CategoryFactory(slug="money")


def run(*arguments, **options) -> str:
    said = StringIO()
    call_command(*map(str, arguments), stdout=said, stderr=said, **options)
    return said.getvalue()


@pytest.mark.parametrize("ending", ["csv", "xlsx", "json"])
def test_what_is_exported_is_imported_again(tmp_path, ending):
    write_faq("Where?", "Here.", slug="where")
    write_article("How", slug="how")
    assert "1 faqs in" in run("export_knowledge", tmp_path / f"faqs.{ending}")
    assert "1 articles in" in run("export_knowledge", tmp_path / f"articles.{ending}", kind="articles")
    FAQ.objects.all().delete()
    Article.objects.all().delete()
    assert "row" in run("import_knowledge", tmp_path / f"faqs.{ending}", dry_run=True)
    assert not FAQ.objects.exists()
    assert "Imported: 1 new" in run("import_knowledge", tmp_path / f"faqs.{ending}")
    assert "Imported: 1 new" in run("import_knowledge", tmp_path / f"articles.{ending}")
    assert FAQ.objects.get().answer_en == "Here."
    assert Article.objects.get().is_published


def test_an_import_can_be_somebodys(tmp_path, editor):
    write_faq("Old?", slug="known")
    file = tmp_path / "faqs.json"
    file.write_text(json.dumps([{"slug": "known", "question_en": "New?"}]))
    run("import_knowledge", file, by=editor.email.upper(), significance="typo")
    version = Revision.objects.order_by("-pk").first()
    assert (version.author, version.significance) == (editor, Revision.Significance.TYPO)


def test_errors_are_told_by_row_and_end_the_command(tmp_path, customer):
    file = tmp_path / "faqs.csv"
    file.write_text("slug,category,question_en,answer_en\na,money,Q?,A.\nb,nothing,Q?,A.\n")
    said = StringIO()
    with pytest.raises(CommandError, match="1 of 2 rows"):
        call_command("import_knowledge", str(file), stderr=said)
    assert "row 3, category: There is no category" in said.getvalue()
    assert not FAQ.objects.exists()
    for arguments, words in (
        ([file, "--by", "nobody@example.org"], "Nobody has"),
        ([file, "--by", customer.email], "Nothing was stored"),
        ([tmp_path / "missing.csv"], "No such file"),
        ([tmp_path / "faqs.txt"], "No such file"),
    ):
        with pytest.raises(CommandError, match=words):
            call_command("import_knowledge", *map(str, arguments), stderr=said)
    file.write_text("slug,x\na,b\n")
    with pytest.raises(CommandError, match="neither FAQs nor articles"):
        call_command("import_knowledge", str(file))
    file.write_text("slug,question_en,x\na,b,c\n")
    with pytest.raises(CommandError, match="no column"):
        call_command("import_knowledge", str(file))
    with pytest.raises(CommandError, match="must end in"):
        call_command("export_knowledge", str(tmp_path / "faqs.txt"))
