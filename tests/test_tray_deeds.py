"""What the menu does where something is missing; the rest is told in test_tray.py."""

from pathlib import Path
from typing import Any

import pytest

from jarvis import paths
from jarvis.errors import NotRunningError
from ui.tray_deeds import Deeds, notify
from ui.tray_news import Answer

ANSWER = Answer("t", "what time is it", "It is ten.")


def deeds(*, answer: Any = None) -> tuple[Deeds, list[str], list[str]]:  # noqa: ANN401 - JSON
    told: list[str] = []
    done: list[str] = []

    def call(_method: str, path: str, _body: object = None) -> Any:  # noqa: ANN401 - JSON
        done.append(path)
        if answer is None:
            raise NotRunningError
        return answer

    return Deeds(call, lambda: done.append("quit"), told.append), told, done


@pytest.fixture
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Nothing can be started but what is put here."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.delenv("TERMINAL", raising=False)
    return folder


@pytest.mark.parametrize(("display", "wanted"), [("WAYLAND_DISPLAY", "wl-clipboard"), ("DISPLAY", "xclip")])
def test_without_a_program_to_copy_the_user_learns_which_to_install(
    bare: Path, monkeypatch: pytest.MonkeyPatch, display: str, wanted: str
) -> None:
    monkeypatch.setenv(display, "x")
    done, told, _ = deeds()
    done.copy(ANSWER)
    assert told == [f"I need a program to copy. Install {wanted}, then try again."]
    del bare


def test_a_program_that_fails_to_copy_is_named(bare: Path) -> None:
    (bare / "xsel").write_text("#!/bin/sh\nexit 1\n")
    (bare / "xsel").chmod(0o755)
    done, told, _ = deeds()
    done.copy(ANSWER)
    assert told == ["xsel could not copy that."]


def test_without_a_terminal_the_user_learns_what_to_type(bare: Path) -> None:
    done, told, _ = deeds()
    done.terminal("doctor")
    assert told == ["I found no terminal to open. Type `jarvis doctor` in one."]
    del bare


def test_settings_are_made_where_there_are_none_and_never_written_over(bare: Path) -> None:
    done, told, _ = deeds()
    done.settings()
    assert "xdg-open cannot be started" in told[0]
    assert paths.config_file().read_text().startswith("# The settings of Jarvis")
    paths.config_file().write_text("log: {}\n")
    done.settings()
    assert paths.config_file().read_text() == "log: {}\n"
    del bare


def test_quitting_ends_the_tray_even_if_the_daemon_is_gone() -> None:
    done, told, steps = deeds()
    done.quit(running=True)
    assert steps == ["/shutdown", "quit"]
    assert "not running" in told[0]


def test_an_answer_that_cannot_be_heard_again_is_told() -> None:
    done, told, _ = deeds(answer={"problem": "There is no loudspeaker."})
    done.repeat(ANSWER)
    assert told == ["There is no loudspeaker."]


def test_without_a_desktop_a_notification_is_not_shown() -> None:
    assert not notify("hello")
