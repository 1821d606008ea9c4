import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from assistant.tasks import learn_from_the_help_centre
from assistant.understanding import store
from assistant.understanding.evaluation import expected_calibration_error


@pytest.fixture(autouse=True)
def _few_seeds(settings, monkeypatch):
    from assistant.services import learning

    settings.ASSISTANT_SEEDS_PER_INTENT = 4
    monkeypatch.setattr(learning._Held, "model", learning._Held.model)


def run(*args) -> str:
    out = StringIO()
    call_command(*args, stdout=out)
    return out.getvalue()


def test_training_saves_the_model(db):
    assert "phrases" in run("train_assistant", "--force")
    assert store.load() is not None


def test_the_job_trains_only_when_something_changed(db):
    learn_from_the_help_centre.call()
    written = store.stamp()
    learn_from_the_help_centre.call()
    assert store.stamp() == written


def test_evaluating_prints_the_figures_of_the_files_there_are(db, tmp_path, monkeypatch, small_model):
    monkeypatch.setattr("assistant.management.commands.evaluate_assistant.train", lambda phrases: small_model)
    rows = [
        {"text": "I forgot my password", "lang": "en", "intent": "account"},
        {"text": "where is my refund", "lang": "en", "intent": "payment"},
        {"text": "tell me a joke", "lang": "en", "intent": "oos"},
    ]
    (tmp_path / "intents_en.jsonl").write_text("\n".join(map(json.dumps, rows)))
    tones = [
        {"text": "This is urgent!", "lang": "en", "urgent": 1, "sentiment": "neutral"},
        {"text": "很好的应用", "lang": "zh", "urgent": 0, "sentiment": "positive"},
    ]
    (tmp_path / "tone_dev.jsonl").write_text("\n".join(map(json.dumps, tones)))
    printed = run("evaluate_assistant", "--data", str(tmp_path))
    assert "accuracy 1.000" in printed
    assert "off_topic_auroc 1.000" in printed
    assert "urgency_auroc 1.000" in printed
    assert not store.model_file().exists()


def test_evaluating_a_folder_that_is_not_there_says_so(db):
    with pytest.raises(CommandError):
        run("evaluate_assistant", "--data", "/nowhere")


def test_calibration_error_is_the_distance_between_sure_and_right():
    import numpy as np

    assert expected_calibration_error(np.array([0.9, 0.9]), np.array([True, True])) == pytest.approx(0.1)
    assert expected_calibration_error(np.array([0.75] * 4), np.array([True, True, True, False])) == pytest.approx(0.0)
