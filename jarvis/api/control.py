"""What the door asks of the daemon behind it."""

from dataclasses import dataclass, field
from typing import Any, Protocol, cast

from starlette.requests import Request

from jarvis.bus import EventBus


@dataclass(frozen=True)
class Answered:
    """What became of a request: completed, failed or cancelled; `did` is the evidence."""

    turn: str
    text: str
    answer: str
    answerer: str
    status: str
    did: dict[str, str] = field(default_factory=dict)


class Control(Protocol):
    """The daemon, as its clients can use it. All of it may raise JarvisError."""

    bus: EventBus

    def status(self) -> dict[str, Any]:
        """How it is."""
        ...

    async def ask(self, text: str, *, aloud: bool) -> Answered:
        """Answer a typed request."""
        ...

    async def ask_audio(self, recording: bytes, *, aloud: bool) -> Answered:
        """Answer what is said in a sound file."""
        ...

    async def say(self, text: str) -> str:
        """Speak; "" once it was heard to its end, else a sentence that says why not."""
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

    async def privacy(self) -> dict[str, Any]:
        """Who holds the microphone and what is connected, as the system tells; and `sentences` about it."""
        ...

    async def mute(self, *, on: bool) -> None:
        """Close or open the microphone; when it returns, that is done."""
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
