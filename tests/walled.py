"""Python in a process that has walled itself in, for tests of the walls."""

import subprocess
import sys
import textwrap

BEGIN = "import os, sys, socket\nfrom pathlib import Path\nfrom jarvis import landlock, seccomp, walls\n"


def walled(code: str, *arguments: str) -> str:
    """What some code prints; each line that raises OSError is told as its class instead."""
    code = BEGIN + textwrap.dedent(code)
    ended = subprocess.run(
        [sys.executable, "-P", "-c", code, *arguments],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert ended.returncode == 0, ended.stderr
    return ended.stdout
