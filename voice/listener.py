"""Listens to one turn: is somebody speaking, where does it end, and how good does it sound."""

from collections.abc import Callable, Sequence

from jarvis.config import ListenConfig
from jarvis.ports import Pcm, Utterance, VoiceActivity
from voice.quality import Quality
from voice.segment import Segmenter


class SpeechListener:
    """The real `ports.Listener`. `done` is called once, with the activity detector it was lent."""

    def __init__(
        self, segmenter: Segmenter, activity: VoiceActivity, done: Callable[[VoiceActivity], None]
    ) -> None:
        self._segmenter: Segmenter | None = segmenter
        self._activity: VoiceActivity | None = activity
        self._done, self._threshold = done, segmenter.config.speech_threshold
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
        if self._segmenter is None:
            return None
        utterance = self._segmenter.feed(chunk, self.speech(chunk))
        if utterance is not None:
            self._segmenter = None
        return utterance

    def speech(self, chunk: Pcm) -> float:
        """The probability (0 to 1) that somebody speaks in this chunk."""
        if self._activity is None:
            return 0.0
        probability = self._activity.feed(chunk)
        self._quality.feed(chunk, speech=probability >= self._threshold)
        return probability

    def close(self) -> None:
        """Nothing more comes."""
        if self._activity is not None:
            self._done(self._activity)
        self._activity = self._segmenter = None


class Listeners:
    """Makes listeners. Detectors are lent to one listener after the other: a new one takes 3 to 7 ms."""

    def __init__(self, config: ListenConfig, make: Callable[[], VoiceActivity]) -> None:
        self._config, self._make = config, make
        self._idle = [make()]

    def __call__(self, before: Sequence[Pcm] = ()) -> SpeechListener:
        """A listener for one turn; `before` is the sound from the moment before listening began."""
        activity = self._idle.pop() if self._idle else self._make()
        activity.reset()
        return SpeechListener(Segmenter(self._config, list(before)), activity, self._idle.append)
