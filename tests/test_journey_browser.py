"""The main job in a browser: search, ask the assistant, be handed over, get the agent's answer."""

from __future__ import annotations

import re

import pytest

# A process that has just started loads its models before the first answer.
FIRST_ANSWER_MS = 40_000

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("portal")]


def test_a_customer_gets_help_from_search_to_the_agents_answer(open_tab):
    from playwright.sync_api import expect

    customer = open_tab("customer@demo.example")
    customer.goto("/en/")
    customer.locator("main input[type=search]").first.fill("when do I get my money back")
    customer.locator("main input[type=search]").first.press("Enter")
    customer.locator("main").get_by_role("link", name=re.compile("refund", re.I)).first.click()
    expect(customer.get_by_role("heading", level=1)).to_contain_text(re.compile("refund", re.I))

    customer.goto("/en/assistant/")
    question = customer.get_by_role("textbox")
    question.fill("How long does a refund take?")
    customer.get_by_role("button", name=re.compile("send", re.I)).click()
    expect(customer.locator("main")).to_contain_text("5 to 10 working days", timeout=FIRST_ANSWER_MS)
    customer.get_by_role("textbox").first.fill("I would like to talk to a person, please")
    customer.get_by_role("button", name=re.compile("send", re.I)).click()
    link = customer.locator("main").get_by_role("link", name=re.compile(r"SUP-\d{6}|ticket", re.I)).last
    expect(link).to_be_visible()
    link.click()
    expect(customer.get_by_role("heading", level=1)).to_be_visible()
    number = re.search(r"SUP-\d{6}", customer.content()).group()

    agent = open_tab("supervisor@demo.example")
    agent.goto(f"/admin/tickets/supportticket/?q={number}")
    agent.get_by_role("link", name=re.compile(number)).first.click()
    expect(agent.locator("body")).to_contain_text("talk to a person")
    agent.locator("textarea[name=body]").first.fill("Your refund left us yesterday; your bank needs up to ten days.")
    agent.get_by_role("button", name=re.compile("send", re.I)).first.click()
    expect(agent.locator("body")).to_contain_text("Your refund left us yesterday")

    expect(customer.locator("main")).to_contain_text("Your refund left us yesterday", timeout=10_000)
    customer.locator("textarea[name=body]").fill("Thank you, that helps.")
    customer.get_by_role("button", name=re.compile("send|reply", re.I)).first.click()
    expect(customer.locator("main")).to_contain_text("Thank you, that helps.")


def test_a_guest_without_javascript_opens_a_ticket_and_reads_it_by_the_private_link(open_tab):
    from playwright.sync_api import expect

    guest = open_tab(java_script_enabled=False)
    guest.goto("/en/tickets/new/")
    guest.get_by_label(re.compile("your name", re.I)).fill("Gus Guest")
    guest.locator("main").get_by_label(re.compile("e-?mail", re.I)).fill("gus@example.org")
    guest.get_by_label(re.compile("subject", re.I)).fill("My bag did not arrive")
    guest.locator("textarea").first.fill("I landed in Madrid and my suitcase did not.")
    guest.locator("main form").last.get_by_role("button").last.click()
    expect(guest.locator("main")).to_contain_text("My bag did not arrive")
    assert "/tickets/link/" in guest.url
    guest.locator("textarea[name=body]").fill("It is a red one.")
    guest.get_by_role("button", name=re.compile("send|reply", re.I)).first.click()
    expect(guest.locator("main")).to_contain_text("It is a red one.")

    stranger = open_tab()
    address = guest.url.replace("/tickets/link/", "/tickets/link/x")
    assert stranger.request.get(address).status == 404
