"""`jarvis listen --hold` and `--toggle`, to a real daemon, in spoken words."""

import json
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.living import Living, living, move_into, until
from tests.sound import PrivatePulse, flite, silence

pytestmark = pytest.mark.real_time
QUESTION = silence(0.3) + flite("what time is it", "slt")
PAUSE_S = 1.2
"""Longer than the silence that would end it without a key."""


House = tuple[Path, Living, PrivatePulse]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """The one Jarvis of these stories, and the room it is in."""
    folder = tmp_path_factory.mktemp("house")
    with pytest.MonkeyPatch.context() as patch, PrivatePulse(folder / "p") as pulse:
        move_into(folder, patch)
        with living(folder, pulse.environment | {"JARVIS_LISTEN__PATIENCE_MS": "1000"}) as daemon:
            yield folder, daemon, pulse


@pytest.fixture
def jarvis(house: House, monkeypatch: pytest.MonkeyPatch) -> tuple[Living, PrivatePulse]:
    """It, listening, and the room."""
    folder, daemon, pulse = house
    move_into(folder, monkeypatch)
    if daemon.process.poll() is not None:  # the story before this one has ended it
        daemon.start()
    daemon.ready("listening")
    return daemon, pulse


class Hold:
    """`jarvis listen --hold --json`, as a program would start it."""

    def __init__(self, daemon: Living) -> None:
        command = [sys.executable, "-P", "-m", "jarvis", "listen", "--hold", "--json"]
        self._process = subprocess.Popen(
            command, env=daemon.environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        self.turn = self.line()["turn"]

    def line(self) -> dict[str, Any]:
        """The next line it prints."""
        assert self._process.stdout is not None
        found: dict[str, Any] = json.loads(self._process.stdout.readline())
        return found

    def let_go(self) -> dict[str, Any]:
        """Its input ends; gives what it says then."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        return self._ended()

    def signal(self, number: int) -> None:
        """It gets a signal."""
        self._process.send_signal(number)

    def interrupt(self) -> dict[str, Any]:
        """Ctrl-C; gives what it says then."""
        self.signal(signal.SIGINT)
        return self._ended()

    def _ended(self) -> dict[str, Any]:
        line = self.line()
        assert self._process.wait(20) == 0
        return line

    def close(self) -> None:
        """Kill it."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()


@pytest.fixture
def holding() -> Iterator[list[Hold]]:
    """What is held; let go at the end in any case."""
    held: list[Hold] = []
    yield held
    for one in held:
        one.close()


def of(daemon: Living, turn: str, name: str) -> dict[str, Any]:
    """The event of a turn, once it is there."""
    found: dict[str, Any] = until(
        lambda: next(
            (one for one in daemon.events() if (one["event"], one.get("turn")) == (name, turn)), None
        ),
        f"{name} of {turn}",
    )
    return found


def test_what_is_said_between_press_and_release_is_answered(
    jarvis: tuple[Living, PrivatePulse], holding: list[Hold]
) -> None:
    daemon, pulse = jarvis
    holding.append(hold := Hold(daemon))
    assert of(daemon, hold.turn, "listening_started")["trigger"] == "key"
    pulse.say(QUESTION + silence(PAUSE_S))
    assert not [one for one in daemon.events() if one["event"] == "utterance_ended"]
    assert hold.let_go() == {"turn": hold.turn, "listening": False, "ended": "released"}
    assert of(daemon, hold.turn, "utterance_ended")["reason"] == "released"
    assert "time" in of(daemon, hold.turn, "voice_recognized")["text"].lower()
    assert "it is" in of(daemon, hold.turn, "task_finished")["answer"].lower()

    # Pressed while it speaks, it falls silent; Ctrl-C is a release too.
    speaking = threading.Thread(target=daemon.jarvis, args=("say", "This is a long story. " * 10))
    speaking.start()
    before = daemon.events()[-1]["number"]
    daemon.wait_for("speaking_started", before)
    holding.append(second := Hold(daemon))
    assert daemon.wait_for("speaking_ended", before)["cut"]
    pulse.say(QUESTION)
    assert second.interrupt()["ended"] == "released"
    assert "it is" in of(daemon, second.turn, "task_finished")["answer"].lower()
    speaking.join()

    # A program that dies while it holds has asked nothing.
    holding.append(third := Hold(daemon))
    of(daemon, third.turn, "listening_started")
    pulse.say(QUESTION)
    third.signal(signal.SIGKILL)
    of(daemon, third.turn, "nothing_heard")
    assert not [one for one in daemon.events() if one.get("turn") == third.turn and "task" in one["event"]]


def test_toggled_twice_it_answers_and_muted_it_opens_no_microphone(
    jarvis: tuple[Living, PrivatePulse],
) -> None:
    daemon, pulse = jarvis
    began = daemon.jarvis("listen", "--toggle", "--json").json
    assert began["listening"]
    pulse.say(QUESTION + silence(PAUSE_S))
    assert daemon.jarvis("listen", "--toggle").out == "Heard.\n"
    assert "it is" in of(daemon, began["turn"], "task_finished")["answer"].lower()

    assert daemon.jarvis("mute").code == 0
    muted = daemon.wait_for("microphone_muted")
    until(lambda: not pulse.clients("source-outputs"), "the microphone to be closed")
    for how in ("--hold", "--toggle"):
        refused = daemon.jarvis("listen", how)
        assert refused.code == 2
        assert refused.err == "jarvis: The microphone is muted. Use `jarvis unmute` first.\n"
    said = daemon.wait_for("announcement_made", muted["number"])
    assert "muted" in said["text"]
    assert not pulse.clients("source-outputs")
    assert daemon.jarvis("unmute").code == 0
    daemon.ready("listening")
    tapped = daemon.jarvis("listen", "--hold")  # its input has ended already: a tap
    assert tapped.code == 0
    assert tapped.out == "Listening until you press Enter.\nNothing was heard.\n"
    assert daemon.jarvis("stop").code == 0
    assert daemon.jarvis("listen", "--hold").code == 3
