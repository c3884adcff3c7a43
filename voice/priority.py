"""How urgent the operating system takes a process that moves sound."""

import os
from contextlib import suppress

NICE = -11
"""What sound servers give themselves: on a busy computer sound is not to wait for anybody's arithmetic."""


def hurry() -> None:
    """Go before other processes, where the system lets one: root, or who may by its limits (RLIMIT_NICE)."""
    if hasattr(os, "nice"):  # not on Windows
        with suppress(PermissionError):
            os.nice(min(0, NICE - os.nice(0)))
