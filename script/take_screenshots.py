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
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.conftest import CHROMIUM, FLAGS, PASSWORD  # noqa: E402
from tests.portal import Portal, database  # noqa: E402

PICTURES = ROOT / "docs" / "screenshots"
LARGEST_PICTURE = 60_000
TALLEST = 1900
# Lists of which the first rows say it all.
LOWER = {"editor-translations": 1000, "editor-gaps": 1100, "editor-figures": 1000}
# Tried in this order until a picture is small enough: how much of its width is kept, and the quality.
SAVINGS = [(1, 80), (1, 65), (1, 50), (0.8, 65), (0.8, 50), (0.65, 60), (0.65, 45), (0.5, 50), (0.5, 30)]
WIDE = {"viewport": {"width": 1280, "height": 860}}
PHONE = {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 2, "is_mobile": True, "has_touch": True}
LOW = {"viewport": {"width": 1280, "height": 480}}
DARK = {"color_scheme": "dark"}
CUSTOMER, AGENT, SUPERVISOR = "customer@demo.example", "agent@demo.example", "supervisor@demo.example"
EDITOR = "editor@demo.example"
ARTICLE, TUTORIAL = "luggage-guide", "find-answers-in-the-help-centre"
IMPORTED = """slug,category,question_en,answer_en,question_es,answer_es
card-declined,payment,Why was my card declined?,Your bank decides. Try again after ten minutes or use another card.,,
pay-with-a-voucher,payment,Can I pay with a voucher?,Yes. Enter its number.,¿Puedo usar un vale?,Sí. Escribe su número.
"""


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


def say_no(page: Page) -> None:
    page.locator("#feedback button[value=no]").click()
    page.locator("#feedback input[name=reason]").first.check()


def play(page: Page) -> None:
    """A moment of the video with captions on, without the time that playing takes."""
    page.locator("video").evaluate("video => { video.currentTime = 12 }")
    page.wait_for_timeout(1500)


def see_map(page: Page) -> None:
    page.wait_for_timeout(1500)


def open_article(page: Page, place: str) -> None:
    page.locator("#result_list a[href*='/change/']", has_text="uggage").first.click()
    page.wait_for_load_state("networkidle")
    page.goto(page.url.split("/change/")[0] + place)
    page.wait_for_load_state("networkidle")


def compare(page: Page) -> None:
    open_article(page, "/versions/?old=2&new=3")


def translate(page: Page) -> None:
    open_article(page, "/translate/fr/")


def upload(page: Page) -> None:
    page.locator("input[type=file]").set_input_files(
        {"name": "payment-questions.csv", "mimeType": "text/csv", "buffer": IMPORTED.encode()}
    )
    page.locator("main button[type=submit], form[enctype] button[type=submit]").first.click()
    page.wait_for_load_state("networkidle")


ARTICLES = "/admin/knowledge/article/?q=luggage"
# With DEBUG Django shows a page of its own for what is not there; this is what people see.
NOWHERE = "/en/no-such-page/"
WITHOUT_DEBUG = f"""
import logging
from django.conf import settings
from django.test import Client
logging.disable()
settings.DEBUG = False
print(Client(SERVER_NAME="127.0.0.1").get("{NOWHERE}").content.decode())
"""
# name: address, options of the browser, who, what to do first
SHOTS: dict[str, tuple] = {
    "home": ("/en/", WIDE),
    "home-phone-ar": ("/ar/", PHONE),
    "home-dark-zh": ("/zh-hans/", WIDE | DARK),
    "search": ("/en/help/?q=when+do+I+get+my+money+back&kind=faq", WIDE),
    "search-topic-phone": ("/en/help/?q=refund&kind=faq", PHONE),
    "search-did-you-mean": ("/en/help/?q=lugage+allowence", WIDE),
    "search-nothing": ("/en/help/?q=xqzvw", WIDE),
    "faqs-de": ("/de/faqs/", WIDE),
    "faq-vote": ("/en/faqs/card-declined/", WIDE, "", say_no),
    "faq-phone-es": ("/es/faqs/card-declined/", PHONE),
    "article": (f"/en/articles/{ARTICLE}/", WIDE),
    "article-phone-dark": (f"/en/articles/{ARTICLE}/", PHONE | DARK),
    "article-ar": (f"/ar/articles/{ARTICLE}/", WIDE),
    "article-dark-fr": (f"/fr/articles/{ARTICLE}/", WIDE | DARK),
    "tutorials": ("/en/tutorials/", WIDE),
    "tutorial": (f"/en/tutorials/{TUTORIAL}/", WIDE, "", play),
    "tutorial-phone": (f"/en/tutorials/{TUTORIAL}/", PHONE, "", play),
    "locations": ("/en/locations/", WIDE, "", see_map),
    "locations-dark": ("/en/locations/", WIDE | DARK, "", see_map),
    "locations-ar": ("/ar/locations/", WIDE, "", see_map),
    "location": ("/en/locations/madrid-atocha/", WIDE, "", see_map),
    "location-phone-dark": ("/en/locations/madrid-atocha/", PHONE | DARK, "", see_map),
    "community": ("/en/community/", WIDE),
    "assistant": ("/en/assistant/", WIDE, CUSTOMER, ask),
    "assistant-phone-dark": ("/en/assistant/", PHONE | DARK, CUSTOMER, ask),
    "new-ticket": ("/en/tickets/new/", WIDE),
    "my-tickets": ("/en/tickets/", WIDE, CUSTOMER),
    "thread": ("/en/tickets/", WIDE, CUSTOMER, first_thread),
    "sign-in-phone-ar": ("/ar/account/login/", PHONE),
    "not-found": (NOWHERE, WIDE),
    "styleguide": ("/styleguide", WIDE),
    "desk-queue": ("/admin/tickets/supportticket/?tab=open", WIDE, AGENT),
    "desk-thread": ("/admin/tickets/supportticket/", WIDE, AGENT, first_at_the_desk),
    "desk-thread-dark": ("/admin/tickets/supportticket/", WIDE | DARK, AGENT, first_at_the_desk),
    "admin-index": ("/admin/", WIDE, SUPERVISOR),
    "editor-versions": (ARTICLES, WIDE, EDITOR, compare),
    "editor-translations": ("/admin/knowledge/revision/translations/", WIDE, EDITOR),
    "editor-translate": (ARTICLES, WIDE, EDITOR, translate),
    "editor-review": ("/admin/knowledge/revision/review/", WIDE | LOW, SUPERVISOR),
    "editor-gaps": ("/admin/knowledge/contentgap/", WIDE, EDITOR),
    "editor-figures": ("/admin/knowledge/dailyreading/", WIDE, EDITOR),
    "editor-flags": ("/admin/knowledge/contentflag/", WIDE, EDITOR),
    "editor-import": ("/admin/knowledge/faq/import/", WIDE, EDITOR, upload),
}


