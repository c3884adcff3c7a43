"""The settings of the wake word, in the file and in the environment."""

from pathlib import Path

import pytest

from jarvis import paths
from jarvis.config import load
from jarvis.errors import ConfigError
from jarvis.wake_config import WakeConfig


@pytest.fixture
def file() -> Path:
    """Where the user's settings are."""
    found = paths.config_file()
    found.parent.mkdir(parents=True)
    return found


@pytest.mark.parametrize(
    ("text", "models"),
    [
        ("wake: {}", ("hey_jarvis",)),
        ("wake: {model: alexa}", ("alexa",)),
        ("wake:\n  models: [alexa, okay_nabu]", ("alexa", "okay_nabu")),
        ("wake:\n  models:\n    - alexa\n    - hey_jarvis", ("alexa", "hey_jarvis")),
        ("wake:\n  models: alexa, hey_jarvis", ("alexa", "hey_jarvis")),
    ],
)
def test_one_word_or_several_as_a_list_or_the_way_it_used_to_be(
    file: Path, text: str, models: tuple[str, ...]
) -> None:
    file.write_text(text)
    assert load({}).wake.models == models


def test_lists_can_stand_in_the_environment_and_win_over_the_file(file: Path) -> None:
    file.write_text("wake:\n  models: [alexa]\n  phrases: [computer]\n  thresholds: {alexa: 0.9}\n")
    found = load(
        {
            "JARVIS_WAKE__MODELS": "hey_jarvis, alexa",
            "JARVIS_WAKE__PHRASES": "my house,computer",
            "JARVIS_WAKE__THRESHOLDS": "alexa=0.8, okay_nabu=0.85",
        }
    ).wake
    assert found.models == ("hey_jarvis", "alexa")
    assert found.phrases == ("my house", "computer")
    assert found.thresholds == {"alexa": 0.8, "okay_nabu": 0.85}


def test_the_old_name_works_in_the_environment_too() -> None:
    assert load({"JARVIS_WAKE__MODEL": "alexa"}).wake.models == ("alexa",)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("wake:\n  models: [alexa, siri]", "`wake.models` cannot be 'siri'. Input should be 'hey_jarvis'"),
        ("wake:\n  models: []", "`wake.models` cannot be []. Value should have at least 1 item"),
        ("wake:\n  models: [[alexa]]", "has no place here"),
        ("wake:\n  model: alexa\n  models: [alexa]", "no setting `wake.model`. Did you mean `models`?"),
        ("wake:\n  thresholds: {alexa: 2}", "`wake.thresholds.alexa` cannot be 2. Input should be less"),
        ("wake:\n  thresholds: {siri: 0.9}", "`wake.thresholds.siri` cannot be 'siri'. Input should be"),
        ("wake:\n  thresholds: 5", "`wake.thresholds.5` cannot be 5. Input should be"),
        ("wake:\n  phrases: [a b c d e]", "cannot be 'a b c d e'. A phrase is one to four words, without"),
        ("wake:\n  phrases: ['hey!']", "`wake.phrases` cannot be 'hey!'. A phrase is one to four words"),
        ("wake:\n  phrases: ['']", "`wake.phrases` cannot be ''. A phrase is one to four words"),
        ("wake:\n  refractory_ms: -1", "`wake.refractory_ms` cannot be -1"),
        ("wake:\n  near: 0.99", "`wake.near` cannot be 0.99"),
        ("wake:\n  threshold: 0.4", "`wake.threshold` cannot be 0.4"),
    ],
)
def test_a_complaint_names_the_setting_and_the_remedy(file: Path, text: str, told: str) -> None:
    file.write_text(text)
    with pytest.raises(ConfigError) as complaint:
        load({})
    assert told in str(complaint.value)
    assert str(complaint.value).startswith(f"{file}, line ")


@pytest.mark.parametrize(
    "phrase", ["computer", "hey house", "mein Haus", "l'ordinateur", "one two three four"]
)
def test_phrases_are_words(phrase: str) -> None:
    assert WakeConfig(phrases=(phrase,)).phrases == (phrase,)


@pytest.mark.parametrize("phrase", ["x" * 61, "one\ntwo", "one  two", "a;b", "{x}", "\u202ea"])
def test_nothing_else_is(phrase: str) -> None:
    with pytest.raises(ValueError, match="A phrase is one to four words"):
        WakeConfig(phrases=(phrase,))
