"""`jarvis completion`: scripts, and names for them."""

import pytest

from jarvis import doctor
from jarvis.cli import client, main
from jarvis.cli.completion import NAMES, SHELLS
from jarvis.config_terms import terms
from jarvis.errors import NotRunningError

VOICES = ["espeak:en-gb", "piper:de_DE-thorsten"]
TRAPS = ["$(touch here)", "`reboot`", "a b", "x;y", "\x1b[2J", "'", ""]


@pytest.mark.parametrize("shell", SHELLS)
def test_a_script_is_printed_and_nothing_is_installed(shell: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["completion", shell]) == 0
    assert f"made by `jarvis completion {shell}`" in capsys.readouterr().out
    with pytest.raises(SystemExit):
        main(["completion", "--help"])
    shown = capsys.readouterr().out
    assert "Nothing is installed" in shown
    assert f"jarvis completion {shell} > ~/" in shown


def test_names_are_told_but_none_that_a_shell_would_run(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    told = [{"name": name} for name in (*VOICES, *TRAPS)]
    monkeypatch.setattr(client, "call", lambda *_: {"voices": told, "skills": told})
    for kind in ("voices", "skills"):
        assert main(["completion", "--names", kind]) == 0
        assert capsys.readouterr().out.split("\n") == [*VOICES, ""]


def test_without_a_daemon_there_are_no_names_and_no_words_about_it(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def nobody(*_: object) -> object:
        raise NotRunningError

    monkeypatch.setattr(client, "call", nobody)
    assert main(["completion", "--names", "skills"]) == 1
    assert capsys.readouterr() == ("", "")


def test_what_does_not_need_the_daemon_is_known_without_it() -> None:
    assert list(NAMES["settings"]()) == list(terms())
    assert list(NAMES["checks"]()) == [one.name for one in doctor.CHECKS]
    assert "moonshine-tiny-en" in NAMES["models"]()
