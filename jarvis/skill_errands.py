"""What the daemon does for a user's skill that has no such rights itself: within what was granted."""

import asyncio
import os
import shutil
import signal
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress

from jarvis.errors import SkillError
from jarvis.permissions import Permissions
from jarvis.skill_fetch import fetch

Errand = Callable[..., Awaitable[object]]
"""A coroutine that a skill may have run: plain values in, plain values out. Raises JarvisError."""
PROGRAM_S = 8.0
LARGEST_OUTPUT = 64 << 10
_PIECE = 1 << 14
_MOST_ARGUMENTS, _LONGEST_ARGUMENT = 32, 4_096
_PROGRAM_PATH = "/usr/local/bin:/usr/bin:/bin"


def errands(
    needs: Permissions, notify: Callable[[str], Awaitable[None]] | None = None
) -> Mapping[str, Errand]:
    """What a skill with these permissions may ask for, by name. `notify` shows a notification."""

    async def fetched(url: str, body: str | None = None, content_type: str = "application/json") -> object:
        return await fetch(needs.network, str(url), None if body is None else str(body), str(content_type))

    async def ran(program: str, arguments: Sequence[object] = ()) -> object:
        return await run_program(needs.programs, program, arguments)

    async def notified(text: str) -> None:
        if not needs.notify or notify is None:
            raise SkillError("A skill wanted to show a notification, which you did not allow.")
        await notify(str(text))

    return {"fetch": fetched, "run": ran, "notify": notified}


def installed(program: str) -> bool:
    """Whether `run_program` would find it."""
    return shutil.which(program, path=_PROGRAM_PATH) is not None


async def run_program(allowed: Sequence[str], program: str, arguments: Sequence[object]) -> dict[str, object]:
    """Start an allowed program without a shell, and wait for it: its exit `code` and its `output`.

    It is ended after PROGRAM_S, with all it started. Raises SkillError.
    """
    if program not in allowed:
        raise SkillError(
            f"A skill wanted to start {program!s:.40}, which you did not allow. Its NEEDS must name it."
        )
    texts = [one for one in arguments if isinstance(one, str)]
    if (
        len(texts) != len(arguments)
        or len(texts) > _MOST_ARGUMENTS
        or any(len(one) > _LONGEST_ARGUMENT or "\0" in one for one in texts)
    ):
        raise SkillError(f"A skill gave {program} arguments that no program could take.")
    found = shutil.which(program, path=_PROGRAM_PATH)
    if found is None:
        raise SkillError(f"The program {program} is not installed. Install it, then ask again.")
    with _output() as (writable, output):
        process = await asyncio.create_subprocess_exec(
            *(found, *texts),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=writable,
            stderr=asyncio.subprocess.DEVNULL,
            env={key: value for key, value in os.environ.items() if not key.startswith("JARVIS_")},
            start_new_session=True,
        )
        try:
            async with asyncio.timeout(PROGRAM_S):
                code = await process.wait()  # what it has opened for the user may stay
        except TimeoutError:
            raise SkillError(
                f"The program {program} took longer than {PROGRAM_S:.0f} seconds and was ended."
            ) from None
        finally:
            if process.returncode is None:
                os.killpg(process.pid, signal.SIGKILL)
                await asyncio.shield(process.wait())
        return {"code": code, "output": output().decode(errors="replace")}


@contextmanager
def _output() -> Iterator[tuple[int, Callable[[], bytes]]]:
    """Where a program writes, and what it has written; what is beyond the limit is read and dropped.

    A pipe of ours, because asyncio's is open until all that a program has started is gone too.
    """
    loop, kept = asyncio.get_running_loop(), bytearray()
    readable, writable = os.pipe()
    os.set_blocking(readable, False)

    def read() -> None:
        with suppress(BlockingIOError):
            kept.extend(os.read(readable, _PIECE)[: LARGEST_OUTPUT - len(kept)])

    def rest() -> bytes:
        for _ in range(LARGEST_OUTPUT // _PIECE):
            read()
        return bytes(kept)

    loop.add_reader(readable, read)
    try:
        yield writable, rest
    finally:
        loop.remove_reader(readable)
        os.close(readable)
        os.close(writable)
