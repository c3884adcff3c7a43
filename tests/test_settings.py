"""`jarvis config` in the terminal, while Jarvis does not run: what a user reads, and the exit code."""

import io
import json
import sys
from pathlib import Path

import pytest

from jarvis import paths
from jarvis.cli import main
from jarvis.config import load

ATTACK = "\x1b]52;c;aGk=\x07"


@pytest.fixture
def file() -> Path:
    """Where the user's settings are."""
    found = paths.config_file()
    found.parent.mkdir(parents=True)
    return found


class Terminal:
    """Runs `jarvis config`."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys
        self.code, self.out, self.err = 0, "", ""

    def __call__(self, *words: str) -> str:
        """Gives all that is shown."""
        self.code = main(["config", *words])
        self.out, self.err = self._capsys.readouterr()
        shown = self.out + self.err
        assert all(letter.isprintable() or letter == "\n" for letter in shown)
        return shown


@pytest.fixture
def config(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """The command."""
    monkeypatch.setenv("COLUMNS", "300")
    return Terminal(capsys)


def test_nothing_is_set_at_first(config: Terminal) -> None:
    assert "all have their defaults" in config("show")
    assert "wake.threshold" in config("show", "--all")
    assert "quiet.begins  (nothing)  default" in config("show", "quiet")
    assert len(json.loads(config("show", "--json"))["settings"]) > 60


def test_what_was_set_is_shown_with_its_place(
    config: Terminal, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file.write_text(f'audio:\n  microphone: "{ATTACK!r}"\n  volume: 50\n')
    monkeypatch.setenv("JARVIS_LOG__LEVEL", "DEBUG")
    shown = config("show")
    assert "audio.volume      50" in shown
    assert f"{file}, line 3" in shown
    assert "the environment variable JARVIS_LOG__LEVEL" in shown
    assert "wake" not in shown


def test_a_setting_is_explained(config: Terminal) -> None:
    shown = config("explain", "wake.model")
    for told in ("wake.models: Any of these wakes it.", "older name", "JARVIS_WAKE__MODELS", "next start"):
        assert told in shown
    assert "is taken at once" in config("explain", "wake.threshold")
    assert json.loads(config("explain", "listen.silence_ms", "--json"))["unit"] == "milliseconds"


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("explain", "wake.treshold"), 2, "Did you mean wake.threshold"),
        (("show", "wakee"), 2, "There is no section `wakee`. There are: wake, "),
        (("show", "wake.near"), 2, "`jarvis config explain wake.near`"),
        (("set", "audio.volume", "loud"), 2, "`audio.volume` cannot be 'loud'"),
        (("set", "audio.volume"), 2, "What is `audio.volume` to be?"),
        (("set", "mind.key", "canary"), 2, "`mind.key` is a secret"),
        (("set", "quiet.begins", "22:00"), 2, "Name both in one command."),
        (("unset", "audio.volum"), 2, "Did you mean audio.volume"),
        (("check", "/nowhere.yaml"), 2, "cannot be read (No such file or directory)"),
    ],
)
def test_what_cannot_be_is_a_sentence(words: tuple[str, ...], code: int, told: str, config: Terminal) -> None:
    assert told in config(*words)
    assert (config.code, config.out) == (code, "")
    assert not paths.config_file().exists()


def test_set_and_unset(config: Terminal) -> None:
    shown = config(
        "set", "weather.allow_network", "yes", "weather.latitude", "-33.9", "weather.longitude", "18.4"
    )
    assert "It counts from the next start of Jarvis." in shown
    assert load({}).weather.latitude == -33.9
    assert "says so already" in config("set", "weather.allow_network", "yes")
    assert "says so already" in config("unset", "audio.volume")
    told = json.loads(config("unset", "weather.allow_network", "--json"))
    assert (told["keys"], told["running"], told["changed"]) == (["weather.allow_network"], False, True)
    assert not load({}).weather.allow_network


def test_a_secret_comes_from_a_pipe_and_is_never_shown(
    config: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("canary\n"))
    shown = config("set", "mind.key", "audio.volume", "5")
    assert load({}).mind.key.get_secret_value() == "canary"
    assert "canary" not in shown + config("show") + config("show", "--json") + config("explain", "mind.key")


def test_check_tells_every_mistake(config: Terminal, file: Path, tmp_path: Path) -> None:
    assert "defaults count" in config("check")
    file.write_text('audio:\n  volume: loud\n  volum: 3\n"lis\\e]52;c;aGk=\\a": 1\n')
    shown = config("check")
    assert config.code == 2
    assert [line.partition(": ")[0] for line in shown.splitlines()] == [
        f"{file}, line {n}" for n in (2, 3, 4)
    ]
    found = json.loads(config("check", "--json"))["mistakes"]
    assert [(one["line"], one["key"]) for one in found[:2]] == [(2, "audio.volume"), (3, "audio.volum")]
    assert all(one["problem"] and one["remedy"] for one in found)
    assert "`jarvis config check`" in config("show")
    other = tmp_path / "other.yaml"
    other.write_text("audio: {volume: 5}\n")
    assert config("check", str(other)) == f"{other} is all right.\n"
    other.write_text("a:\n\tb")
    assert "line 2: this is not valid YAML" in config("check", str(other))
    assert json.loads(config("check", str(other), "--json"))["mistakes"][0]["line"] == 2
