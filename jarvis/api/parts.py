"""What the door asks of the parts of the daemon that have routes of their own."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from jarvis.household import Due
from jarvis.learned import Learned


class Wakes(Protocol):
    """What woke the daemon, and what nearly did. All of it may raise JarvisError."""

    def to_json(self) -> dict[str, Any]:
        """Entries (the newest first), advice on the threshold, and whether the wake word is tested now."""
        ...

    def judge(self, number: int | None, verdict: str) -> dict[str, Any]:
        """Note "wrong" or "me" for an entry, or the last one that this can be said of; gives the entry."""
        ...

    def sound(self, number: int) -> bytes:
        """The two seconds up to an entry, as a wav file."""
        ...

    def test(self, *, on: bool) -> dict[str, Any]:
        """Begin, renew or end a test, in which the wake word starts no turns; gives what `to_json` does."""
        ...


class Voices(Protocol):
    """The voices one can have. All of it may raise JarvisError."""

    async def to_json(self, language: str) -> dict[str, Any]:
        """The voice in use, and all voices, or those of a language: engine, voice, language, why not."""
        ...

    async def try_(self, voice: str, text: str) -> dict[str, Any]:
        """Let a voice say something, a sentence of ours for ""; nothing else changes."""
        ...

    async def use(self, voice: str) -> dict[str, Any]:
        """Take a voice, now and after the next start."""
        ...


class Documents(Protocol):
    """The user's documents. All of it may raise JarvisError."""

    @property
    def progress(self) -> dict[str, Any]:
        """Whether files are being read, how many of how many are `done`, and what was refused."""
        ...

    async def to_json(self) -> dict[str, Any]:
        """Documents, followed folders, progress."""
        ...

    async def add(self, wanted: Sequence[str]) -> dict[str, Any]:
        """Read and follow files and folders from now on; gives the progress."""
        ...

    async def remove(self, wanted: str) -> dict[str, Any]:
        """Forget a document, by number or path, or a folder; gives what was removed."""
        ...

    async def search(self, text: str) -> list[dict[str, Any]]:
        """The best passages."""
        ...

    async def reindex(self) -> dict[str, Any]:
        """Make the store of vectors again; gives the progress."""
        ...


class Memories(Protocol):
    """What is kept of what was said. All of it may raise JarvisError."""

    async def listed(self, kind: str = "") -> list[dict[str, Any]]:
        """What is kept, the oldest first: all, or only each "turn" or "fact"."""
        ...

    async def forget(self, numbers: Sequence[int]) -> list[int]:
        """Forget these; gives their numbers. If one of them does not exist none is forgotten."""
        ...

    async def forget_everything(self) -> int:
        """Forget all of it; gives how much that was."""
        ...


class Vocabulary(Protocol):
    """What is misheard, and what is meant. All of it may raise JarvisError."""

    def to_json(self) -> list[dict[str, Any]]:
        """All entries, the oldest first."""
        ...

    async def learn(self, heard: str, meant: str) -> Learned:
        """Take one for the other from now on; gives the entry."""
        ...

    async def forget(self, numbers: Sequence[int]) -> list[int]:
        """Forget these; gives their numbers. If one of them does not exist none is forgotten."""
        ...

    async def wipe(self) -> int:
        """Forget all of it; gives how much that was."""
        ...


class Skills(Protocol):
    """What can be asked for. All of it may raise JarvisError."""

    async def listed(self) -> dict[str, Any]:
        """Every skill file with its status and the reason, and the walls of this machine."""
        ...

    def told(self, name: str) -> dict[str, Any]:
        """All about one skill file."""
        ...

    async def enable(self, name: str, allowed: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Switch it on; gives a question (`asks`, `permissions`) if it wants what `allowed` does not say."""
        ...

    async def disable(self, name: str) -> dict[str, Any]:
        """Switch it off, and take back what it was allowed."""
        ...

    async def reload(self, name: str = "") -> dict[str, Any]:
        """Load one file anew, or all."""
        ...


class Devices(Protocol):
    """What one can hear and speak through. All of it may raise JarvisError."""

    async def to_json(self) -> dict[str, Any]:
        """The microphones and loudspeakers there are, and which of them is wanted ("": the system's)."""
        ...

    async def use(self, kind: str, name: str) -> dict[str, Any]:
        """Take a "microphone" or "loudspeaker", now and after the next start; "" is the system's."""
        ...


class Dues(Protocol):
    """Timers, alarms and reminders. All of it may raise JarvisError."""

    async def all(self, kind: str) -> Sequence[Due]:
        """What is to come of a kind, the next one first."""
        ...

    async def cancel(self, keys: Sequence[int]) -> Sequence[Due]:
        """Do not tell these; gives those there were."""
        ...


class TalkKey(Protocol):
    """A key to hold, or to press twice. All of it may raise JarvisError."""

    def press(self) -> str:
        """The key is down; gives the turn that listens."""
        ...

    def release(self, turn: str) -> str:
        """The key is up: "released", "tapped" (a silence will end the turn), or "over" since before."""
        ...

    def toggle(self) -> tuple[str, bool]:
        """Pressed: begins to listen, or ends that; gives the turn, and whether it listens now."""
        ...

    def lost(self, turn: str) -> None:
        """Whoever held the key is gone."""
        ...

    async def ended(self, turn: str) -> str:
        """Wait until the turn does not listen any more; gives why."""
        ...


class Settings(Protocol):
    """The settings. All of it may raise JarvisError."""

    async def to_json(self) -> dict[str, Any]:
        """Every setting with its value and who set it; the file, what is wrong in it, what waits."""
        ...

    async def change(self, wishes: Mapping[str, str | None]) -> dict[str, Any]:
        """Write new values into the user's file (None takes one out) and use them: all of them or none."""
        ...

    async def reload(self) -> dict[str, Any]:
        """Read the file now; gives the file, what is wrong in it (`problem`), and what `waits`."""
        ...
