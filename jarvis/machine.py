"""What memory this computer has, and what is free of it."""

import asyncio
import resource
import shutil
from pathlib import Path

_GPU_S = 3.0


def _meminfo(name: str) -> int:
    """A line of /proc/meminfo, in MB."""
    for line in Path("/proc/meminfo").read_text(encoding="ascii").splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1]) // 1000
    return 0


def total_ram_mb() -> int:
    """All memory there is."""
    return _meminfo("MemTotal")


def process_mb(pid: int | None) -> int:
    """What a process takes, at least 1 MB; 0 if there is none."""
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1]) if pid else 0
    except (OSError, IndexError):
        return 0
    return -(-pages * resource.getpagesize() // 1_000_000)


def free_ram_mb() -> int:
    """Memory that can be had without anything being swapped out."""
    return _meminfo("MemAvailable")


async def free_gpu_mb() -> int:
    """Free memory of the largest graphics card that `nvidia-smi` tells of; 0 where there is none."""
    program = shutil.which("nvidia-smi")
    if program is None:
        return 0
    pipe, null = asyncio.subprocess.PIPE, asyncio.subprocess.DEVNULL
    query = ("--query-gpu=memory.free", "--format=csv,noheader,nounits")
    try:
        asked = await asyncio.create_subprocess_exec(program, *query, stdout=pipe, stderr=null)
    except OSError:
        return 0
    try:
        async with asyncio.timeout(_GPU_S):
            told, _ = await asked.communicate()
    except TimeoutError:
        return 0
    finally:
        if asked.returncode is None:
            asked.kill()
            await asked.wait()
    return max((int(line) for line in told.decode(errors="replace").split() if line.isdigit()), default=0)
