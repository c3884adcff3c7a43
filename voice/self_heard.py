"""Whether what a turn heard was Jarvis itself: what was recognized, beside what it said at that time."""

from collections import OrderedDict

from jarvis.ports import duration_ms
from jarvis.turn import Turn
from voice.own_speech import OwnSpeech

MOST = 16
"""Turns whose text is not known yet; the oldest is forgotten."""


class SelfHeard:
    """Told by the ears how sound passes and when an utterance ends; asked when its text is known."""

    def __init__(self, own: OwnSpeech) -> None:
        self.own = own
        self._now_ms = 0
        self._heard: OrderedDict[str, tuple[int, int]] = OrderedDict()

    def passes(self, passed_ms: int) -> None:
        """So much sound went by."""
        self._now_ms += passed_ms
        self.own.passes(passed_ms)

    def ended(self, turn: Turn) -> None:
        """A turn has heard all of its utterance just now."""
        lasted_ms = max(0, duration_ms(turn.sound) - turn.silence_ms)
        self._heard[turn.pipeline_id] = (self._now_ms - turn.silence_ms, lasted_ms)
        while len(self._heard) > MOST:
            self._heard.popitem(last=False)

    def is_own(self, turn: Turn, text: str) -> bool:
        """Whether this text is what Jarvis said while the turn listened."""
        if turn.pipeline_id not in self._heard:
            return False
        ended_ms, lasted_ms = self._heard.pop(turn.pipeline_id)
        return self.own.echoes(text, self._now_ms - ended_ms, lasted_ms)
