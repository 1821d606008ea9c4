""".env.example names every setting, and none that does not exist."""

from __future__ import annotations

import re

from django.conf import settings

# Read by script/server alone, and by the tests alone.
BY_SCRIPTS, FOR_TESTS = {"HOST"}, {"TESTING"}


def test_every_setting_is_documented_and_every_documented_one_exists():
    source = (settings.BASE_DIR / "supportdesk" / "settings.py").read_text()
    example = (settings.BASE_DIR / ".env.example").read_text()
    read = set(re.findall(r"""env\.\w+\(\s*["']([A-Z_]+)""", source))
    documented = set(re.findall(r"^#([A-Z_]+)=", example, re.MULTILINE))
    assert read - FOR_TESTS == documented - BY_SCRIPTS
