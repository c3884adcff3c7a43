"""`jarvis chat`, where answers are slow, daemons die and texts are hostile."""

import asyncio
import io
import json
import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from jarvis import paths
from jarvis.cli import main
from tests.living import until
from tests.terminal import Terminal, terminal
from tests.test_api import door

pytestmark = pytest.mark.real_time


@pytest.fixture
def piped(monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    """What comes from a pipe."""
    stream = io.StringIO()
    monkeypatch.setattr("sys.stdin", stream)
    return stream


@contextmanager
def answering(reply: bytes) -> Iterator[None]:
    """A daemon that reads one request to its end, sends these bytes, and dies."""
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(str(paths.socket()))
    listener.listen()

    def serve() -> None:
        connection, _ = listener.accept()
        with connection:
            request = b""
            while not request.endswith(b"}"):
                request += connection.recv(10_000)
            connection.sendall(reply)

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield
    finally:
        thread.join()
        listener.close()
        paths.socket().unlink()


async def chat(piped: io.StringIO, text: str, *options: str) -> int:
    """A conversation from a pipe; gives the exit code."""
    piped.write(text)
    piped.seek(0)
    return await asyncio.to_thread(main, ["chat", *options])


async def test_ctrl_c_silences_the_answer_and_a_second_one_leaves() -> None:
    def talk(screen: Terminal) -> None:
        screen.shows("/quit leaves")
        screen.press("good day wait\r")
        screen.shows("good day wait\ngood day wait")
        screen.press("\x03")
        screen.shows("Ctrl-C once more leaves")
        screen.press("good day\r")
        screen.shows("good day!")
        screen.press("wait\r")
        screen.shows("> wait\nwait")
        screen.press("\x03")
        until(lambda: screen.text.count("Ctrl-C once more leaves") == 2, "the second answer to be silenced")
        screen.press("\x03")
        assert screen.left() == 0
        assert screen.restored

    async with door() as behind:
        with terminal("chat", environment=os.environ) as screen:
            await asyncio.to_thread(talk, screen)
        await behind.left.wait()


async def test_lines_from_a_pipe_are_answered_one_by_one(
    piped: io.StringIO, capsys: pytest.CaptureFixture[str]
) -> None:
    async with door():
        assert await chat(piped, "hello\n\n  good day \n/help\n/why\n/quit\nnever asked\n") == 0
    out = capsys.readouterr().out
    lines = out.splitlines()
    assert lines[:4] == ["hello!", "from: /a.md", "good day!", "from: /a.md"]
    assert "Ctrl-C silences an answer" in out
    assert "llm_first_token" in out
    assert "never asked" not in out


async def test_answers_are_spoken_only_if_asked_for(
    piped: io.StringIO, capsys: pytest.CaptureFixture[str]
) -> None:
    async with door():
        assert await chat(piped, "hello\n", "--json", "--speak") == 0
        told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
        assert told[0] == {"piece": "hello"}
        assert told[1]["answered"]["did"] == {"aloud": "True"}
        piped.truncate(0)
        piped.seek(0)
        assert await chat(piped, "hello\n", "--json") == 0
        told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
        assert told[1]["answered"]["did"] == {"aloud": "False"}


@pytest.mark.parametrize(
    "reply",
    [
        b'HTTP/1.1 200 OK\r\n\r\n{"piece": "It is"}\n',
        b'HTTP/1.1 200 OK\r\n\r\n{"piece": "It is"}\n{"pie',
        b'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n13\r\n{"piece": "It is"}\n\r\n5\r\n{"p',
    ],
)
async def test_a_daemon_that_dies_in_mid_answer(
    reply: bytes, piped: io.StringIO, capsys: pytest.CaptureFixture[str]
) -> None:
    with answering(reply):
        assert await chat(piped, "what time is it\n") == 1
    out, err = capsys.readouterr()
    assert out == "It is\n"
    assert err == "jarvis: Jarvis ended before it had answered.\n"


async def test_what_cannot_be_asked_is_told_in_a_sentence(
    piped: io.StringIO, capsys: pytest.CaptureFixture[str]
) -> None:
    async with door():
        assert await chat(piped, "x" * 3_000) == 2
    assert "at most 2000 characters" in capsys.readouterr().err


async def test_an_unfinished_answer_is_completed_and_a_silent_one_is_seen(
    piped: io.StringIO, capsys: pytest.CaptureFixture[str]
) -> None:
    rest = {"turn": "t", "status": "failed", "sources": []}
    for pieces, answer, shown in (
        (["It "], "It is noon.", "It is noon.\n"),
        ([], "Noon.", "Noon.\n"),
        ([], "", "(silence)\n"),
        (["Half a sen"], "Sorry.", "Half a sen\n"),
    ):
        lines = [{"piece": piece} for piece in pieces] + [{"answered": {**rest, "answer": answer}}]
        body = "".join(f"{json.dumps(line)}\n" for line in lines)
        piped.truncate(0)
        piped.seek(0)
        with answering(f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\n\r\n{body}".encode()):
            assert await chat(piped, "hello\n") == 1
        assert capsys.readouterr().out == shown
