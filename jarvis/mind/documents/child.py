"""Has files read by a process of its own, which is ended when it takes too long."""

import asyncio
import json
import os
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

LIMIT_S = 60.0
_LARGEST_ANSWER = 40_000_000
_STEERED = ("PYTHON", "LD_")


class Reader:
    """Reads one file after the other. Made by `open_reader`."""

    def __init__(self, limit_s: float = LIMIT_S) -> None:
        self._limit_s = limit_s
        self._process: Process | None = None

    async def read(self, file: Path, known: str = "") -> Mapping[str, Any]:
        """What `jarvis.mind.documents.__main__.answer` says; a file that breaks the reader is refused."""
        process = self._process or await self._start()
        assert process.stdin is not None  # noqa: S101 - it was started with pipes
        assert process.stdout is not None  # noqa: S101 - same
        try:
            async with asyncio.timeout(self._limit_s):
                process.stdin.write(json.dumps({"path": str(file), "sha256": known}).encode() + b"\n")
                await process.stdin.drain()
                answer: dict[str, Any] = await asyncio.to_thread(json.loads, await process.stdout.readline())
        except TimeoutError:
            await self.close()
            return {"sha256": "", "refused": f"{file.name} took too long to read, so I left it alone."}
        except (OSError, ValueError):
            await self.close()
            return {
                "sha256": "",
                "refused": f"{file.name} cannot be read: it broke the program that reads it.",
            }
        except asyncio.CancelledError:
            await self.close()
            raise
        return answer

    async def close(self) -> None:
        """End the process."""
        process, self._process = self._process, None
        if process is not None:
            if process.returncode is None:
                process.kill()
            await process.wait()

    async def _start(self) -> Process:
        environment = {name: value for name, value in os.environ.items() if not name.startswith(_STEERED)}
        self._process = await asyncio.create_subprocess_exec(
            sys.executable,
            *("-P", "-m", "jarvis.mind.documents"),
            stdin=PIPE,
            stdout=PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            limit=_LARGEST_ANSWER,
            env=environment,
            start_new_session=True,
        )
        return self._process


@asynccontextmanager
async def open_reader(limit_s: float = LIMIT_S) -> AsyncGenerator[Reader]:
    """A reader, whose process starts with the first file and ends with the block."""
    reader = Reader(limit_s)
    try:
        yield reader
    finally:
        await reader.close()
