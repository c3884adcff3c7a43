"""What clients ask about the wake word: see `jarvis.api.control.Wakes`."""

from typing import Any, Protocol

from jarvis.errors import BadInputError
from voice.entry import Verdict
from voice.wake import WakeWords


class Microphone(Protocol):
    """Whether there is anything to hear."""

    @property
    def muted(self) -> bool:
        """Whether the user muted."""
        ...

    open_on: str
    """The device in use, "" while there is none."""


class WakeDesk:
    """Speaks for the wake words."""

    def __init__(self, wake: WakeWords, microphone: Microphone) -> None:
        self._wake, self._ledger, self._microphone = wake, wake.ledger, microphone

    def to_json(self) -> dict[str, Any]:
        """What woke the daemon, and what nearly did, the newest first; advice; whether it is tested now."""
        return {"phrases": list(self._wake.phrases), "tested": self._wake.tested, **self._ledger.to_json()}

    def judge(self, number: int | None, verdict: str) -> dict[str, Any]:
        """Note what the user says about an entry, or about the last one."""
        entry = self._ledger.judge(number, Verdict(verdict))
        return entry.to_json(self._ledger.clock())

    def sound(self, number: int) -> bytes:
        """The two seconds up to an entry, as a wav file."""
        return self._ledger.get(number).wav()

    def test(self, *, on: bool) -> dict[str, Any]:
        """Begin a test of the wake word, go on with it, or end it."""
        if on and self._microphone.muted:
            raise BadInputError("The microphone is muted. Use `jarvis unmute` first.")
        if on and not self._microphone.open_on:
            raise BadInputError("There is no microphone. Connect one, then test the wake word.")
        self._wake.test(on=on)
        return self.to_json()
