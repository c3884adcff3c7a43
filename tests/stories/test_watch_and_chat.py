"""The daemon, watched and written with in a real terminal, and killed in the middle of it."""

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from jarvis import paths
from tests.living import Living, living, move_into, until
from tests.terminal import terminal

pytestmark = pytest.mark.real_time
House = tuple[Path, Living]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """The one Jarvis of these stories, on a machine without sound."""
    folder = tmp_path_factory.mktemp("house")
    with pytest.MonkeyPatch.context() as patch:
        move_into(folder, patch)
        with living(folder, {"PULSE_SERVER": "unix:/nowhere"}) as daemon:
            yield folder, daemon


@pytest.fixture
def deaf_jarvis(house: House, monkeypatch: pytest.MonkeyPatch) -> Living:
    """It, ready."""
    folder, daemon = house
    move_into(folder, monkeypatch)
    if daemon.process.poll() is not None:  # the story before this one has ended it
        daemon.start()
    daemon.ready("no microphone")
    return daemon


def test_who_watches_sees_what_happens_even_a_daemon_that_is_killed(deaf_jarvis: Living) -> None:
    with terminal("watch", environment=deaf_jarvis.environment) as screen:
        screen.shows("ERROR  Jarvis cannot hear you")
        assert not screen.restored
        deaf_jarvis.jarvis("ask", "what", "is", "two", "plus", "two")
        shown = screen.shows("first_token")
        assert "you     what is two plus two" in shown
        assert "4" in shown.partition("jarvis  ")[2].splitlines()[0]
        assert "of 500 ms" in shown
        assert "0 waiting" in shown
        assert "status=completed" in shown
        screen.resize(120, 40)
        assert max(map(len, screen.shows("task_started").splitlines())) == 120
        deaf_jarvis.end(signal.SIGKILL)
        screen.shows("OFFLINE  Jarvis is not running")
        deaf_jarvis.start()
        screen.shows("cannot hear you")
        screen.press("q")
        assert screen.left() == 0
        assert screen.restored


def test_a_conversation_is_typed(deaf_jarvis: Living) -> None:
    with terminal("chat", environment=deaf_jarvis.environment, rows=60) as screen:
        screen.shows("/help tells more")
        screen.press("what is two plus two\r")
        until(lambda: "4" in screen.text.partition("plus two\n")[2], "the answer")
        screen.press("/why\r")
        assert "calculator" in screen.shows("first_token")
        screen.press("/nonsense\r")
        screen.shows("There is no such command")
        deaf_jarvis.process.send_signal(signal.SIGSTOP)
        screen.press("what day is it\r")
        until(lambda: Path("/proc/net/unix").read_text().count(str(paths.socket())) > 1, "the question")
        deaf_jarvis.end(signal.SIGKILL)
        screen.shows("jarvis: Jarvis ended before it had answered.")
        screen.press("what is two plus three\r")
        screen.shows("jarvis: Jarvis is not running.")
        deaf_jarvis.start()
        deaf_jarvis.ready("no microphone")
        screen.press("\x1b[A\r")  # the arrow up brings it back
        until(lambda: "5" in screen.text.rpartition("plus three\n")[2], "the answer")
        screen.press("\x03")
        screen.shows("Ctrl-C once more leaves")
        screen.press("\x03")
        assert screen.left() == 0
        assert screen.restored


def test_pipes_get_lines_and_questions_of_skills_are_answered_in_them(deaf_jarvis: Living) -> None:
    command = [sys.executable, "-P", "-m", "jarvis", "watch"]
    with subprocess.Popen(
        command, env=deaf_jarvis.environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True
    ) as watching:
        lines = watching.stdout
        assert lines is not None
        assert lines.readline().startswith("Jarvis cannot hear you.")
        sums = deaf_jarvis.jarvis("chat", "--json", text=b"what is two plus two\n\n/quit\nwhat time is it\n")
        told = [lines.readline() for _ in range(4)]
        assert told[:2] == ["Jarvis is thinking.\n", "You: what is two plus two\n"]
        assert told[2].startswith("Jarvis: ")
        assert told[3] == "Jarvis cannot hear you.\n"
        *pieces, last = [json.loads(line) for line in sums.out.splitlines()]
        assert "".join(line["piece"] for line in pieces) == last["answered"]["answer"]
        assert told[2] == f"Jarvis: {last['answered']['answer']}\n"
        shopping = b"add milk to my shopping list\nclear my shopping list\nyes\nwhat is on my shopping list\n"
        added, asked, cleared, listed = deaf_jarvis.jarvis("chat", text=shopping).out.splitlines()
        assert "milk" in added.lower()
        assert asked.endswith("?")
        assert not cleared.endswith("?")
        assert "milk" not in listed.lower()
        deaf_jarvis.end(signal.SIGKILL)
        until(lambda: "not running" in lines.readline(), "the daemon to be gone")
        watching.send_signal(signal.SIGINT)
        assert watching.wait(30) == 0
    nobody = deaf_jarvis.jarvis("chat", text=b"what time is it\n")
    assert (nobody.code, nobody.err) == (3, "jarvis: Jarvis is not running. Start it with `jarvis start`.\n")