def sign_in(page: Page, who: str) -> None:
    page.goto("/en/account/login/")
    page.locator("main input[type=email]").fill(who)
    page.locator("main input[type=password]").fill(PASSWORD)
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url(lambda address: "/login" not in address)


def show_whole(page: Page, tallest: int) -> None:
    """The window as high as the page, so that what sticks to its edges does not float over the middle of the picture."""
    page.evaluate("document.documentElement.style.scrollbarGutter = 'auto'")
    height = page.evaluate("document.documentElement.scrollHeight")
    page.set_viewport_size({"width": 1280, "height": min(height, tallest)})
    page.evaluate("scrollTo(0, 0)")
    page.wait_for_timeout(300)


def photograph(browser: Browser, portal: Portal, name: str) -> Image.Image:
    """The page as a person of its own sees it, without what somebody did before."""
    address, options, who, before = (*SHOTS[name], "", None)[:4]
    context = browser.new_context(base_url=portal.base, locale="en-GB", reduced_motion="reduce", **options)
    page = context.new_page()
    if address == NOWHERE:
        printed = portal.manage("shell", "--no-imports", "-c", WITHOUT_DEBUG)
        body = printed[printed.index("<!") :]
        page.route(
            f"**{NOWHERE}",
            lambda route: route.fulfill(status=404, content_type="text/html; charset=utf-8", body=body),
        )
    if who:
        sign_in(page, who)
    page.goto(address)
    page.wait_for_load_state("networkidle")
    if before:
        before(page)
    if "phone" not in name and "desk" not in name:
        show_whole(page, LOWER.get(name, TALLEST))
    picture = Image.open(io.BytesIO(page.screenshot()))
    context.close()
    return picture.convert("RGB")


def small_enough(picture: Image.Image) -> bytes:
    """As WebP of at most LARGEST_PICTURE bytes, as good as that allows."""
    data = b""
    for scale, quality in SAVINGS:
        size = round(picture.width * scale), round(picture.height * scale)
        file = io.BytesIO()
        picture.resize(size, Image.Resampling.LANCZOS).save(file, "WEBP", quality=quality, method=6)
        data = file.getvalue()
        if len(data) <= LARGEST_PICTURE:
            break
    return data


def main() -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    wanted = [name for name in SHOTS if not sys.argv[1:] or any(name.startswith(word) for word in sys.argv[1:])]
    with tempfile.TemporaryDirectory() as folder, database(Path(folder)) as url, sync_playwright() as playwright:
        portal = Portal(Path(folder), url)
        try:
            portal.start()
            browser = playwright.chromium.launch(executable_path=CHROMIUM, headless=True, args=FLAGS)
            for name in wanted:
                (PICTURES / f"{name}.webp").write_bytes(small_enough(photograph(browser, portal, name)))
                print(name)
            browser.close()
        finally:
            portal.stop()


if __name__ == "__main__":
    main()
