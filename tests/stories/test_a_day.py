"""The daemon's life: starting, stopping, being killed, losing and finding devices, being muted."""

import json
import os
import signal
import stat
from pathlib import Path

import pytest

from jarvis import paths
from tests.living import Living, living, until
from tests.sound import PrivatePulse, flite, silence

pytestmark = pytest.mark.real_time


def gone(pid: int) -> bool:
    """Whether a process has ended."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        return True


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_in_order_when_told_to(jarvis: Living, number: int) -> None:
    until(lambda: len(jarvis.children()) == 3, "microphone, loudspeaker, recognizer, and nothing else")
    children = jarvis.children()
    jarvis.jarvis("ask", "--json", "set", "a", "timer", "for", "ten", "minutes")
    assert jarvis.end(number) == 0
    assert all(gone(pid) for pid in children)
    assert not paths.socket().exists()


def test_it_ends_while_it_speaks(jarvis: Living) -> None:
    jarvis.jarvis("ask", "set", "a", "timer", "for", "1", "second")
    jarvis.wait_for("speaking_started")
    children = jarvis.children()
    assert jarvis.jarvis("stop").code == 0
    assert jarvis.process.wait(10) == 0
    assert all(gone(pid) for pid in children)


def test_killed_it_leaves_no_audio_process_and_can_be_started_again(jarvis: Living) -> None:
    jarvis.jarvis("ask", "set", "a", "timer", "for", "one", "second")
    children = jarvis.children()
    jarvis.end(signal.SIGKILL)
    until(lambda: all(gone(pid) for pid in children), "the audio processes to end")
    jarvis.start()
    jarvis.ready("listening")
    assert "timer for 1 second is done" in jarvis.wait_for("reminder_due")["text"]


def test_a_second_daemon_says_who_holds_the_place(jarvis: Living) -> None:
    second = jarvis.jarvis("run")
    assert second.code == 4
    assert f"process {jarvis.process.pid}" in second.err
    assert second.err.count("\n") == 1
    assert jarvis.jarvis("status", "--json").json["state"] == "listening"


def test_without_a_microphone_it_answers_in_writing(deaf_jarvis: Living) -> None:
    assert "No microphone" in deaf_jarvis.said
    assert "No loudspeaker" in deaf_jarvis.said
    asked = deaf_jarvis.jarvis("ask", "what", "day", "is", "it")
    assert (asked.code, asked.out[:5]) == (0, "It is")
    aloud = deaf_jarvis.jarvis("ask", "--aloud", "--json", "what day is it").json
    assert aloud["answer"].startswith("It is")
    said = deaf_jarvis.jarvis("say", "hello")
    assert (said.code, said.out) == (1, "")
    assert "no loudspeaker" in said.err
    assert deaf_jarvis.jarvis("listen").code == 2


def test_a_microphone_that_appears_is_used(own_folders: Path, tmp_path: Path) -> None:
    with PrivatePulse(tmp_path / "p") as pulse:
        pulse.stop()
        with living(own_folders, pulse.environment) as jarvis:
            jarvis.ready("no microphone")
            pulse.start()
            jarvis.ready("listening")
            pulse.say(flite("hey jarvis", "rms") + silence(0.5) + flite("help", "rms") + silence(1.5))
            jarvis.wait_for("voice_recognized")
            pulse.stop()
            jarvis.ready("no microphone")
            pulse.start()
            jarvis.ready("listening")


def test_muted_means_that_nobody_holds_the_microphone(jarvis: Living, pulse: PrivatePulse) -> None:
    capture = jarvis.ready("listening")["microphone"]["pid"]
    assert capture in pulse.clients("source-outputs")
    assert "Muted" in jarvis.jarvis("mute").out
    assert gone(capture)
    assert capture not in until(lambda: {0} | pulse.clients("source-outputs"), "the list of recorders")
    jarvis.end()
    jarvis.start()
    status = jarvis.ready("muted")
    assert status["microphone"]["pid"] is None
    assert jarvis.jarvis("listen").code == 2
    assert jarvis.jarvis("unmute").code == 0
    jarvis.ready("listening")


def test_everything_it_creates_is_private(jarvis: Living, own_folders: Path) -> None:
    jarvis.jarvis("ask", "set", "a", "timer", "for", "ten", "minutes")
    for name in ("run", "data", "state"):
        for folder, _, files in os.walk(own_folders / name / "jarvis"):
            assert stat.S_IMODE(Path(folder).stat().st_mode) == 0o700, folder
            for file in files:
                assert stat.S_IMODE((Path(folder) / file).stat().st_mode) & 0o077 == 0, file


def test_started_in_the_background_it_is_found_and_stopped(own_folders: Path, pulse: PrivatePulse) -> None:
    with living(own_folders, pulse.environment) as jarvis:
        jarvis.ready("listening")
        jarvis.end()
        started = jarvis.jarvis("start", "--json")
        assert started.code == 0, started
        again = jarvis.jarvis("start")
        assert (again.code, "already" in again.out) == (0, True)
        assert jarvis.jarvis("status").code == 0
        assert jarvis.jarvis("stop").out == "Jarvis has stopped.\n"
        assert gone(json.loads(started.out)["pid"])
        assert jarvis.jarvis("status").code == 3


def test_audio_processes_that_are_killed_are_replaced(jarvis: Living, pulse: PrivatePulse) -> None:
    status = jarvis.ready("listening")
    os.kill(status["microphone"]["pid"], signal.SIGKILL)
    lost = jarvis.wait_for("microphone_lost")
    assert lost["reason"] == "the audio process crashed with signal 9"
    jarvis.wait_for("microphone_opened", after=lost["number"])
    os.kill(status["loudspeaker"]["pid"], signal.SIGKILL)
    until(lambda: gone(status["loudspeaker"]["pid"]), "the playback process to end")
    pulse.say(flite("hey jarvis", "rms") + silence(0.4) + flite("what time is it", "rms") + silence(1.5))
    assert not jarvis.wait_for("speaking_ended")["cut"]
