"""What the process of a skill takes of the machine, as Linux counts it."""

from dataclasses import dataclass
from pathlib import Path

from jarvis.walls import MEMORY_BYTES

MOST_IN_A_CALL_BYTES = 64 << 20
"""A call may write so much."""
MOST_SINCE_START_BYTES = 256 << 20
"""After so much it begins anew, with an empty folder of its own."""
_PAGE_BYTES = 4096


@dataclass(frozen=True)
class Usage:
    """Memory that is used now, and what was written since the start."""

    memory_bytes: int
    written_bytes: int


def usage(pid: int) -> Usage:
    """What a process takes; nothing if it is gone."""
    folder = Path(f"/proc/{pid}")
    try:
        pages = int((folder / "statm").read_text().split()[1])
        counted = dict(line.split(": ") for line in (folder / "io").read_text().splitlines())
    except (OSError, ValueError, IndexError):
        return Usage(0, 0)
    return Usage(pages * _PAGE_BYTES, max(int(counted["wchar"]), int(counted["write_bytes"])))


def too_much(now: Usage, before: Usage) -> str:
    """What a call took too much of, as it is told; "" for nothing."""
    if now.memory_bytes > MEMORY_BYTES:
        return "took too much memory"
    if now.written_bytes - before.written_bytes > MOST_IN_A_CALL_BYTES:
        return "wrote too much"
    return ""
