"""Colours, shadows, type sizes, corners and times come from the tokens; no style sheet invents one."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings

FOLDER = Path(settings.BASE_DIR, "static/css")
SHEETS = sorted(path for path in FOLDER.rglob("*.css") if path.name != "tokens.css")
TOKENS = (FOLDER / "tokens.css").read_text()
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
COLOUR = re.compile(r"#[0-9a-f]{3,8}\b|\b(?:rgba?|hsla?|oklch|oklab|lab|lch)\(", re.I)
FROM_TOKENS = re.compile(r"^(?:var\(|calc\(|inherit|0\b|none|50%|100%|[\d.]+(?:em|pt|%)$)")
# These stand inside the admin's own theme, with its own sizes; colours are ours there too.
OF_THE_ADMIN = {
    "pages/admin.css",
    *(
        sheet
        for template in Path(settings.BASE_DIR, "templates/admin").rglob("*.html")
        for sheet in re.findall(r"css/(pages/[\w-]+\.css)", template.read_text())
    ),
}
PORTAL = [path for path in SHEETS if str(path.relative_to(FOLDER)) not in OF_THE_ADMIN]


def name_of(path: Path) -> str:
    return str(path.relative_to(FOLDER))


def rules_of(path: Path) -> str:
    return COMMENT.sub("", path.read_text())


def values_of(text: str, name: str) -> list[str]:
    return [value.strip() for value in re.findall(rf"[^-\w]{name}:\s*([^;}}]+)", text)]


@pytest.mark.parametrize("path", SHEETS, ids=name_of)
def test_no_sheet_has_a_colour_of_its_own(path):
    # An address may hold what looks like a colour: url(#shape).
    assert COLOUR.findall(re.sub(r"url\([^)]*\)", "", rules_of(path))) == []


@pytest.mark.parametrize("path", PORTAL, ids=name_of)
@pytest.mark.parametrize("name", ["font-size", "border-radius", "font-family"])
def test_sizes_corners_and_faces_are_tokens(path, name):
    assert [value for value in values_of(rules_of(path), name) if not FROM_TOKENS.match(value)] == []


@pytest.mark.parametrize("path", PORTAL, ids=name_of)
def test_shadows_and_times_are_tokens(path):
    text = rules_of(path)
    lifted = [value for value in values_of(text, "box-shadow") if not re.match(r"none|var\(|inset |0 0 0 ", value)]
    timed = [
        value for name in ("transition", "animation") for value in values_of(text, name) if re.search(r"[1-9][\d.]*m?s\b", value)
    ]
    assert lifted + timed == []


def test_every_token_that_is_asked_for_is_there():
    texts = {name_of(path): rules_of(path) for path in SHEETS}
    defined = set(re.findall(r"(--[\w-]+):", TOKENS + "".join(texts.values())))
    # Where there is something to fall back on, the token may lack.
    asked = {name: set(re.findall(r"var\((--[\w-]+)\)", text)) - defined for name, text in texts.items()}
    assert {name: missing for name, missing in asked.items() if missing} == {}


def test_every_token_is_used():
    defined = set(re.findall(r"(--[\w-]+):", TOKENS))
    used = set(re.findall(r"var\((--[\w-]+)", "".join(path.read_text() for path in FOLDER.rglob("*.css"))))
    assert defined - used == set()


def test_looks_that_the_readers_system_asks_for_are_answered():
    sheets = "".join(path.read_text() for path in FOLDER.rglob("*.css"))
    for wish in ("prefers-reduced-motion: reduce", "prefers-contrast: more", "forced-colors: active", "pointer: coarse"):
        assert f"({wish})" in sheets


def test_sides_are_named_so_that_they_hold_in_either_direction():
    sided = re.compile(r"(?:margin|padding|border)-(?:left|right)\b|[^-\w](?:left|right):|float:\s*(?:left|right)")
    for path in PORTAL:
        assert sided.findall(rules_of(path)) == [], name_of(path)
