"""Pulls that fail, collide or are killed: nobody ever sees half a model, and the next pull succeeds."""

import errno
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import pytest

from jarvis.errors import ModelError
from tests import fileserver
from tests.shop import NAME, Shop, open_shop

KILLED = """
import os, signal, sys
from importlib import import_module
from pathlib import Path
from voice.catalogue import load
from voice.models import Models

where, calls = sys.argv[3], int(sys.argv[4])
module, owner, name = where.split(":")
owner = getattr(import_module(module), owner) if owner else import_module(module)
original = getattr(owner, name)

def die(*args, **kwargs):
    global calls
    calls -= 1
    if calls == 0:
        os.kill(os.getpid(), signal.SIGKILL)
    return original(*args, **kwargs)

setattr(owner, name, die)
Models(Path(sys.argv[1]), load(Path(sys.argv[2]))).pull("tiny-en")
"""


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shop]:
    with open_shop(tmp_path, monkeypatch) as opened:
        yield opened


class Listener:
    """Notices when it is told to wait."""

    def __init__(self) -> None:
        self.waiting = Event()

    def say(self, line: str) -> None:
        """A line."""
        if "waiting" in line:
            self.waiting.set()

    def moved(self, done_bytes: int, all_bytes: int) -> None:
        """Not asked for here."""


def test_a_download_that_broke_off_is_continued_by_the_next_pull(shop: Shop) -> None:
    shop.server.next_answers = [fileserver.broken_off(100_000)]
    with pytest.raises(ModelError, match="broke off"):
        shop.models.pull(NAME)
    assert shop.models.pull(NAME)
    assert shop.server.ranges == ["", "bytes=100000-"]


def test_leftovers_are_thrown_away(shop: Shop) -> None:
    (shop.folder / ".staging/old-work/ready").mkdir(parents=True)
    (shop.folder / ".staging/unknown.part").write_bytes(b"?")
    shop.models.pull(NAME)
    assert shop.staged == set()


def test_too_little_room_is_told_before_anything_is_fetched(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = shutil.disk_usage("/")._replace(free=1_000_000)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage)
    with pytest.raises(ModelError, match=r"needs 1\.2 MB of disk, and 1\.0 MB are free .* Make room"):
        shop.models.pull(NAME)
    assert shop.server.ranges == []


@pytest.mark.parametrize(
    ("number", "sentence"),
    [(errno.ENOSPC, "became full. Make room"), (errno.EACCES, "Check its permissions")],
)
def test_a_disk_that_fails_during_a_pull_leaves_nothing_behind(
    shop: Shop, monkeypatch: pytest.MonkeyPatch, number: int, sentence: str
) -> None:
    def fail(_: int) -> None:
        raise OSError(number, os.strerror(number))

    with monkeypatch.context() as failing:
        failing.setattr(os, "fsync", fail)
        with pytest.raises(ModelError, match=sentence):
            shop.models.pull(NAME)
    assert shop.seen == set()
    assert shop.staged == set()
    assert shop.models.pull(NAME)


def test_two_pulls_at_once_fetch_once(shop: Shop) -> None:
    with ThreadPoolExecutor(2) as pool:
        pulls = [pool.submit(shop.models.pull, NAME) for _ in range(2)]
        assert sorted(pull.result() for pull in pulls) == [False, True]
    assert len(shop.server.ranges) == 1


def test_a_pull_waits_for_another_command_and_says_so(shop: Shop) -> None:
    listener = Listener()
    other = shop.models
    with ThreadPoolExecutor(1) as pool:
        with other._alone(Listener()):  # noqa: SLF001 - as if it were just removing something
            waiting = pool.submit(shop.models.pull, NAME, listener)
            assert listener.waiting.wait(10)
            assert shop.seen == set()
        assert waiting.result()


@pytest.mark.parametrize(
    ("where", "call", "is_mended"),
    [
        ("voice.fetch:Silent:moved", 4, False),  # in the middle of the download
        ("shutil::copyfileobj", 2, False),  # in the middle of unpacking
        ("os::fsync", 1, False),  # before everything is on the disk
        ("pathlib:Path:rename", 2, False),  # just before it would be visible
        ("pathlib:Path:rename", 2, True),  # just before the damaged one would go
        ("pathlib:Path:rename", 3, True),  # just after that
    ],
)
def test_a_pull_that_is_killed_leaves_nothing_that_looks_like_a_model(
    shop: Shop, where: str, call: int, *, is_mended: bool
) -> None:
    if is_mended:
        shop.models.pull(NAME)
        (shop.folder / NAME / "model.bin").unlink()
    command = [sys.executable, "-c", KILLED, str(shop.folder), str(shop.catalogue), where, str(call)]
    root = Path(__file__).parents[1]
    killed = subprocess.run(command, check=False, cwd=root, stderr=subprocess.PIPE, text=True)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert shop.seen <= ({NAME} if is_mended else set())
    with pytest.raises(ModelError, match=r"not installed|damaged"):
        shop.models.path_of(NAME)
    assert shop.models.pull(NAME)
    assert shop.models.verify(NAME).intact
    assert shop.staged == set()
