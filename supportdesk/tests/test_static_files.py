import re
import shutil
from pathlib import Path

import django_htmx
import pytest
from django.conf import settings
from django.core.files.storage import FileSystemStorage

from supportdesk.core.staticfiles import ManifestStorage


@pytest.fixture
def collected(tmp_path) -> ManifestStorage:
    """The portal's own files and htmx as production serves them, under names that carry a fingerprint."""
    shutil.copytree(Path(settings.BASE_DIR, "static"), tmp_path, dirs_exist_ok=True)
    shutil.copytree(Path(django_htmx.__file__).parent / "static", tmp_path, dirs_exist_ok=True)
    storage = ManifestStorage(location=tmp_path, base_url="/static/")
    here = FileSystemStorage(location=tmp_path)
    names = [str(file.relative_to(tmp_path)) for file in sorted(tmp_path.glob("**/*")) if file.is_file()]
    for _name, _stored, outcome in storage.post_process({name: (here, name) for name in names}):
        if isinstance(outcome, Exception):
            raise outcome
    return storage


def test_modules_import_each_other_by_the_names_they_have_in_production(collected):
    portal = Path(collected.location, collected.hashed_files["js/portal.js"]).read_text()
    imported = re.findall(r'import\s*"\./([^"]+)"', portal)
    assert len(imported) == 5
    for name in imported:
        assert re.fullmatch(r"[a-z]+\.[0-9a-f]{12}\.js", name)
        assert Path(collected.location, "js", name).is_file()


def test_no_style_sheet_or_script_of_ours_names_another_host():
    for kind in ("css", "js"):
        for file in Path(settings.BASE_DIR, "static").glob(f"**/*.{kind}"):
            assert not re.search(r"""(url\(|import\s*|from\s*)["']?(https?:)?//""", file.read_text()), file
