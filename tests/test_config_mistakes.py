"""Every mistake is told, each with its place and remedy; no secret is."""

from pathlib import Path

import pytest

from jarvis.config import Config
from jarvis.config_mistakes import judge
from jarvis.config_sources import Asked

FILE = Path("c.yaml")


def wrong(text: str, **environ: str) -> list[str]:
    found, mistakes = judge(Config, Asked(FILE, environ, {}).gather(Config, text))
    assert (found is None) is bool(mistakes)
    return [str(one) for one in mistakes]


def test_all_of_them_in_the_order_of_the_file() -> None:
    told = wrong(
        "audio:\n  volum: 3\n  silent_s: 0\nwake:\n  models: [siri, bob]\nlisen:\n  x: 1\n", LOG_LEVEL="loud"
    )
    assert [one.partition(": ")[0] for one in told] == [
        "c.yaml, line 2", "c.yaml, line 3", "c.yaml, line 5", "c.yaml, line 6",
        "the environment variable LOG_LEVEL",
    ]  # fmt: skip
    assert told[0].endswith("there is no setting `audio.volum`. Did you mean `volume`?")
    assert told[3].endswith("Did you mean `listen`?")


@pytest.mark.parametrize("value", ["[canary]", "{canary: canary}"])
def test_a_secret_that_is_wrong_is_not_shown(value: str) -> None:
    (told,) = wrong(f"mind:\n  key: {value}\n")
    assert told == "c.yaml, line 2: `mind.key` cannot be that. It is a text."


def test_neither_is_a_password_in_an_address() -> None:
    (told,) = wrong('mind:\n  key: canary\n  url: "http://me:canary@host:1"\n')
    assert "canary" not in told
    assert "http://...@host:1" in told


def test_settings_that_do_not_go_together_show_no_values() -> None:
    (told,) = wrong('quiet: {begins: "22:00"}\n')
    assert told == "c.yaml, line 1: `quiet` cannot be so. Set `quiet.ends` too, or neither."


def test_as_json_each_has_its_place() -> None:
    _, mistakes = judge(Config, Asked(FILE, {"LOG_LEVEL": "x"}, {}).gather(Config, "\naudio: {volume: x}"))
    first, second = (one.to_json() for one in mistakes)
    assert (first["file"], first["line"], first["key"]) == ("c.yaml", 2, "audio.volume")
    assert first["problem"] == "`audio.volume` cannot be 'x'."
    assert first["remedy"].startswith("Input should be a valid integer")
    assert (second["source"], second["line"]) == ("the environment variable LOG_LEVEL", 0)
