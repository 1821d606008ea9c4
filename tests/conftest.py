"""A running portal and a browser, for tests that walk through it as people do."""

from __future__ import annotations

import os

import pytest

from .portal import Portal, database

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
FLAGS = [
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
PASSWORD = "demo-desk-247"


@pytest.fixture(scope="session")
def portal(tmp_path_factory):
    """The portal with its demo content, on a port of its own, with a worker beside it."""
    folder = tmp_path_factory.mktemp("portal")
    with database(folder) as url:
        running = Portal(folder, url)
        try:
            running.start()
            yield running
        finally:
            running.stop()


@pytest.fixture(scope="session")
def chromium():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, headless=True, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def open_tab(chromium, portal):
    """Open a page of its own: `open_tab(email, color_scheme="dark")`. Whatever the console calls an error fails the test."""
    contexts, complaints = [], []

    def open_(email: str = "", **options):
        context = chromium.new_context(
            base_url=portal.base,
            **{"viewport": {"width": 1280, "height": 900}, "locale": "en-GB", "reduced_motion": "reduce", **options},
        )
        contexts.append(context)
        tab = context.new_page()
        tab.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        tab.on("pageerror", lambda error: complaints.append(str(error)))
        if email:
            tab.goto("/en/account/login/")
            tab.get_by_label("E-mail").or_(tab.get_by_label("Email")).first.fill(email)
            tab.get_by_label("Password", exact=True).fill(PASSWORD)
            tab.locator("main").get_by_role("button", name="Sign in", exact=True).click()
            tab.wait_for_url(lambda address: "/login" not in address)
        return tab

    yield open_
    for context in contexts:
        context.close()
    assert not complaints, complaints
