"""An utterance while it is spoken: what the engine in its process has of it, and what it made of it."""

from typing import Protocol

from jarvis.ports import Pcm, Told
from voice import frames


class Sender(Protocol):
    """Brings sound to the engine."""

    listens_along: bool

    def send(self, draft: "RemoteDraft", then: bytes = b"") -> None:
        """Bring the engine up to date with this utterance, and have it do something `then`."""
        ...

    def forget(self, draft: "RemoteDraft") -> None:
        """It is over."""
        ...


def unheeded_text(_text: str, _size: int) -> None:
    """Nobody listens to it."""


class RemoteDraft:
    """An utterance on its way to the engine. Made by `RemoteRecognizer.draft`."""

    def __init__(self, engine: Sender, number: int, told: Told) -> None:
        self._engine, self.number, self._told = engine, number, told
        self.sound = bytearray()
        self.sent = self.asked = self.enough = 0
        """Bytes: what the engine has, what it was asked about, what is speech of an utterance that ended."""
        self.known: tuple[str, int] = ("", 0)
        """The text that was asked for last, and of how many bytes it is."""

    def feed(self, pcm: Pcm) -> None:
        """More of its sound; an engine that listens along gets it now."""
        self.sound += pcm
        if self._engine.listens_along:
            self._engine.send(self)

    def ask(self) -> None:
        """Have the text of the sound so far worked out."""
        self.asked = len(self.sound)
        self._engine.send(self, frames.ASK)

    def ended(self, speech_bytes: int) -> None:
        """It is over, and after so many bytes nobody spoke."""
        self.enough = speech_bytes

    def close(self) -> None:
        """Nobody wants to know any more."""
        self._told = unheeded_text
        self._engine.forget(self)

    def tell(self, text: str, size: int, *, asked: bool) -> None:
        """The engine gave a text."""
        if asked:
            self.known = (text, size)
        self._told(text, size)
