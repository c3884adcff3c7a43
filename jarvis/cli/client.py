"""Talking to the daemon: HTTP over its Unix socket, with nothing but the standard library."""

import http.client
import json
import socket
from collections.abc import Generator
from contextlib import closing, contextmanager
from typing import Any

from jarvis import paths
from jarvis.errors import JarvisError, NotRunningError

ANSWER_S = 120.0
"""An answer that is spoken aloud may take this long."""


class _UnixConnection(http.client.HTTPConnection):
    def connect(self) -> None:
        """Connect to the daemon's socket."""
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        try:
            self.sock.connect(str(paths.socket()))
        except (FileNotFoundError, ConnectionRefusedError):
            self.sock.close()
            raise NotRunningError from None


def call(method: str, path: str, body: object = None) -> Any:
    """One request. `body` is JSON, or bytes as they are. Raises JarvisError, as the daemon told it."""
    with _answer(method, path, body, ANSWER_S) as response:
        try:
            answer = json.loads(response.read())
        except (OSError, ValueError, http.client.HTTPException):
            raise JarvisError("Jarvis ended before it had answered.") from None
    _raise(answer)
    return answer


def download(path: str) -> bytes:
    """What the daemon keeps there, byte by byte. Raises JarvisError, as the daemon told it."""
    with _answer("GET", path, None, ANSWER_S) as response:
        try:
            content = response.read()
            if response.status != http.client.OK:
                _raise(json.loads(content))
        except (OSError, ValueError, http.client.HTTPException):
            raise JarvisError("Jarvis ended before it had answered.") from None
    return content


def lines(path: str, body: object = None) -> Generator[dict[str, Any]]:
    """The JSON lines of a response, as they come; with a `body` it is a POST.

    Raises JarvisError, as the daemon told it. They end without a word when the daemon does.
    """
    with _answer("GET" if body is None else "POST", path, body, None) as response:
        try:
            if response.status != http.client.OK:
                _raise(json.loads(response.read()))
            while line := response.readline():
                yield json.loads(line)
        except (ConnectionError, ValueError, http.client.HTTPException):
            return  # the daemon ended


def _raise(answer: object) -> None:
    if isinstance(answer, dict) and "error" in answer:
        error = JarvisError(answer["error"])
        error.exit_code = int(answer.get("exit_code", 1))
        raise error


@contextmanager
def _answer(
    method: str, path: str, body: object, timeout_s: float | None
) -> Generator[http.client.HTTPResponse]:
    connection = _UnixConnection("jarvis", timeout=timeout_s)
    content = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
    kind = "application/octet-stream" if isinstance(body, bytes) else "application/json"
    with closing(connection):
        try:
            connection.request(method, path, content, {"Content-Type": kind})
            response = connection.getresponse()
        except TimeoutError:
            raise JarvisError("Jarvis did not answer in time. `jarvis status` may tell why.") from None
        except (ConnectionError, http.client.HTTPException):
            raise JarvisError("Jarvis ended before it had answered.") from None
        with response:
            yield response
