import shutil

import pytest

from knowledge import demo
from knowledge.demo.tutorials import seed_tutorials
from knowledge.models import Tutorial, TutorialCaption, TutorialChapter, TutorialSeries
from supportdesk.core.choices import Language

pytestmark = pytest.mark.django_db
EVERY = set(Language.values)
MODELS = (Tutorial, TutorialSeries, TutorialChapter, TutorialCaption)


def test_recorded_clips_come_with_lines_and_chapters_in_every_language():
    seed_tutorials(demo.HERE)
    clips = Tutorial.objects.exclude(video="")
    assert {clip.duration_seconds for clip in clips} == {45, 27, 26}
    for clip in clips:
        assert clip.poster
        assert {caption.language for caption in clip.captions.all()} == EVERY
        assert all(len(caption.cues) == 5 for caption in clip.captions.all())
        chapters = list(clip.chapters.all())
        assert chapters[0].starts_at == 0
        assert all(set(chapter.languages) == EVERY for chapter in chapters)
        assert clip.series.slug == "first-steps"
        assert clip.completion_count < clip.view_count
    for series in TutorialSeries.objects.all():
        assert set(series.languages) == EVERY
        assert series.tutorials.count() > 1


def test_a_second_run_changes_nothing():
    seed_tutorials(demo.HERE)
    before = [list(model.objects.order_by("pk").values()) for model in MODELS]
    seed_tutorials(demo.HERE)
    assert [list(model.objects.order_by("pk").values()) for model in MODELS] == before


def test_a_clip_is_attached_when_it_has_been_recorded(tmp_path):
    shutil.copy(demo.HERE / "tutorials.toml", tmp_path)
    (tmp_path / "clips").mkdir()
    seed_tutorials(tmp_path)
    assert not Tutorial.objects.exclude(video="").exists()
    for name in ("search.webm", "search.webp", "search.en.vtt", "search.zh-hans.vtt"):
        shutil.copy(demo.HERE / "clips" / name, tmp_path / "clips")
    seed_tutorials(tmp_path)
    tutorial = Tutorial.objects.exclude(video="").get()
    assert tutorial.slug == "find-answers-in-the-help-centre"
    assert sorted(tutorial.captions.values_list("language", flat=True)) == ["en", "zh-hans"]
