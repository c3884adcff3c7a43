"""Hearing the wake word, and taking it out of what was said after it."""

import difflib
from pathlib import Path

import pymicro_wakeword
from pymicro_wakeword import MicroWakeWord, MicroWakeWordFeatures

from jarvis.config import WakeConfig
from jarvis.ports import Pcm, Wake

_LIKE_ENOUGH = 0.7
"""“hey travis” has 0.8, “have this” 0.42, “start” 0.36."""
_MODELS = Path(pymicro_wakeword.__file__).parent / "models"


class MicroWake:
    """pymicro-wakeword: 2 ms of work for a second of sound, in the caller's thread."""

    def __init__(self, config: WakeConfig) -> None:
        self._detector = MicroWakeWord.from_config(_MODELS / f"{config.model}.json")
        self._detector.probability_cutoff = config.threshold
        self._features = MicroWakeWordFeatures()
        self.phrase = self._detector.wake_word.casefold()

    def feed(self, chunk: Pcm) -> Wake | None:
        """The wake phrase, in the chunk that completes it."""
        for features in self._features.process_streaming(chunk):
            score = self._detector.process_streaming_prob(features)
            if score is not None and score > self._detector.probability_cutoff:
                return Wake(self.phrase, round(score, 3))
        return None

    def reset(self) -> None:
        """Forget what was heard so far."""
        self._detector.reset()
        self._features = MicroWakeWordFeatures()


def without_wake_phrase(text: str, phrase: str) -> str:
    """`"Hey Jarvis, what time is it?"` → `"what time is it?"`, for recordings that hold both.

    Recognizers spell the phrase in many ways ("Hey Travis", "A jarvis"), so the beginning that is
    most like it goes, if it is like enough.
    """
    words, wanted = text.split(), phrase.casefold()

    def likeness(count: int) -> float:
        start = " ".join(words[:count]).casefold().strip(",.!?;:")
        endings = (wanted, wanted.split()[-1])
        return max(difflib.SequenceMatcher(None, start, end).ratio() for end in endings)

    best = max(range(1, min(len(words), 4) + 1), key=likeness, default=0)
    return " ".join(words[best:]) if best and likeness(best) >= _LIKE_ENOUGH else text
