import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from .search_content import REFUND, write

FAQS = """
[[faq]]
slug = "refund"
[faq.en]
question = "How long does a refund take?"
answer = "Ten working days."
phrasings = ["when do I get my refund", "refund time"]
[[faq]]
slug = "luggage"
[faq.en]
question = "How much luggage may I take?"
answer = "Ten kilograms."
phrasings = ["luggage allowance"]
"""


@pytest.fixture
def faqs(tmp_path):
    folder = tmp_path / "faqs"
    folder.mkdir()
    (folder / "all.toml").write_text(FAQS)
    return folder


def output(*arguments) -> list[str]:
    out = StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue().splitlines()


@pytest.mark.django_db
def test_rebuilding_shows_each_language_and_whether_it_was_built():
    write(REFUND)
    assert output("rebuild_search")[0] == "[1/6] en: 1 entries, built"
    assert output("rebuild_search")[0] == "[1/6] en: 1 entries, unchanged"
    assert output("rebuild_search", "--all")[5] == "[6/6] zh-hans: 0 entries, built"


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.django_db
def test_a_terminal_sees_a_bar_and_a_file_does_not(monkeypatch):
    write(REFUND)
    for stream, is_shown in ((StringIO(), False), (Terminal(), True)):
        monkeypatch.setattr("sys.stderr", stream)
        output("rebuild_search", "--all")
        assert ("6/6" in stream.getvalue() or "5/6" in stream.getvalue()) is is_shown


@pytest.fixture
def nowhere(tmp_path):
    return str(tmp_path / "nowhere")


def test_evaluating_asks_each_phrasing_that_was_left_out(faqs, nowhere):
    line = output("evaluate_search", "--faqs", str(faqs), "--data", nowhere)[1].split()
    assert line[:8] == ["phrasings", "left", "out", "en", "3", "1.000", "1.000", "1.000"]


def test_without_question_sets_the_demo_alone_is_measured_and_that_is_said(faqs, nowhere):
    out, told = StringIO(), StringIO()
    call_command("evaluate_search", "--faqs", str(faqs), "--data", nowhere, stdout=out, stderr=told)
    assert "only the demo content is measured" in told.getvalue()
    assert len(out.getvalue().splitlines()) == 2


def test_figures_are_saved_and_compared_with(faqs, nowhere, tmp_path):
    figures = tmp_path / "figures.json"
    arguments = ("evaluate_search", "--faqs", str(faqs), "--data", nowhere, "--figures", str(figures))
    assert "+" not in output(*arguments, "--compare")[1]
    output(*arguments, "--save")
    saved = json.loads(figures.read_text())
    assert saved == {"phrasings left out, en": {"mrr": 1.0, "r1": 1.0, "r3": 1.0, "r5": 1.0}}
    saved["phrasings left out, en"]["mrr"] = 0.75
    figures.write_text(json.dumps(saved))
    assert output(*arguments, "--compare")[1].split()[-4:] == ["+0.250", "+0.000", "+0.000", "+0.000"]
    figures.write_text("{")
    with pytest.raises(CommandError, match="cannot be read"):
        output(*arguments, "--compare")


def test_evaluating_reads_question_sets(faqs, tmp_path):
    bank = [
        {"id": "a", "lang": "zh", "title": "退款", "answer": "十天"},
        {"id": "b", "lang": "zh", "title": "行李", "answer": "一件"},
    ]
    queries = [
        {"query": "我的退款", "lang": "zh", "expected": "a", "tier": "natural"},
        {"query": "天气", "lang": "zh", "expected": None, "tier": "oos"},
    ]
    for name, rows in (("desk_bank", bank), ("desk_queries", queries)):
        (tmp_path / f"{name}.jsonl").write_text("\n".join(json.dumps(row) for row in rows))
    lines = [line.split() for line in output("evaluate_search", "--faqs", str(faqs), "--data", str(tmp_path))[2:]]
    assert [line[:4] for line in lines] == [["desk", "natural", "zh-hans", "1"], ["desk", "oos", "zh-hans", "1"]]
    assert lines[0][5] == "1.000"


def test_evaluating_a_folder_that_is_not_there_says_so(tmp_path):
    with pytest.raises(CommandError, match="is not a folder"):
        call_command("evaluate_search", "--faqs", str(tmp_path / "nowhere"))
