"""`jarvis models`, as it is typed and as it answers."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from jarvis import cli
from tests.shop import NAME, Shop, open_shop
from voice.catalogue import load


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shop]:
    with open_shop(tmp_path, monkeypatch) as opened:
        yield opened


@pytest.fixture
def in_terminal(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    """The command knows the test's models."""
    monkeypatch.setattr("voice.models.load", lambda: load(shop.catalogue))


@pytest.mark.usefixtures("in_terminal")
def test_the_command_pulls_lists_verifies_and_removes(capsys: pytest.CaptureFixture[str]) -> None:
    for command, said in {
        f"pull {NAME}": "Fetching tiny-en, 0.2 MB.\ntiny-en is installed.\n",
        f"pull {NAME} ": "tiny-en is installed already.\n",
        "verify": "tiny-en is intact.\n",
        f"remove {NAME}": "tiny-en is removed.\n",
        "verify ": "No model is installed.\n",
    }.items():
        assert cli.main(["models", *command.split()]) == 0
        assert capsys.readouterr() == (said, "")


@pytest.mark.usefixtures("in_terminal")
def test_the_command_shows_a_table(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["models", "list"]) == 0
    head, line = (line.split() for line in capsys.readouterr().out.splitlines())
    assert head == ["name", "state", "size", "licence", "what", "it", "is"]
    assert line == ["tiny-en", "not", "installed", "1.0", "MB", "MIT", "English,", "tiny"]


@pytest.mark.usefixtures("in_terminal")
def test_the_command_tells_programs_in_json(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    cli.main(["models", "pull", NAME])
    (shop.folder / NAME / "extra").touch()
    (shop.folder / NAME / "model.bin").unlink()
    capsys.readouterr()
    assert cli.main(["models", "list", "--json"]) == 0
    assert [model["state"] for model in json.loads(capsys.readouterr().out)] == ["damaged"]
    assert cli.main(["models", "verify", "--json"]) == 5
    wrong = {"missing": ["model.bin"], "changed": [], "extra": ["extra"]}
    assert json.loads(capsys.readouterr().out) == [{"name": NAME, "intact": False, **wrong}]


@pytest.mark.usefixtures("in_terminal")
def test_the_command_says_what_is_damaged_and_what_to_do(
    shop: Shop, capsys: pytest.CaptureFixture[str]
) -> None:
    cli.main(["models", "pull", NAME])
    (shop.folder / NAME / "extra\x07").touch()
    capsys.readouterr()
    assert cli.main(["models", "verify", NAME]) == 5
    sentence = "tiny-en is damaged (extra is extra). Fetch it again with `jarvis models pull tiny-en`.\n"
    assert capsys.readouterr().out == sentence


@pytest.mark.usefixtures("in_terminal")
def test_the_command_fails_with_a_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["models", "remove", NAME]) == 5
    assert "jarvis: The model tiny-en is not installed." in capsys.readouterr().err


@pytest.mark.usefixtures("in_terminal")
def test_a_terminal_shows_a_bar_that_moves(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")  # what rich takes for a terminal
    assert cli.main(["models", "pull", NAME]) == 0
    shown = capsys.readouterr()
    assert shown.out == "Fetching tiny-en, 0.2 MB.\ntiny-en is installed.\n"
    assert re.search(r"(\d+\.\d)/\1 kB", shown.err)
