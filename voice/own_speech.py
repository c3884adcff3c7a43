"""What Jarvis itself says just now, so that its own voice does not wake it."""

from collections import deque

from jarvis.bus import EventBus
from jarvis.events import LoudspeakerLost, SentenceStarted, SpeakingEnded, SpeakingStarted
from voice.spotter import names

TAIL_MS = 1_000
"""A room, and a detector, still hear so much sound after the last word."""


class OwnSpeech:
    """Follows the bus; `passes` is told how much sound went by, which is how time is counted here."""

    def __init__(self) -> None:
        self.speaking = False
        """Whether the loudspeaker is busy."""
        self._sentence = ""
        self._before: deque[tuple[str, int]] = deque(maxlen=8)
        """Sentences that ended, and for how much sound they still count; more do not fit into a second."""

    def follow(self, bus: EventBus) -> None:
        """Learn what is said from the events that tell it."""
        bus.subscribe(SpeakingStarted, self._started)
        bus.subscribe(SentenceStarted, self._sentence_started)
        bus.subscribe(SpeakingEnded, self._ended)
        bus.subscribe(LoudspeakerLost, self._ended)

    def passes(self, duration_ms: int) -> None:
        """So much sound went by."""
        for _ in range(len(self._before)):
            text, left_ms = self._before.popleft()
            if left_ms > duration_ms:
                self._before.append((text, left_ms - duration_ms))

    def says(self, phrase: str) -> bool:
        """Whether this phrase, or something like it, is being said or was a moment ago."""
        return any(names(text, phrase) for text in (self._sentence, *(text for text, _ in self._before)))

    def _started(self, _: SpeakingStarted) -> None:
        self.speaking = True

    def _sentence_started(self, event: SentenceStarted) -> None:
        self._sentence_ended()
        self._sentence = event.text

    def _ended(self, _: SpeakingEnded | LoudspeakerLost) -> None:
        self.speaking = False
        self._sentence_ended()

    def _sentence_ended(self) -> None:
        if self._sentence:
            self._before.append((self._sentence, TAIL_MS))
        self._sentence = ""
