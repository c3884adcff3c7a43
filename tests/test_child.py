"""A process of our own, whatever it does; test_link.py tells more, with processes for sound."""

import asyncio
import os
import signal
from pathlib import Path

import pytest

from jarvis import child

pytestmark = pytest.mark.real_time


class Host(child.ChildProcess):
    """A process under a name of its own."""

    called = "model"


def exists(pid: int) -> bool:
    """Whether there is such a process."""
    return Path(f"/proc/{pid}").exists()


async def test_how_it_ended_is_told_under_its_name_and_it_is_gone() -> None:
    async with (
        asyncio.timeout(20),
        child.child(Host, "jarvis.mind.embedded_host", "/nowhere", "512", "1", "") as one,
    ):
        kind, payload = b"", b""
        with pytest.raises(child.ChildLostError, match="/nowhere cannot be loaded"):
            kind, payload = await one.read()
        assert (kind, payload) == (b"", b"")
    assert not exists(one.pid)


async def test_one_that_is_killed_is_lost() -> None:
    async with asyncio.timeout(20), child.child(Host, "http.server", "0") as one:
        os.kill(one.pid, signal.SIGKILL)
        with pytest.raises(child.ChildLostError, match=r"^the model crashed with signal 9$"):
            await one.read()
        assert not one.alive
