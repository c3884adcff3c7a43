"""Listens to one turn: is somebody speaking, where does it end, and how good does it sound."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from jarvis.config import ListenConfig
from jarvis.ports import Ended, Pcm, Utterance, VoiceActivity, unheeded
from voice.draft import Drafting, Understanding
from voice.pace import Pace
from voice.quality import Quality
from voice.segment import Segmenter


class SpeechListener:
    """The real `ports.Listener`."""

    def __init__(self, segmenter: Segmenter, activity: VoiceActivity, drafting: Drafting) -> None:
        self._segmenter: Segmenter | None = segmenter
        self._activity: VoiceActivity | None = activity
        self._drafting = drafting
        self._threshold = segmenter.config.speech_threshold
        self._quality = Quality()

    @property
    def buffered_bytes(self) -> int:
        """How much sound it keeps."""
        return self._segmenter.kept_bytes if self._segmenter else 0

    @property
    def quality(self) -> float:
        """How good that sound is, from 0 to 1."""
        return self._quality.score

    def feed(self, chunk: Pcm) -> Utterance | None:
        """None until somebody has spoken and fallen silent, or nobody spoke at all."""
        segmenter = self._segmenter
        if segmenter is None:
            return None
        was_speaking = segmenter.speaking
        utterance = segmenter.feed(chunk, self.speech(chunk), self._drafting.silence_ms)
        if was_speaking:
            self._drafting.feed(chunk, segmenter.silence_ms)
        elif segmenter.speaking:
            self._drafting.begin(segmenter.sound())
        if utterance is None:
            return None
        self._segmenter = None
        if utterance.ended is Ended.NOBODY_SPOKE:
            return utterance
        return replace(utterance, draft=self._drafting.end())

    def speech(self, chunk: Pcm) -> float:
        """The probability (0 to 1) that somebody speaks in this chunk."""
        if self._activity is None:
            return 0.0
        probability = self._activity.feed(chunk)
        self._quality.feed(chunk, speech=probability >= self._threshold)
        return probability

    def hold(self, *, on: bool) -> None:
        """Whether a key is held: as long as it is, no silence ends the utterance; `let_go` does."""
        self._drafting.learns = not on
        if self._segmenter is not None:
            self._segmenter.held = on

    def let_go(self) -> None:
        """The key was released: after a moment of what is still on its way, the utterance is whole."""
        if self._segmenter is not None:
            self._segmenter.let_go()

    def close(self) -> None:
        """Nothing more comes."""
        self._drafting.close()
        self._activity = self._segmenter = None


class Listeners:
    """Makes listeners, each with a detector of its own (`make`), and learns how the speaker pauses."""

    def __init__(
        self,
        config: ListenConfig,
        make: Callable[[], VoiceActivity],
        understanding: Understanding = Understanding(),  # noqa: B008 - it never changes
    ) -> None:
        self._config, self._make, self._understanding = config, make, understanding
        self._pace = Pace(config.silence_ms)

    def apply(self, config: ListenConfig) -> None:
        """Listen like this from the next turn on; what is known of the speaker's pauses stays.

        How long a pause is usual counts at once.
        """
        self._config = config
        self._pace.usual_ms = config.silence_ms

    def __call__(
        self, before: Sequence[Pcm] = (), partial: Callable[[str], None] = unheeded
    ) -> SpeechListener:
        """A listener for one turn; `before` is the sound from the moment before listening began.

        `partial` gets the text so far, each time that more of it is known.
        """
        drafting = Drafting(self._config, self._pace, self._understanding, partial)
        segmenter = Segmenter(self._config, list(before))
        return SpeechListener(segmenter, self._make(), drafting)
