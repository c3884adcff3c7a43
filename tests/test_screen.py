"""The terminal is taken for a picture and given back as it was."""

import os
import signal
import subprocess
import sys
import termios
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.terminal import Terminal
from ui.screen import Screen

pytestmark = pytest.mark.real_time


@pytest.fixture
def tty() -> Iterator[Terminal]:
    """A terminal in which nothing runs: this process draws in it."""
    made = Terminal(40, 6)
    made.process = subprocess.Popen([sys.executable, "-c", ""])
    made.process.wait()
    yield made
    made.close()


@contextmanager
def screen_in(tty: Terminal) -> Iterator[Screen]:
    """Our screen, in that terminal."""
    with (
        os.fdopen(os.dup(tty.slave)) as keys,
        os.fdopen(os.dup(tty.slave), "w") as out,
        Screen(keys, out) as screen,
    ):
        yield screen


def given_back(tty: Terminal) -> bool:
    """Whether the terminal is as it was, once all was read."""
    return bool(tty.written) and tty.restored


def test_it_is_given_back_as_it_was(tty: Terminal) -> None:
    before = signal.getsignal(signal.SIGTERM)
    with screen_in(tty) as screen:
        screen.draw(["one", "two"])
        assert tty.text.split() == ["one", "two"]
        assert tty.alternate
        assert tty.cursor_hidden
    assert given_back(tty)
    assert signal.getsignal(signal.SIGTERM) is before
    assert signal.set_wakeup_fd(-1) == -1


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_told_to_end_it_gives_back_first(tty: Terminal, number: int) -> None:
    with pytest.raises(SystemExit) as ended, screen_in(tty):
        os.kill(os.getpid(), number)
    assert ended.value.code == 128 + number
    assert given_back(tty)


def test_only_what_changed_is_written(tty: Terminal) -> None:
    with screen_in(tty) as screen:
        screen.draw(["same", "old"])
        before = len(tty.written)
        screen.draw(["same", "new"])
        assert "same" not in tty.written[before:]
        assert tty.text.split() == ["same", "new"]
        before = len(tty.written)
        screen.draw(["same", "new"])
        assert len(tty.written) == before


def test_after_a_change_of_size_all_is_drawn_anew(tty: Terminal) -> None:
    news, _ = pipe = os.pipe()
    with screen_in(tty) as screen:
        screen.draw(["one", "two"])
        tty.columns, tty.rows = 30, 5
        termios.tcsetwinsize(tty.slave, (5, 30))
        os.kill(os.getpid(), signal.SIGWINCH)
        assert screen.wait(news, None) == ""  # it does not wait for ever
        assert screen.size == (30, 5)
        before = len(tty.written)
        screen.draw(["one", "two"])
        assert "\x1b[2J" in tty.written[before:]
    for end in pipe:
        os.close(end)


def test_keys_and_news_end_the_waiting(tty: Terminal) -> None:
    news, told = pipe = os.pipe()
    with screen_in(tty) as screen:
        tty.press("q")
        assert screen.wait(news, None) == "q"
        os.write(told, b".")
        assert screen.wait(news, None) == ""
        os.read(news, 1)
        assert screen.wait(news, 0) == ""
        tty.press("\x1a")  # Ctrl-Z would leave the picture behind
        assert screen.wait(news, None) == "\x1a"
    for end in pipe:
        os.close(end)
