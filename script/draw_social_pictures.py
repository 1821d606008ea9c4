#!/usr/bin/env python3
"""Draw the pictures that stand for the portal's sections where a page is shared: 1200x630, without words, so that
one picture serves every language and every name of the portal.

.venv/bin/python script/draw_social_pictures.py    # needs Chromium; writes static/img/social/*.png
"""

from __future__ import annotations

import io
import re
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.conftest import CHROMIUM, FLAGS  # noqa: E402

PICTURES = ROOT / "static" / "img" / "social"
SIZE = (1200, 630)
COLOURS = 160
LARGEST = 60_000
# Section: the icon in the middle, its colour, and the icons that stand around it.
SECTIONS = {
    "help": ("lifebuoy", "accent", ("help", "book", "play", "chat")),
    "article": ("book", "dawn-ink", ("suitcase", "receipt", "calendar", "card")),
    "tutorial": ("play", "dawn-ink", ("video", "book", "check", "clock")),
    "community": ("users", "accent", ("chat", "thumb-up", "star", "globe")),
    "location": ("pin", "accent", ("map", "clock", "phone", "globe")),
    "assistant": ("spark", "mind", ("chat", "book", "help", "users")),
}
STYLE = """
* { margin: 0; box-sizing: border-box; }
body { width: 1200px; height: 630px; display: grid; place-items: center; position: relative; overflow: hidden;
  background: linear-gradient(180deg, var(--hero-top), var(--hero-bottom)); }
body::before { content: ""; position: absolute; inset: 0; mask-image: linear-gradient(180deg, transparent 6%, #000 90%);
  background: repeating-radial-gradient(circle at 50% 132%, transparent 0 93px, rgb(255 255 255 / 14%) 93px 95px); }
body::after { content: ""; position: absolute; inset: auto 0 0; height: 8px; background: var(--hero-light); }
svg:not(.mark) { fill: none; stroke: currentcolor; stroke-width: 1.6; stroke-linecap: round; stroke-linejoin: round; }
.sheet { position: relative; width: 300px; height: 300px; display: grid; place-items: center; border-radius: 64px;
  background: var(--surface); box-shadow: 0 30px 60px rgb(0 20 24 / 35%); }
.sheet svg { width: 168px; height: 168px; stroke-width: 1.35; }
.around { position: absolute; width: 116px; height: 116px; display: grid; place-items: center; border-radius: 50%;
  background: rgb(255 255 255 / 12%); color: #fff; }
.around svg { width: 54px; height: 54px; }
.around:nth-of-type(1) { left: 122px; top: 128px; } .around:nth-of-type(2) { left: 250px; top: 356px; }
.around:nth-of-type(3) { right: 122px; top: 128px; } .around:nth-of-type(4) { right: 250px; top: 356px; }
.mark { position: absolute; left: 48px; bottom: 48px; width: 72px; height: 72px; padding: 10px;
  border-radius: 18px; background: #fff; }
"""


def symbol(name: str) -> str:
    """An icon of the sprite as a drawing of its own."""
    sprite = (ROOT / "static/img/icons.svg").read_text()
    found = re.search(rf'<symbol id="{name}" (viewBox="[^"]*")>(.*?)</symbol>', sprite, re.DOTALL)
    assert found, name
    return f"<svg {found[1]}>{found[2]}</svg>"


def page_of(icon: str, colour: str, around: tuple[str, ...]) -> str:
    tokens = (ROOT / "static/css/tokens.css").read_text()
    logo = (ROOT / "static/img/logo.svg").read_text().replace("<svg", '<svg class="mark"', 1)
    beside = "".join(f'<div class="around">{symbol(name)}</div>' for name in around)
    sheet = f'<main class="sheet" style="color: var(--{colour})">{symbol(icon)}</main>'
    return f'<html data-theme="light"><style>{tokens}{STYLE}</style><body>{beside}{sheet}{logo}</body></html>'


def draw() -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, headless=True, args=FLAGS)
        tab = browser.new_page(viewport={"width": SIZE[0], "height": SIZE[1]}, color_scheme="light")
        for name, parts in SECTIONS.items():
            tab.set_content(page_of(*parts))
            picture = Image.open(io.BytesIO(tab.screenshot())).convert("RGB")
            path = PICTURES / f"{name}.png"
            picture.quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)
            assert path.stat().st_size < LARGEST, f"{path.name} has {path.stat().st_size} bytes"
            print(f"{path.relative_to(ROOT)}  {path.stat().st_size} bytes")
        browser.close()


if __name__ == "__main__":
    draw()
