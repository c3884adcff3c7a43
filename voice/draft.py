"""What is being said, as text, while it is said: asked for at each pause, and judged."""

from collections.abc import Callable
from dataclasses import dataclass

from jarvis.config import ListenConfig
from jarvis.ports import Draft, Pcm, Said, Told
from voice.pace import Pace

ASK_MS = 120
"""So long a pause may be the end: then the text so far is worked out."""


def _no_draft(_: Told) -> Draft | None:
    return None


def _nobody_knows(_: str) -> Said:
    return Said.OPEN


@dataclass(frozen=True)
class Understanding:
    """Who listens along: `draft` begins an utterance, `judge` tells whether its text is all of it."""

    draft: Callable[[Told], Draft | None] = _no_draft
    judge: Callable[[str], Said] = _nobody_knows


class Drafting:
    """Follows one utterance. `told` gets each new text; `silence_ms` says how long to wait for more."""

    def __init__(
        self, config: ListenConfig, pace: Pace, understanding: Understanding, told: Callable[[str], None]
    ) -> None:
        self._config, self._pace, self._on_text = config, pace, told
        self._open, self._judge = understanding.draft, understanding.judge
        self.draft: Draft | None = None
        self._bytes = self._speech_bytes = 0
        self._paused_ms = 0
        self._text = ""
        self._said = Said.OPEN
        self.learns = True
        """Whether the pauses tell how the speaker pauses; who holds a key takes their time."""

    def begin(self, sound: Pcm) -> None:
        """Somebody speaks: `sound` is what there is of it so far."""
        self.draft = self._open(self._told)
        self._take(sound, 0)

    def feed(self, chunk: Pcm, silence_ms: int) -> None:
        """More sound; there has been no speech for the last `silence_ms` of it."""
        if silence_ms == 0 and self._paused_ms:
            if self.learns:
                self._pace.paused(self._paused_ms)
            self._said = Said.OPEN
        self._paused_ms = silence_ms
        self._take(chunk, silence_ms)
        if silence_ms == ASK_MS and self.draft is not None:
            self.draft.ask()

    @property
    def silence_ms(self) -> int:
        """So much silence means that no more comes."""
        if self._said is Said.COMPLETE:
            return min(self._config.complete_ms, self._pace.silence_ms)
        if self._said is Said.UNFINISHED:
            return max(self._config.unfinished_ms, self._pace.silence_ms)
        return self._pace.silence_ms

    def end(self) -> Draft | None:
        """It is over; gives the draft to whoever recognizes it."""
        draft, self.draft = self.draft, None
        if draft is not None:
            draft.ended(self._speech_bytes)
        return draft

    def close(self) -> None:
        """Nobody wants to know any more."""
        if self.draft is not None:
            self.draft.close()
            self.draft = None

    def _take(self, sound: Pcm, silence_ms: int) -> None:
        self._bytes += len(sound)
        if silence_ms == 0:
            self._speech_bytes = self._bytes
        if self.draft is not None:
            self.draft.feed(sound)

    def _told(self, text: str, size: int) -> None:
        if text and text != self._text:
            self._text = text
            self._on_text(text)
        if size >= self._speech_bytes:  # else they have spoken on since
            self._said = self._judge(text) if text else Said.OPEN
