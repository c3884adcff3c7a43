"""The daemon's end of a process of its own: start it, talk to it in frames, be sure that it is gone."""

import asyncio
import logging
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from typing import TypeVar

from jarvis import frames
from jarvis.errors import JarvisError

log = logging.getLogger(__name__)
GOODBYE_S = 1.0
Kind = TypeVar("Kind", bound="ChildProcess")


class ChildLostError(JarvisError):
    """The process ended, or reported that it cannot go on."""


class ChildProcess:
    """A running process of ours. Made by `start` or `child`."""

    called = "child process"
    """What it is to whoever reads that it ended."""
    largest = frames.LARGEST
    """A longer frame is nonsense."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self.pid = process.pid
        self._being_read = self._ending = False
        self._one_ends_it = asyncio.Lock()
        self._header: tuple[bytes, int] | None = None

    async def read(self) -> tuple[bytes, bytes]:
        """The next frame. Raises ChildLostError with the reason when there will be none.

        When it is cancelled, nothing is lost: the next call gives that frame.
        """
        assert self._process.stdout is not None  # noqa: S101 - it was started with a pipe
        if self._ending:
            raise ChildLostError(f"the {self.called} was ended")
        self._being_read = True
        try:
            if self._header is None:
                header = await self._process.stdout.readexactly(frames.HEADER.size)
                self._header = frames.HEADER.unpack(header)
            kind, length = self._header
            if length > self.largest:
                raise ChildLostError(f"the {self.called} sent nonsense")
            payload = await self._process.stdout.readexactly(length)
            self._header = None
        except asyncio.IncompleteReadError:
            raise ChildLostError(await self._how_it_ended()) from None
        finally:
            self._being_read = False
        if kind == frames.TELL and "failed" in (news := frames.unpack_json(payload)):
            raise ChildLostError(str(news["failed"]))
        return kind, payload

    async def read_now(self) -> tuple[bytes, bytes] | None:
        """The next frame if it is there already. Raises ChildLostError like `read`."""
        try:
            async with asyncio.timeout(0):
                return await self.read()
        except TimeoutError:
            return None

    async def _how_it_ended(self) -> str:
        try:
            async with asyncio.timeout(GOODBYE_S):  # not wait_for: on 3.11 it can swallow cancellation
                code = await self._process.wait()
        except TimeoutError:
            return f"the {self.called} fell silent"
        what = f"crashed with signal {-code}" if code < 0 else "ended"
        return f"the {self.called} {what}"

    @property
    def alive(self) -> bool:
        """Whether the process still runs."""
        return self._process.returncode is None

    def post(self, frame: bytes) -> None:
        """Hand over a short frame without waiting; one to a dead process is lost, and `read` says so."""
        if self._process.stdin is not None:
            self._process.stdin.write(frame)

    async def send(self, frame: bytes) -> None:
        """Hand over a frame; waits while the pipe is full."""
        self.post(frame)
        if self._process.stdin is not None:
            with suppress(ConnectionError):
                await self._process.stdin.drain()

    def kill(self) -> None:
        """End a process that hangs, and could not go by itself."""
        with suppress(ProcessLookupError):
            self._process.kill()

    async def end(self) -> None:
        """Close its stdin, which is its signal to go; kill it if it does not."""
        self._ending = True
        async with self._one_ends_it:  # whoever else wants that waits until it is gone
            await self._end()

    async def _end(self) -> None:
        if self._process.stdin is not None:
            self._process.stdin.close()
        try:
            async with asyncio.timeout(GOODBYE_S):
                if self._process.stdout is not None and not self._being_read:
                    await self._process.stdout.read()  # with unread sound in it, the pipe never ends
                await self._process.wait()
        except TimeoutError:
            log.warning("%s %d did not end by itself", self.called, self.pid)
            self.kill()
            await self._process.wait()


async def start(
    kind: type[Kind], module: str, *arguments: str, environment: Mapping[str, str] | None = None
) -> Kind:
    """`python -P -m module arguments`, a process of this kind; whoever starts it has to end it.

    It has the daemon's environment unless it gets one.
    """
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-P", "-m", module, *arguments),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,  # native libraries write pages about nothing
        env=environment,
        start_new_session=True,  # Ctrl-C is for the daemon, which then ends its children in order
    )
    return kind(process)


@asynccontextmanager
async def child(kind: type[Kind], module: str, *arguments: str) -> AsyncIterator[Kind]:
    """A process that is gone when the block is left."""
    link = await start(kind, module, *arguments)
    try:
        yield link
    finally:
        await asyncio.shield(link.end())
