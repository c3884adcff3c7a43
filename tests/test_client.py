"""A client that meets a daemon in trouble tells it in a sentence."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from jarvis import paths
from jarvis.cli import client
from jarvis.errors import JarvisError, NotRunningError

pytestmark = pytest.mark.real_time


@contextmanager
def answering(reply: bytes) -> Iterator[None]:
    """A socket that reads one request, sends these bytes, and hangs up."""
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(str(paths.socket()))
    listener.listen()

    def serve() -> None:
        connection, _ = listener.accept()
        with connection:
            connection.recv(10_000)
            connection.sendall(reply)

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield
    finally:
        thread.join()
        listener.close()


@pytest.mark.parametrize(
    "reply",
    [
        b"",
        b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{",
        b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n{",
    ],
)
def test_a_daemon_that_dies_in_mid_answer(reply: bytes) -> None:
    with answering(reply), pytest.raises(JarvisError, match="ended before it had answered"):
        client.call("GET", "/status")


def test_a_socket_left_by_a_killed_daemon_is_nobody() -> None:
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(str(paths.socket()))
    listener.close()
    with pytest.raises(NotRunningError):
        client.call("GET", "/status")


def test_an_error_keeps_its_sentence_and_exit_code() -> None:
    body = b'{"error": "I am busy.", "exit_code": 6}'
    reply = b"HTTP/1.1 503 X\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body)
    with answering(reply), pytest.raises(JarvisError, match="I am busy") as error:
        client.call("POST", "/ask", {"text": "x"})
    assert error.value.exit_code == 6


def test_following_ends_with_the_daemon() -> None:
    with answering(b'HTTP/1.1 200 OK\r\n\r\n{"event": "subscribed"}\n'):
        assert list(client.lines("/events/stream")) == [{"event": "subscribed"}]
