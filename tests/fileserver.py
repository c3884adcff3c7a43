"""An https server of the test's own, which answers as badly as it is told to."""

import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import trustme


@dataclass
class FileServer:
    """One file, and how the next requests for it are answered."""

    content: bytes
    url: str = ""
    ranges: list[str] = field(default_factory=list)
    """The Range header of each request, "" for none."""
    next_answers: list["Answer"] = field(default_factory=list)
    """When there are none left, everything is as it should be."""
    closing: threading.Event = field(default_factory=threading.Event)


Answer = Callable[[BaseHTTPRequestHandler, FileServer], None]


def well(request: BaseHTTPRequestHandler, server: FileServer) -> None:
    """The file, or the rest of it."""
    start = _start(request)
    if start >= len(server.content):
        status(416)(request, server)
    elif start:
        last = len(server.content) - 1
        _head(request, 206, {"Content-Range": f"bytes {start}-{last}/{last + 1}"})
        request.wfile.write(server.content[start:])
    else:
        without_range(request, server)


def without_range(request: BaseHTTPRequestHandler, server: FileServer) -> None:
    """All of the file, whatever was asked for."""
    _head(request, 200, {"Content-Length": str(len(server.content))})
    request.wfile.write(server.content)


def another_range(request: BaseHTTPRequestHandler, server: FileServer) -> None:
    """The beginning, when the rest was asked for."""
    _head(request, 206, {"Content-Range": f"bytes 0-9/{len(server.content)}"})
    request.wfile.write(server.content[:10])


def corrupted(request: BaseHTTPRequestHandler, server: FileServer) -> None:
    """One bit is wrong."""
    _head(request, 200, {})
    request.wfile.write(bytes([server.content[0] ^ 1]) + server.content[1:])


def endless(request: BaseHTTPRequestHandler, server: FileServer) -> None:
    """The file, and then more until nobody listens any longer."""
    _head(request, 200, {})
    request.wfile.write(server.content)
    while not server.closing.is_set():
        request.wfile.write(bytes(1 << 16))


def broken_off(after_bytes: int) -> Answer:
    """The connection ends too early."""

    def answer(request: BaseHTTPRequestHandler, server: FileServer) -> None:
        _head(request, 200, {"Content-Length": str(len(server.content))})
        request.wfile.write(server.content[:after_bytes])

    return answer


def silent(after_bytes: int) -> Answer:
    """It stops sending, and stays."""

    def answer(request: BaseHTTPRequestHandler, server: FileServer) -> None:
        broken_off(after_bytes)(request, server)
        server.closing.wait()

    return answer


def mute(_: BaseHTTPRequestHandler, server: FileServer) -> None:
    """It never says anything."""
    server.closing.wait()


def redirect(url: str) -> Answer:
    """Go elsewhere."""
    return lambda request, _: _head(request, 302, {"Location": url})


def status(code: int) -> Answer:
    """An error."""
    return lambda request, _: _head(request, code, {})


@contextmanager
def serving(content: bytes, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[FileServer]:
    """Serve `content`; this process and those it starts trust the server."""
    authority = trustme.CA()
    authority.cert_pem.write_to_path(folder / "authority.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(folder / "authority.pem"))
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    served = FileServer(content)
    http = _HttpServer(("127.0.0.1", 0), served)
    http.socket = context.wrap_socket(http.socket, server_side=True, do_handshake_on_connect=False)
    served.url = f"https://127.0.0.1:{http.server_port}/model"
    thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield served
    finally:
        served.closing.set()
        http.shutdown()
        http.server_close()
        thread.join()


class _HttpServer(ThreadingHTTPServer):
    daemon_threads = False  # so that closing waits for all of them

    def __init__(self, address: tuple[str, int], served: FileServer) -> None:
        super().__init__(address, _Handler)
        self.served = served

    def handle_error(self, request: object, client_address: object) -> None:
        """Nothing: it is the client that may hang up, or not trust us."""


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        """Answer as told."""
        assert isinstance(self.server, _HttpServer)
        served = self.server.served
        served.ranges.append(self.headers.get("Range", ""))
        answer = served.next_answers.pop(0) if served.next_answers else well
        answer(self, served)

    def log_message(self, *_: object) -> None:
        """Nothing."""


def _start(request: BaseHTTPRequestHandler) -> int:
    return int(request.headers.get("Range", "bytes=0-").removeprefix("bytes=").removesuffix("-"))


def _head(request: BaseHTTPRequestHandler, code: int, headers: dict[str, str]) -> None:
    request.send_response(code)
    for name, value in headers.items():
        request.send_header(name, value)
    request.end_headers()
