#!/usr/bin/env python3
"""Photograph the portal's pages into docs/screenshots: wide and phone, light and dark, left to right and right to left.

.venv/bin/python script/take_screenshots.py            # needs Chromium
.venv/bin/python script/take_screenshots.py home desk  # only these
"""

from __future__ import annotations

import io
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.conftest import CHROMIUM, FLAGS, PASSWORD  # noqa: E402
from tests.portal import Portal, database  # noqa: E402

PICTURES = ROOT / "docs" / "screenshots"
WIDE = {"viewport": {"width": 1280, "height": 860}}
PHONE = {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 2, "is_mobile": True, "has_touch": True}
DARK = {"color_scheme": "dark"}
CUSTOMER, AGENT = "customer@demo.example", "agent@demo.example"


def ask(page: Page) -> None:
    page.locator("#composer textarea, #composer input[name=message]").first.fill("My card was charged twice")
    page.locator("#composer button[type=submit]").click()
    page.locator(".bubble--ai").nth(1).wait_for(timeout=60_000)
    page.wait_for_timeout(800)


def first_thread(page: Page) -> None:
    page.locator("a[href*='/tickets/']", has_text="My surname is wrong").first.click()
    page.wait_for_load_state("networkidle")


def first_at_the_desk(page: Page) -> None:
    page.locator("a[href*='/supportticket/']", has_text="My surname is wrong").first.click()
    page.wait_for_load_state("networkidle")


# name: address, options of the browser, who, what to do first
SHOTS: dict[str, tuple] = {
    "home": ("/en/", WIDE),
    "home-phone-ar": ("/ar/", PHONE),
    "home-dark-zh": ("/zh-hans/", WIDE | DARK),
    "search": ("/en/help/?q=when+do+I+get+my+money+back", WIDE),
    "search-nothing": ("/en/help/?q=xqzvw", WIDE),
    "faqs-de": ("/de/faqs/", WIDE),
    "faq-phone-es": ("/es/faqs/card-declined/", PHONE),
    "article-dark-fr": ("/fr/articles/luggage-guide/", WIDE | DARK),
    "tutorials": ("/en/tutorials/", WIDE),
    "tutorial": ("/en/tutorials/find-answers-in-the-help-centre/", WIDE),
    "locations-ar": ("/ar/locations/", WIDE),
    "location-phone-dark": ("/en/locations/madrid-atocha/", PHONE | DARK),
    "community": ("/en/community/", WIDE),
    "assistant": ("/en/assistant/", WIDE, CUSTOMER, ask),
    "assistant-phone-dark": ("/en/assistant/", PHONE | DARK, CUSTOMER, ask),
    "new-ticket": ("/en/tickets/new/", WIDE),
    "my-tickets": ("/en/tickets/", WIDE, CUSTOMER),
    "thread": ("/en/tickets/", WIDE, CUSTOMER, first_thread),
    "sign-in-phone-ar": ("/ar/account/login/", PHONE),
    "not-found": ("/en/no-such-page/", WIDE),
    "desk-queue": ("/admin/tickets/supportticket/?tab=open", WIDE, AGENT),
    "desk-thread": ("/admin/tickets/supportticket/", WIDE, AGENT, first_at_the_desk),
    "desk-thread-dark": ("/admin/tickets/supportticket/", WIDE | DARK, AGENT, first_at_the_desk),
    "admin-index": ("/admin/", WIDE, "supervisor@demo.example"),
}


def sign_in(page: Page, who: str) -> None:
    page.goto("/en/account/login/")
    page.locator("main input[type=email]").fill(who)
    page.locator("main input[type=password]").fill(PASSWORD)
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url(lambda address: "/login" not in address)


def main() -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    wanted = [name for name in SHOTS if not sys.argv[1:] or any(name.startswith(word) for word in sys.argv[1:])]
    with tempfile.TemporaryDirectory() as folder, database(Path(folder)) as url, sync_playwright() as playwright:
        portal = Portal(Path(folder), url)
        try:
            portal.start()
            browser = playwright.chromium.launch(executable_path=CHROMIUM, headless=True, args=FLAGS)
            for name in wanted:
                address, options, who, before = (*SHOTS[name], "", None)[:4]
                context = browser.new_context(base_url=portal.base, locale="en-GB", reduced_motion="reduce", **options)
                page = context.new_page()
                if who:
                    sign_in(page, who)
                page.goto(address)
                page.wait_for_load_state("networkidle")
                if before:
                    before(page)
                picture = Image.open(io.BytesIO(page.screenshot(full_page="phone" not in name and "desk" not in name)))
                if picture.height > 2600:
                    picture = picture.crop((0, 0, picture.width, 2600))
                picture.convert("RGB").save(PICTURES / f"{name}.webp", quality=80, method=6)
                print(name)
                context.close()
            browser.close()
        finally:
            portal.stop()


if __name__ == "__main__":
    main()
