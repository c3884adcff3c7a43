"""What the daemon does for a user's skill that has no such rights itself: within what was granted."""

import asyncio
import os
import shutil
import signal
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress

from jarvis.errors import SkillError
from jarvis.permissions import Permissions
from jarvis.skill_fetch import fetch

Errand = Callable[..., Awaitable[object]]
"""A coroutine that a skill may have run: plain values in, plain values out. Raises JarvisError."""
PROGRAM_S = 8.0
LARGEST_OUTPUT = 64 << 10
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
    process = await asyncio.create_subprocess_exec(
        *(found, *texts),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env={key: value for key, value in os.environ.items() if not key.startswith("JARVIS_")},
        start_new_session=True,
    )
    assert process.stdout is not None  # noqa: S101 - it was started with a pipe
    try:
        async with asyncio.timeout(PROGRAM_S):
            output = await _some(process.stdout)
            return {"code": await process.wait(), "output": output.decode(errors="replace")}
    except TimeoutError:
        raise SkillError(
            f"The program {program} took longer than {PROGRAM_S:.0f} seconds and was ended."
        ) from None
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)


async def _some(stream: asyncio.StreamReader) -> bytes:
    """What a program writes, up to the limit; the rest is read and dropped."""
    kept = b""
    while piece := await stream.read(1 << 14):
        kept += piece[: LARGEST_OUTPUT - len(kept)]
    return kept
