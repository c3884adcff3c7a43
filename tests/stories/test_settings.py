"""Settings are changed while Jarvis runs, by hand and by command; what is wrong never makes it stumble."""

import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from jarvis import paths
from jarvis.cli import client
from tests.living import Living, living, until

pytestmark = pytest.mark.real_time


def status() -> dict[str, Any]:
    found: dict[str, Any] = client.call("GET", "/status")
    return found


def save(text: str) -> None:
    """As most editors do: into another file, which then takes the place of this one."""
    file = paths.config_file()
    file.parent.mkdir(parents=True, exist_ok=True)
    fresh = file.with_name("4913~")
    fresh.write_text(text)
    fresh.replace(file)


def test_changes_are_used_wait_or_are_refused(deaf_jarvis: Living) -> None:
    told = deaf_jarvis.jarvis("config", "set", "audio.volume", "35", "mind.engine", "none")
    assert "To be used after `jarvis stop` and `jarvis start`: mind.engine." in told.out, told
    assert status()["loudspeaker"]["volume"] == 35
    assert status()["settings"]["waits"] == ["mind.engine"]
    changed = deaf_jarvis.wait_for("settings_changed")
    assert (changed["keys"], changed["waits"]) == (["audio.volume"], ["mind.engine"])
    shown = deaf_jarvis.jarvis("config", "show").out
    assert "until a restart: auto" in shown
    assert "These wait for a restart: mind.engine." in shown

    save("memory:\n  keep_days: 7\n")
    until(lambda: status()["memory"]["keep_days"] == 7, "the file to be read")
    assert (status()["loudspeaker"]["volume"], status()["settings"]["waits"]) == (100, [])
    save("memory:\n  keep_days: 9\naudio:\n  volume: loud\n")
    refused = deaf_jarvis.wait_for("settings_refused")
    assert refused["reason"].startswith(f"{paths.config_file()}, line 4: `audio.volume` cannot be 'loud'.")
    assert status()["settings"]["problem"] == refused["reason"]
    assert status()["memory"]["keep_days"] == 7
    until(lambda: "line 4" in deaf_jarvis.said, "the log to tell it")
    told = deaf_jarvis.jarvis("config", "set", "audio.volume", "60")  # which mends it
    assert (told.code, told.out.splitlines()[-1]) == (0, "It counts already."), told
    assert (status()["memory"]["keep_days"], status()["loudspeaker"]["volume"]) == (9, 60)
    assert status()["settings"]["problem"] == ""
    assert [e["event"] for e in deaf_jarvis.events()].count("settings_refused") == 1
    paths.config_file().unlink()
    until(lambda: status()["memory"]["keep_days"] == 30, "the defaults to be back")


def test_the_environment_and_the_command_line_win_and_show_it(
    own_folders: Path, no_sound: dict[str, str]
) -> None:
    environment = {"JARVIS_MEMORY__KEEP_DAYS": "3", "LOG_LEVEL": "ERROR", "JARVIS_MIND__KEY": "canary-7f3a"}
    with living(
        own_folders, {**no_sound, **environment}, models=False, said=("--set", "log.level=DEBUG")
    ) as jarvis:
        jarvis.ready("no microphone")
        told = jarvis.jarvis("config", "set", "memory.keep_days", "5", "log.level", "INFO")
        assert "memory.keep_days: the environment variable JARVIS_MEMORY__KEEP_DAYS sets it too" in told.out
        assert "log.level: the command line sets it too, and wins" in told.out
        assert status()["memory"]["keep_days"] == 3
        found = {row["key"]: row for row in jarvis.jarvis("config", "show", "--json").json["settings"]}
        assert found["log.level"]["value"] == "DEBUG"
        assert found["memory.keep_days"]["source"]["name"] == "JARVIS_MEMORY__KEEP_DAYS"
        assert (found["mind.key"]["value"], found["audio.volume"]["source"]["kind"]) == ("set", "default")
        outputs = [jarvis.jarvis("config", "show", "--all"), jarvis.jarvis("config", "explain", "mind.key")]
        assert all("canary" not in one.out + one.err for one in outputs)
        assert all("canary" not in str(row) for row in found.values())


KILLED = """
import os, signal
from jarvis import config_change
from jarvis.config import asked
def {what}(*arguments):
    os.kill(os.getpid(), signal.SIGKILL)
os.{what} = {what}
config_change.change(asked(), {{"memory.keep_days": "5"}})
"""


@pytest.mark.parametrize("what", ["fsync", "replace"])
def test_killed_in_the_middle_of_a_change_the_file_is_whole(what: str) -> None:
    before = "# mine\nmemory:\n  keep_days: 7\n"
    save(before)
    ended = subprocess.run([sys.executable, "-c", KILLED.format(what=what)], check=False)
    assert ended.returncode == -signal.SIGKILL
    assert paths.config_file().read_text() in {before, before.replace("7", "5")}
    again = subprocess.run(
        [sys.executable, "-P", "-m", "jarvis", "config", "set", "memory.keep_days", "6"], check=False
    )
    assert again.returncode == 0
    assert paths.config_file().read_text() == before.replace("7", "6")
    assert [one.name for one in paths.config_file().parent.iterdir()] == ["config.yaml"]
