"""Who sets a setting, and who wins: the command line, the environment, the file, the default."""

from pathlib import Path

import pytest

from jarvis.config import Config, load, said
from jarvis.config_sources import Asked, from_words, spellings
from jarvis.errors import BadInputError, ConfigError

FILE = Path("/etc/config.yaml")
KEY = ("memory", "keep_days")


@pytest.mark.parametrize(
    ("text", "environ", "words", "value", "source"),
    [
        ("", {}, (), None, "default"),
        ("# x\nmemory:\n  keep_days: 1\n", {}, (), "1", "/etc/config.yaml, line 3"),
        ("memory: {keep_days: 1}", {"JARVIS_MEMORY__KEEP_DAYS": "2"}, (), "2",
         "the environment variable JARVIS_MEMORY__KEEP_DAYS"),
        ("memory: {keep_days: 1}", {"JARVIS_MEMORY__KEEP_DAYS": "2"}, ("memory.keep_days=3",), "3",
         "the command line"),
        ("", {}, ("memory.keep_days=3", "memory.keep_days=4"), "4", "the command line"),
    ],
)  # fmt: skip
def test_the_strongest_wins(
    text: str, environ: dict[str, str], words: tuple[str, ...], value: str | None, source: str
) -> None:
    gathered = Asked(FILE, environ, from_words(words)).gather(Config, text)
    assert gathered.values.get("memory", {}).get("keep_days") == value
    assert str(gathered.source(*KEY)) == source


def test_an_older_name_is_beaten_like_todays() -> None:
    gathered = Asked(FILE, {"JARVIS_WAKE__MODELS": "alexa"}, {}).gather(Config, "wake: {model: okay_nabu}")
    assert gathered.values["wake"] == {"models": "alexa"}
    assert gathered.source("wake", *spellings(Config, "wake", "model")).kind == "environment"


@pytest.mark.parametrize("word", ["", "log", "log.level", "=x", "level=DEBUG", ".level=DEBUG", "log.=x"])
def test_what_is_no_setting_with_a_value_is_refused(word: str) -> None:
    with pytest.raises(BadInputError, match=r"such as log\.level=DEBUG"):
        from_words([word])


def test_a_secret_does_not_belong_on_a_command_line() -> None:
    with pytest.raises(BadInputError, match="Use `jarvis config set") as caught:
        said(["mind.key=canary"])
    assert "canary" not in str(caught.value)


def test_a_mistake_on_the_command_line_is_told_as_such() -> None:
    with pytest.raises(ConfigError, match="the command line: `audio"):
        load({}, said(["audio.volume=loud"]))
    assert load({"JARVIS_AUDIO__VOLUME": "9"}, said(["audio.volume=7"])).audio.volume == 7
