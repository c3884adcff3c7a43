"""What the door asks of the daemon behind it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, cast

from starlette.requests import Request

from jarvis.bus import EventBus
from jarvis.headerless import Headerless
from jarvis.learned import Learned


@dataclass(frozen=True)
class Answered:
    """What became of a request: completed, failed or cancelled; `did` is the evidence.

    `sources`: the paths of the documents that the answer was taken from.
    """

    turn: str
    text: str
    answer: str
    answerer: str
    status: str
    did: dict[str, str] = field(default_factory=dict)
    sources: tuple[str, ...] = ()


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


class Control(Protocol):
    """The daemon, as its clients can use it. All of it may raise JarvisError."""

    bus: EventBus

    @property
    def wakes(self) -> Wakes:
        """What woke it."""
        ...

    @property
    def voices(self) -> Voices:
        """How it can sound."""
        ...

    @property
    def documents(self) -> Documents:
        """What it answers from."""
        ...

    @property
    def memory(self) -> Memories:
        """What it remembers."""
        ...

    @property
    def vocabulary(self) -> Vocabulary:
        """What it mishears."""
        ...

    @property
    def skills(self) -> Skills:
        """What can be asked for."""
        ...

    def status(self) -> dict[str, Any]:
        """How it is."""
        ...

    async def ask(self, text: str, *, aloud: bool) -> Answered:
        """Answer a typed request."""
        ...

    async def ask_audio(
        self, recording: bytes, *, aloud: bool, whole: bool = False, raw: Headerless | None = None
    ) -> Answered:
        """Answer what is said in a sound file; `raw` tells how to read one without a header.

        `whole`: it is what was heard before, to be understood again as it is. What cannot be understood
        is an answer then, too.
        """
        ...

    def kept(self) -> list[str]:
        """The turns whose sound is kept, the newest last."""
        ...

    async def sound(self, turn: str) -> bytes:
        """What was said in a turn, as a flac file. Raises NotKeptError."""
        ...

    async def say(self, text: str, language: str = "") -> str:
        """Speak; "" once it was heard to its end, else a sentence that says why not.

        `language`, as in "de", takes the voice that is set for it.
        """
        ...

    def listen(self) -> str:
        """Listen now, without the wake word; gives the turn."""
        ...

    def why(self, turn: str) -> dict[str, Any]:
        """The receipt of a turn, or of the last one for "": what was heard, and how long each stage took."""
        ...

    def latency(self) -> dict[str, Any]:
        """Figures of every stage, circuit breaker and interruption since the start."""
        ...

    async def stats(self, days: int) -> list[dict[str, Any]]:
        """Turns and times of the last days, the newest first."""
        ...

    async def store(self) -> dict[str, Any]:
        """How the database is (see `jarvis.store_health.Health`), and the number of `vectors`."""
        ...

    async def privacy(self) -> dict[str, Any]:
        """Who holds the microphone and what is connected, as the system tells; and `sentences` about it."""
        ...

    async def mute(self, *, on: bool) -> None:
        """Close or open the microphone; when it returns, that is done."""
        ...

    def volume(self) -> int:
        """How loud everything is that Jarvis plays, in percent."""
        ...

    def set_volume(self, percent: int) -> None:
        """Make it louder or softer, across restarts too; 0 to 100."""
        ...

    def interrupt(self) -> bool:
        """Silence what is being said."""
        ...

    def stop(self, reason: str) -> None:
        """End the daemon soon."""
        ...


def daemon_of(request: Request) -> Control:
    """The daemon that a request is for."""
    return cast("Control", request.app.state.daemon)
