"""Somebody speaks over Jarvis: it falls silent at once, and goes on if that was nothing to it."""

import asyncio
import re
from collections.abc import Callable

from jarvis.bus import EventBus
from jarvis.events import SpeakingHeld, SpeakingResumed, SpeechDismissed
from jarvis.speech import Voice
from jarvis.turn import Turn

LONGEST_S = 20.0
"""Nobody is listened to for longer: if nothing came of it by then, the microphone is gone."""
INTERRUPTION = "interruption"
"""The trigger of a turn that began because somebody spoke over Jarvis."""
_HESITATION = re.compile(r"(?:\W|\b(?:u+h+|u+m+|e+r+m*|h+u*m+|m+h*m*|a+h+|o+h+|huh)\b)*", re.IGNORECASE)
"""What people say while they listen: "uh-huh", "mm"."""


def _nothing() -> None:
    """Nobody learns from it."""


def _never(_turn: Turn, _text: str) -> bool:
    """Nothing is known of what Jarvis said."""
    return False


class SpokenOver:
    """What is held while it is found out what was said over it.

    `is_own` tells whether the text of a turn is what Jarvis itself was saying then.
    """

    is_own: Callable[[Turn, str], bool] = staticmethod(_never)
    fooled: Callable[[], None] = staticmethod(_nothing)
    """Is told when it was for nothing."""

    def __init__(self, bus: EventBus, voice: Voice) -> None:
        self._bus, self._voice = bus, voice
        self._held = False
        self._by: Turn | None = None
        self._limit: asyncio.TimerHandle | None = None
        self.reaction_ms: int | None = None
        """How much speech it took, while something is held."""

    def hush(self, reaction_ms: int) -> bool:
        """Fall silent, because somebody seems to speak; False if nothing was being said."""
        if not self._held and (turn := self._voice.hold()):
            self._held = True
            self._limit = asyncio.get_running_loop().call_later(LONGEST_S, self._go_on)
            self._bus.post(SpeakingHeld(turn=turn, reaction_ms=reaction_ms))
        return self._held

    def hold(self, by: Turn, reaction_ms: int) -> bool:
        """Be silent until it is known what the turn `by` hears; False if nothing was being said."""
        if self.hush(reaction_ms):
            self._by, self.reaction_ms = by, reaction_ms
        return self._held

    def calm(self) -> None:
        """Nobody speaks after all."""
        if self._held and self._by is None:
            self._go_on()

    def over(self, by: Turn) -> None:
        """The turn `by` came to nothing, or to an end: go on with what was held because of it."""
        if by is self._by:
            self._go_on()

    def forget(self) -> int | None:
        """What is held will be cut; gives how much speech that took, None if nothing is held."""
        reaction_ms = self.reaction_ms
        if self._limit is not None:
            self._limit.cancel()
        self._by = self._limit = self.reaction_ms = None
        self._held = False
        return reaction_ms

    def _go_on(self) -> None:
        self.forget()
        if turn := self._voice.resume():
            self.fooled()
            self._bus.post(SpeakingResumed(turn=turn))

    def dismisses(self, turn: Turn, text: str) -> bool:
        """Whether what a turn heard is not meant for Jarvis; that is told. `text` is "" for no words."""
        reason = self._reason(turn, text)
        if reason:
            turn.dismissed = reason
            self._bus.post(SpeechDismissed(turn=turn.pipeline_id, reason=reason))
        return bool(reason)

    def _reason(self, turn: Turn, text: str) -> str:
        if text and self.is_own(turn, text):
            return "own voice"
        if turn.trigger != INTERRUPTION:
            return ""
        if not text or not turn.spoke_on:
            return "nothing said"
        return "hesitation" if _HESITATION.fullmatch(text) else ""
