"""What the door asks of the daemon behind it."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass, field
from typing import Any, Protocol, cast

from starlette.requests import Request

from jarvis.api.parts import (
    Devices,
    Documents,
    Dues,
    Memories,
    Settings,
    Skills,
    TalkKey,
    Vocabulary,
    Voices,
    Wakes,
)
from jarvis.bus import EventBus
from jarvis.headerless import Headerless


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
    def settings(self) -> Settings:
        """What it is told to be like."""
        ...

    @property
    def skills(self) -> Skills:
        """What can be asked for."""
        ...

    @property
    def devices(self) -> Devices:
        """What it hears and speaks through."""
        ...

    @property
    def dues(self) -> Dues:
        """What it will say later."""
        ...

    @property
    def talk_key(self) -> TalkKey:
        """A key to talk."""
        ...

    def status(self) -> dict[str, Any]:
        """How it is."""
        ...

    async def ask(self, text: str, *, aloud: bool) -> Answered:
        """Answer a typed request."""
        ...

    def asked(self, text: str, *, aloud: bool) -> AsyncGenerator[str | Answered]:
        """`ask`, with the answer in pieces as they come, and what became of it at the end.

        Who leaves before the end cuts the turn short.
        """
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

    def conversation(self, action: str, session_id: str = "") -> dict[str, Any]:
        """Start, stop or pause it; gives the message `conversation_control`, and whether it is `paused`."""
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
