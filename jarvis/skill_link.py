"""The pipe to the process of a user's skill, and how that process is started and held."""

import os
import signal
from contextlib import suppress
from pathlib import Path

from jarvis import child

_KEPT = ("HOME", "LANG", "LANGUAGE", "LC_ALL", "LC_CTYPE", "LC_TIME", "PATH", "TZ", "VIRTUAL_ENV")
_ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")


class SkillLink(child.ChildProcess):
    """The process of a skill; its frames are short."""

    called = "skill"
    largest = 64 << 10

    def stand_still(self) -> None:
        """Hold all its threads until `go_on`."""
        self._send(signal.SIGSTOP)

    def go_on(self) -> None:
        """Let them run."""
        self._send(signal.SIGCONT)

    def _send(self, number: int) -> None:
        with suppress(ProcessLookupError):
            self._process.send_signal(number)


async def start_link(scratch: Path) -> SkillLink:
    """A new process; whoever starts it has to end it."""
    return await child.start(SkillLink, "jarvis.skill_host", environment=environment(scratch))


def environment(scratch: Path) -> dict[str, str]:
    """What a skill may know of the daemon's environment: no tokens, no addresses of other programs."""
    kept = {key: os.environ[key] for key in _KEPT if key in os.environ}
    return {**kept, **_ONE_THREAD, "TMPDIR": str(scratch), "PYTHONDONTWRITEBYTECODE": "1"}
