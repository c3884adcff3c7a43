"""Downloads that go well, that are continued, and that cannot start. The ones under attack: T26."""

import hashlib
import random
import shutil
import socket
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from jarvis.errors import ModelError
from tests import fileserver
from tests.fileserver import FileServer, serving
from voice.fetch import Download, Silent, need_space
from voice.manifest import Pin

CONTENT = random.Random(1).randbytes(300_000)  # noqa: S311 - any bytes will do
PIN = Pin(sha256=hashlib.sha256(CONTENT).hexdigest(), size_bytes=len(CONTENT))


class Listener:
    """Remembers what it was told."""

    def __init__(self) -> None:
        self.moves: list[tuple[int, int]] = []

    def say(self, line: str) -> None:
        """Not asked for here."""

    def moved(self, done_bytes: int, all_bytes: int) -> None:
        """Remember."""
        self.moves.append((done_bytes, all_bytes))


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[FileServer]:
    with serving(CONTENT, tmp_path, monkeypatch) as served:
        yield served


@pytest.fixture
def part(tmp_path: Path) -> Path:
    return tmp_path / "model.part"


def fetch(url: str, part: Path) -> None:
    Download(url, part, PIN, Silent()).run()


def test_a_file_is_fetched(server: FileServer, part: Path) -> None:
    fetch(server.url, part)
    assert part.read_bytes() == CONTENT
    assert stat.S_IMODE(part.stat().st_mode) == 0o600


def test_progress_is_told_from_nothing_to_all(server: FileServer, part: Path) -> None:
    listener = Listener()
    Download(server.url, part, PIN, listener).run()
    assert listener.moves[0] == (0, len(CONTENT))
    assert listener.moves[-1] == (len(CONTENT), len(CONTENT))
    assert listener.moves == sorted(listener.moves)


def test_a_download_that_broke_off_is_continued(server: FileServer, part: Path) -> None:
    server.next_answers = [fileserver.broken_off(100_000)]
    with pytest.raises(ModelError, match=r"broke off after 0\.1 MB of 0\.3 MB .* it continues"):
        fetch(server.url, part)
    fetch(server.url, part)
    assert part.read_bytes() == CONTENT
    assert server.ranges == ["", "bytes=100000-"]


def test_a_server_that_cannot_continue_sends_all_of_it_again(server: FileServer, part: Path) -> None:
    part.write_bytes(CONTENT[:100_000])
    server.next_answers = [fileserver.without_range]
    fetch(server.url, part)
    assert part.read_bytes() == CONTENT


def test_a_file_that_is_here_already_is_not_fetched(server: FileServer, part: Path) -> None:
    part.write_bytes(CONTENT)
    fetch(server.url, part)
    assert server.ranges == []


def test_a_leftover_that_is_too_long_is_thrown_away(server: FileServer, part: Path) -> None:
    part.write_bytes(CONTENT + b"more")
    fetch(server.url, part)
    assert part.read_bytes() == CONTENT
    assert server.ranges == [""]


def test_a_redirect_to_another_https_address_is_followed(server: FileServer, part: Path) -> None:
    part.write_bytes(CONTENT[:10])
    server.next_answers = [fileserver.redirect(server.url + "/elsewhere")]
    fetch(server.url, part)
    assert part.read_bytes() == CONTENT
    assert server.ranges == ["bytes=10-", "bytes=10-"]


def test_a_file_that_is_gone_from_the_server(server: FileServer, part: Path) -> None:
    server.next_answers = [fileserver.status(404)]
    with pytest.raises(ModelError, match="refused with status 404"):
        fetch(server.url, part)


def test_no_network(part: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    with socket.create_server(("127.0.0.1", 0)) as closed_soon:
        port = closed_soon.getsockname()[1]
    with pytest.raises(ModelError, match=r"could not be reached \(Connection refused\)\. Check the network"):
        fetch(f"https://127.0.0.1:{port}/model", part)
    assert not part.exists()


def test_a_disk_without_room_is_told_before_anything_is_fetched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = shutil.disk_usage(tmp_path)._replace(free=2_000_000)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage)
    need_space(tmp_path, 2_000_000)
    with pytest.raises(ModelError, match=r"needs 2\.1 MB of disk, and 2\.0 MB are free .* Make room"):
        need_space(tmp_path, 2_100_000)
