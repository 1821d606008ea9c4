"""Two texts side by side: what a person would mark with a pen."""

import pytest

from knowledge.admin.comparing import Piece, compare, compare_words
from knowledge.models import FAQ, Article, Words


def marked(old: str, new: str) -> list[tuple[str, str, str]]:
    """Each row with its kind, what is marked on the left and what on the right."""

    def changed(pieces) -> str:
        return "|".join(piece.text for piece in pieces if piece.changed)

    return [(row.kind, changed(row.old.pieces), changed(row.new.pieces)) for row in compare(old, new)]


@pytest.mark.parametrize(
    ("old", "new", "gone", "come"),
    [
        ("It takes five days.", "It takes three days.", "five", "three"),
        ("It takes five days.", "It takes three working days.", "five", "three working"),
        ("退款需要五天才能到账", "退款需要三天才能到账", "五", "三"),
        ("تصل الأموال خلال خمسة أيام", "تصل الأموال خلال ثلاثة أيام", "خمسة", "ثلاثة"),
        ("Un café noir", "Un cafe\u0301 noir", "café", "cafe\u0301"),
        ("One  space", "One space", "  ", " "),
    ],
)
def test_words_are_marked_inside_of_a_changed_line(old, new, gone, come):
    assert marked(old, new) == [("changed", gone, come)]


def test_lines_come_and_go():
    assert marked("Title\nOld paragraph here.\nEnd", "Title\nEnd\nQuite another thing.") == [
        ("same", "", ""),
        ("removed", "Old paragraph here.", ""),
        ("same", "", ""),
        ("added", "", "Quite another thing."),
    ]


def test_a_changed_line_stands_beside_its_fellow_although_others_came_between():
    rows = marked("The hold lasts one day.", "A new beginning.\n\nThe hold lasts two days.")
    assert [row[0] for row in rows] == ["added", "added", "changed"]


def test_sentences_that_share_a_full_stop_alone_are_not_one_changed_line():
    assert [row[0] for row in marked("Mine.", "Theirs.")] == ["removed", "added"]


def test_long_runs_of_unchanged_lines_are_folded_and_counted():
    lines = [f"Line {number}" for number in range(20)]
    rows = compare("\n".join(lines), "\n".join([*lines[:10], "New", *lines[10:]]))
    assert [(row.kind, row.folded) for row in rows if row.kind == "folded"] == [("folded", 8), ("folded", 8)]
    assert [row.new.number for row in rows if row.kind == "added"] == [11]


def test_the_same_text_has_no_changes():
    [part] = compare_words(FAQ, Words("Where?", "", ""), Words("Where?", "", ""))
    assert not part.has_changed


def test_parts_are_those_of_the_kind_of_page():
    old, new = Words("Title", "", "Body"), Words("Title", "Summary", "Body")
    assert [part.label for part in compare_words(Article, old, new)] == ["title", "summary", "text"]
    assert [part.label for part in compare_words(FAQ, old, new)] == ["question", "answer"]


def test_very_long_lines_are_compared_as_a_whole():
    long = " ".join(str(number) for number in range(4_000))
    [row] = compare(long, f"{long} more")
    assert row.old.pieces == (Piece(long, changed=True),)
