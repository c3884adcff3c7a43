"""Where an utterance starts and ends. Time is counted in sound, not by the clock."""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field

from jarvis.config import ListenConfig
from jarvis.ports import CHUNK_BYTES, CHUNK_MS, Ended, Pcm, Utterance, VoiceActivity
from voice.echo_meter import power

LEAD_MS = 400
"""Speech begins a little before a detector notices."""
LONGEST_LEAD_MS = 1_200
LOUD = 100.0
"""So many times the power of the quietest moment (20 dB): that was no noise in the room."""
_SILENT = 1e-9
GOES_ON = 0.7
"""Whoever speaks already is believed more easily: at this part of the threshold."""
WAKE_LAG_MS = 120
"""A wake word detector fires 0 to 200 ms after the word ended (measured); what follows may have begun."""
PRESS_LAG_MS = 300
"""Who presses a key to speak may have begun with the first word already."""
HELD_MS = 30_000
"""A key that is held for longer is stuck, or forgotten."""
REST_MS = 160
"""Who holds a key releases it with their last sound, which is still on its way."""
BEGIN_MS = 60
"""Less speech than this is a click."""


class Backlog:
    """The last moments of sound: whoever says the wake word may speak on without a pause."""

    def __init__(self, longest_ms: int) -> None:
        self._chunks: deque[Pcm] = deque(maxlen=longest_ms // CHUNK_MS)

    def add(self, chunk: Pcm) -> None:
        """Remember a chunk; the oldest goes."""
        self._chunks.append(chunk)

    def sound(self, last_ms: int) -> list[Pcm]:
        """The chunks of the last moments, oldest first."""
        return list(self._chunks)[-(last_ms // CHUNK_MS) :]

    def clear(self) -> None:
        """Forget them."""
        self._chunks.clear()


@dataclass
class Segmenter:
    """Fed with chunks of 20 ms after listening began; `before` is the moment until then.

    >>> segmenter = Segmenter(ListenConfig(), [])
    >>> segmenter.feed(bytes(640), 0.0) is None
    True
    """

    config: ListenConfig
    before: list[Pcm]
    _chunks: list[Pcm] = field(default_factory=list)
    _speech_ms: int = 0
    _silence_ms: int = 0
    _began_ms: int | None = None
    held: bool = False
    """Whether a key is held: then neither silence nor patience ends it."""
    _rest_ms: int | None = None
    """So much is still to come, since the key was released."""

    @property
    def kept_bytes(self) -> int:
        """How much sound waits for the end of the utterance."""
        return (len(self.before) + len(self._chunks)) * CHUNK_BYTES

    @property
    def speaking(self) -> bool:
        """Whether somebody has begun to speak."""
        return self._began_ms is not None

    @property
    def silence_ms(self) -> int:
        """How long they have been silent since."""
        return self._silence_ms

    def feed(self, chunk: Pcm, probability: float, silence_ms: int = 0) -> Utterance | None:
        """None until somebody has spoken and fallen silent, or nobody spoke at all.

        So long a silence ends it; the setting does when it is 0.
        """
        self._chunks.append(chunk)
        elapsed_ms = len(self._chunks) * CHUNK_MS
        limit = self.config.speech_threshold
        if self._began_ms is None:
            # A detector hesitates with some voices: once it is sure, less is enough to go on.
            least = limit if not self._speech_ms else limit * GOES_ON
            self._speech_ms = self._speech_ms + CHUNK_MS if probability >= least else 0
            if self._speech_ms >= BEGIN_MS:
                self._began_ms = elapsed_ms - self._speech_ms
            elif not self.held and elapsed_ms >= self.config.patience_ms:
                return Utterance(b"", Ended.NOBODY_SPOKE, elapsed_ms)
            return self._by_key(elapsed_ms)
        # Whoever speaks already is believed more easily, or quiet endings of words would count as silence.
        self._silence_ms = 0 if probability >= limit * GOES_ON else self._silence_ms + CHUNK_MS
        if self.held:
            return self._by_key(elapsed_ms)
        if self._silence_ms >= (silence_ms or self.config.silence_ms):
            return self._whole(Ended.SILENCE)
        if elapsed_ms - self._began_ms >= self.config.longest_ms:
            return self._whole(Ended.TOO_LONG)
        return None

    def let_go(self) -> None:
        """The key was released: nothing is missing once this is followed by REST_MS without speech."""
        if self.held and self._rest_ms is None:
            self._rest_ms = max(0, REST_MS - self._silence_ms)

    def _by_key(self, elapsed_ms: int) -> Utterance | None:
        if not self.held:
            return None
        if self._rest_ms is not None:
            self._rest_ms -= CHUNK_MS
        released = self._rest_ms is not None and self._rest_ms <= 0
        if not released and elapsed_ms < HELD_MS:
            return None
        if not self.speaking:
            return Utterance(b"", Ended.NOBODY_SPOKE, elapsed_ms)
        return self._whole(Ended.RELEASED if released else Ended.TOO_LONG)

    def sound(self) -> Pcm:
        """What was said so far, from a moment before it began."""
        began_ms = self._began_ms or 0
        sound = self.before + self._chunks
        began = len(self.before) + began_ms // CHUNK_MS
        return b"".join(sound[_first(sound[:began]) :])

    def _whole(self, ended: Ended) -> Utterance:
        return Utterance(self.sound(), ended, self._silence_ms)


def _first(sound: Sequence[Pcm]) -> int:
    """Where speech may have begun that was noticed at the end of this: LEAD_MS before, or with its loud part.

    A detector can be late by whole syllables; those are as loud as what it noticed.
    """
    first = max(0, len(sound) - LEAD_MS // CHUNK_MS)
    powers = [power(chunk) for chunk in sound]
    quiet = LOUD * max(_SILENT, min(powers, default=0.0))
    while first > 0 and powers[first - 1] > quiet and len(sound) - first < LONGEST_LEAD_MS // CHUNK_MS:
        first -= 1
    return first


def speech_in(pcm: Pcm, activity: VoiceActivity, threshold: float) -> Pcm:
    """The part of a recording from its first to its last speech; empty if nobody speaks in it."""
    chunks = [pcm[i : i + CHUNK_BYTES] for i in range(0, len(pcm) - CHUNK_BYTES + 1, CHUNK_BYTES)]
    speech = [activity.feed(chunk) >= threshold for chunk in chunks]
    if sum(speech) * CHUNK_MS < BEGIN_MS:
        return b""
    lead = LEAD_MS // CHUNK_MS
    first = max(0, speech.index(True) - lead)
    last = len(speech) - speech[::-1].index(True) + lead
    return b"".join(chunks[first:last])
