"""Every text exists in every language, with its variables, its plural forms, and compiled."""

from __future__ import annotations

import re
from pathlib import Path

import polib
import pytest
from django.conf import settings

from supportdesk.core.management.commands.compile_messages import message_files

FILES = message_files()
VARIABLE = re.compile(r"%\((\w+)\)[sdif]|\{(\w+)\}")
PLURAL_FORMS = {"ar": 6, "de": 2, "es": 3, "fr": 2, "zh_Hans": 1}


def language_of(path: Path) -> str:
    return path.parent.parent.name


def test_every_language_has_its_file():
    expected = {code.replace("zh-hans", "zh_Hans") for code, _ in settings.LANGUAGES} - {"en"}
    assert {language_of(path) for path in FILES} == expected


@pytest.mark.parametrize("path", FILES, ids=language_of)
def test_everything_is_translated(path):
    catalogue = polib.pofile(str(path))
    assert [entry.msgid for entry in catalogue.untranslated_entries()] == []
    assert [entry.msgid for entry in catalogue.fuzzy_entries()] == []


@pytest.mark.parametrize("path", FILES, ids=language_of)
def test_plural_forms_are_all_filled(path):
    catalogue = polib.pofile(str(path))
    count = int(re.search(r"nplurals=(\d)", catalogue.metadata["Plural-Forms"]).group(1))
    assert count == PLURAL_FORMS[language_of(path)]
    for entry in catalogue:
        if entry.msgid_plural and not entry.obsolete:
            assert sorted(entry.msgstr_plural) == list(range(count)), entry.msgid
            assert all(entry.msgstr_plural.values()), entry.msgid


@pytest.mark.parametrize("path", FILES, ids=language_of)
def test_translations_keep_the_variables(path):
    for entry in polib.pofile(str(path)):
        if entry.obsolete:
            continue
        wanted = set(VARIABLE.findall(entry.msgid)) | set(VARIABLE.findall(entry.msgid_plural))
        for text in [entry.msgstr] if entry.msgstr else entry.msgstr_plural.values():
            got = set(VARIABLE.findall(text))
            # A form for exactly one, two or none may say the number in a word.
            assert got == wanted or (entry.msgid_plural and got < wanted), entry.msgid


@pytest.mark.parametrize("path", FILES, ids=language_of)
def test_the_compiled_file_is_current(path, tmp_path):
    polib.pofile(str(path)).save_as_mofile(str(tmp_path / "fresh.mo"))
    fresh = {entry.msgid_with_context: (entry.msgstr, entry.msgstr_plural) for entry in polib.mofile(str(tmp_path / "fresh.mo"))}
    committed = {
        entry.msgid_with_context: (entry.msgstr, entry.msgstr_plural) for entry in polib.mofile(str(path.with_suffix(".mo")))
    }
    assert committed == fresh
