"""pytest plugin: tests that need PostgreSQL, Redis or Chromium are left out where that is absent, and the end says so.

REQUIRE_SERVICES=1    an absent one is a failure instead
POSTGRES_TEST_URL     tests marked `postgres` need the whole run to be on it: DATABASE_URL=$POSTGRES_TEST_URL
REDIS_TEST_URL        what tests marked `redis` connect to
CHROMIUM              the browser's program, when it has another name or place
FAILED_CHECKS         what failed before the tests, to be said again at the end
"""

from __future__ import annotations

import os
import shutil
from collections import Counter

import pytest

LEFT_OUT = "left out: "
ELSEWHERE = "they run on PostgreSQL: DATABASE_URL=$POSTGRES_TEST_URL pytest -m postgres"
required = pytest.StashKey[str]()


def chromium() -> str:
    """The browser's program; empty when there is none."""
    names = [os.environ.get("CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome"]
    return next((found for name in names if name and (found := shutil.which(name))), "")


def absent_services() -> dict[str, str]:
    """Marker → why its tests cannot run here."""
    from django.conf import settings

    absent = {}
    if "postgresql" not in settings.DATABASES["default"]["ENGINE"]:
        start = "POSTGRES_TEST_URL is not set and DATABASE_URL is not PostgreSQL (script/services starts one)"
        absent["postgres"] = ELSEWHERE if os.environ.get("POSTGRES_TEST_URL") else start
    if not os.environ.get("REDIS_TEST_URL"):
        absent["redis"] = "REDIS_TEST_URL is not set (script/services starts one)"
    if not chromium():
        absent["browser"] = "Chromium is not installed"
    return absent


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    absent, must_run = absent_services(), os.environ.get("REQUIRE_SERVICES") == "1"
    for item in items:
        for name, reason in absent.items():
            if item.get_closest_marker(name) is None:
                continue
            if must_run and reason != ELSEWHERE:
                item.stash[required] = f"marked {name}, but {reason}"
            else:
                item.add_marker(pytest.mark.skip(reason=f"{LEFT_OUT}marked {name}: {reason}"))
    # A browser leaves an event loop running in its process, which no asynchronous test after it survives.
    items.sort(key=lambda item: any(item.get_closest_marker(name) for name in ("browser", "xdist_group")))


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    if reason := item.stash.get(required, ""):
        pytest.fail(reason, pytrace=False)


def pytest_terminal_summary(terminalreporter) -> None:
    skipped = terminalreporter.stats.get("skipped", [])
    reasons = Counter(
        report.longrepr[2].partition(LEFT_OUT)[2]
        for report in skipped
        if isinstance(report.longrepr, tuple) and LEFT_OUT in report.longrepr[2]
    )
    failed = os.environ.get("FAILED_CHECKS", "")
    if reasons:
        terminalreporter.section("left out")
        for reason, count in sorted(reasons.items()):
            terminalreporter.line(f"{count} {'test' if count == 1 else 'tests'} {reason}")
    if failed:
        terminalreporter.section("failed before the tests")
        terminalreporter.line(failed)
