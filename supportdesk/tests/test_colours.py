"""Words must be readable on what they stand on, by day and by night: WCAG AA, 4.5 to 1; lines of controls and focus 3 to 1."""

import re
from pathlib import Path

import pytest
from django.conf import settings

TOKENS = Path(settings.BASE_DIR, "static/css/tokens.css").read_text()
DEFINED = dict(re.findall(r"--([a-z-]+):\s*(light-dark\(#[0-9a-f]{6}, #[0-9a-f]{6}\)|#[0-9a-f]{6});", TOKENS))
GROUNDS = ["paper", "surface", "surface-raised", "surface-sunken", "surface-hover"]
WORDS = [
    *((ink, ground) for ink in ("ink", "ink-soft", "ink-faint", "accent", "accent-strong") for ground in GROUNDS),
    *((tone, f"{tone}-tint") for tone in ("info", "good", "warn", "bad", "mind")),
    *(("ink", f"{tone}-tint") for tone in ("info", "good", "warn", "bad", "mind", "accent", "dawn")),
    *(("bad", ground) for ground in GROUNDS),
    ("ink-soft", "dawn-tint"),
    ("ink-faint", "accent-tint"),
    ("accent-strong", "accent-tint"),
    ("accent", "accent-tint"),
    ("dawn-ink", "dawn-tint"),
    ("on-accent", "accent-fill"),
    ("on-accent", "accent-fill-hover"),
    ("on-accent", "bad-fill"),
    ("on-accent", "bad-fill-hover"),
    ("on-accent", "hero-top"),
    ("on-accent", "hero-bottom"),
]
LINES = [*((line, ground) for line in ("line-control", "focus") for ground in ("paper", "surface", "surface-raised"))]


def colour(name: str, theme: str) -> tuple[float, float, float]:
    values = re.findall(r"#([0-9a-f]{6})", DEFINED[name])
    value = values[-1 if theme == "dark" else 0]
    red, green, blue = (int(value[at : at + 2], 16) / 255 for at in (0, 2, 4))
    return red, green, blue


def luminance(name: str, theme: str) -> float:
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour(name, theme))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str, theme: str) -> float:
    light, dark = sorted((luminance(one, theme), luminance(other, theme)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("words", "ground"), WORDS)
def test_words_can_be_read(words, ground, theme):
    assert contrast(words, ground, theme) >= 4.5


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("line", "ground"), LINES)
def test_controls_and_focus_can_be_seen(line, ground, theme):
    assert contrast(line, ground, theme) >= 3
