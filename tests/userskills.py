"""Skills as a user writes them, for tests: a folder of their own, and their processes."""

import textwrap
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

from jarvis.skill_errands import Errand, errands
from jarvis.skill_folder import SkillFile, read_skill
from jarvis.skill_process import SkillProcess

HEAD = """
import asyncio, ctypes, fcntl, json, os, pickle, resource, signal, socket, subprocess, sys, threading, time
from datetime import timedelta
from enum import Enum
from jarvis import Permissions, Reply, fetch, house, later, notify, run, skill
"""


def written(folder: Path, text: str, name: str = "weather.py") -> SkillFile:
    """A skill file of the user's, read."""
    folder.mkdir(mode=0o700, exist_ok=True)
    file = folder / name
    file.write_text(HEAD + textwrap.dedent(text))
    file.chmod(0o600)
    return read_skill(file, folder)


def going(body: str, *, needs: str = "") -> str:
    """The text of a skill whose one function does this."""
    inside = textwrap.indent(textwrap.dedent(body).strip(), "    ")
    return f'{needs}\n@skill("go")\nasync def go() -> str:\n{inside}\n'


@asynccontextmanager
async def running(
    file: SkillFile, more: Mapping[str, Errand] | None = None, limit_s: float = 10.0
) -> AsyncIterator[SkillProcess]:
    """Its process, gone at the end; not started yet."""
    process = SkillProcess(file, {**errands(file.needs), **(more or {})}, limit_s)
    try:
        yield process
    finally:
        await process.end()
