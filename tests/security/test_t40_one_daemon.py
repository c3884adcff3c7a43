"""T40: there is one Jarvis for each user, whatever the last one left behind when it died."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from jarvis import paths
from jarvis.errors import PlaceTakenError
from jarvis.place import hold_place
from tests.living import is_held

pytestmark = pytest.mark.real_time
ROOT = Path(paths.__file__).parents[1]
DAEMON = """
import sys
from jarvis.errors import JarvisError
from jarvis.place import hold_place, open_door
try:
    with hold_place(), open_door():
        print("in place", flush=True)
        sys.stdin.read()
except JarvisError as error:
    print(error, flush=True)
    sys.stdin.read()
    sys.exit(error.exit_code)
"""


@contextmanager
def another() -> Iterator[subprocess.Popen[str]]:
    """Somebody else who wants to be Jarvis; ends when its standard input does."""
    command = [sys.executable, "-c", DAEMON]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        yield process
        process.kill()


def says(process: subprocess.Popen[str]) -> str:
    assert process.stdout
    return process.stdout.readline().strip()


def test_the_second_is_told_who_is_first_and_changes_nothing() -> None:
    with another() as first:
        assert says(first) == "in place"
        with another() as second:
            told = f"Jarvis is already running (process {first.pid}). Use `jarvis stop` to end it first."
            assert says(second) == told
            assert second.communicate()[0] == ""
            assert second.returncode == 4
        with pytest.raises(PlaceTakenError, match=f"process {first.pid}"), hold_place():
            pass
        assert is_held()
        with socket.socket(socket.AF_UNIX) as visitor:
            visitor.connect(str(paths.socket()))  # the first one's door is still open
        first.communicate()
        assert first.returncode == 0
    assert not is_held()
    assert not paths.socket().exists()


def test_killed_it_keeps_nobody_out() -> None:
    with another() as first:
        assert says(first) == "in place"
        first.send_signal(signal.SIGKILL)
        first.wait()
    assert paths.socket().exists()  # it could not put that away
    assert paths.lock().read_text() == f"{first.pid}\n"
    assert not is_held()
    with another() as second:
        assert says(second) == "in place"


def test_of_many_that_start_at_once_one_wins() -> None:
    with ExitStack() as started:
        everybody = [started.enter_context(another()) for _ in range(6)]
        said = [says(process) for process in everybody]
        assert said.count("in place") == 1
        assert sum("already running" in one for one in said) == 5


@pytest.mark.parametrize("left", [f"{os.getpid()}\n", "1\n", "", "no number", "9" * 1_000])
def test_what_stands_in_the_lock_of_a_dead_one_does_not_matter(left: str) -> None:
    paths.lock().write_text(left)  # its number may belong to another program by now
    with hold_place():
        assert paths.lock().read_text() == f"{os.getpid()}\n"
    assert not is_held()


def test_a_process_it_started_does_not_hold_the_place_for_it() -> None:
    with hold_place():
        child = subprocess.Popen(["sleep", "600"], close_fds=False)
    try:
        assert not is_held()
    finally:
        child.kill()
        child.wait()
