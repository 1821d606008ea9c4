"""Laws of the whole house."""

from __future__ import annotations

import re
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.template import engines
from django.urls import get_resolver

TEMPLATES = sorted(path for path in Path(settings.BASE_DIR, "templates").rglob("*") if path.suffix in {".html", ".txt"})
INLINE = re.compile(r"<style|\sstyle=|\son(click|change|submit|load|input|focus|blur)=|javascript:", re.I)
SCRIPT = re.compile(r"<script(?![^>]*\b(src|type=\"application/(ld\+)?json\"))", re.I)


def name_of(path: Path) -> str:
    return str(path.relative_to(settings.BASE_DIR / "templates"))


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_templates_compile(path):
    engines["django"].get_template(name_of(path))


@pytest.mark.parametrize(
    "path",
    [path for path in TEMPLATES if path.suffix == ".html" and not name_of(path).startswith(("emails/", "500"))],
    ids=name_of,
)
def test_pages_hold_no_inline_script_or_style(path):
    text = path.read_text()
    assert not INLINE.search(text)
    if not name_of(path).startswith("drf_spectacular/"):
        assert not SCRIPT.search(text)


@pytest.mark.django_db
def test_migrations_agree_with_the_models():
    out = StringIO()
    call_command("makemigrations", "--check", "--dry-run", stdout=out)
    assert "No changes" in out.getvalue()


def test_api_addresses_have_no_trailing_slash():
    addresses = [key for key in get_resolver().reverse_dict if isinstance(key, str) and key.startswith("api-")]
    assert addresses
    for name in addresses:
        for possibility, *_ in get_resolver().reverse_dict.getlist(name):
            assert not possibility[0][0].endswith("/"), name


def test_no_module_grows_out_of_hand():
    long = {
        str(path.relative_to(settings.BASE_DIR)): lines
        for path in Path(settings.BASE_DIR).rglob("*.py")
        if not {"migrations", ".venv", "var"} & set(path.parts) and (lines := len(path.read_text().splitlines())) > 400
    }
    assert not long
