"""Hearing the wake words, and taking them out of what was said after them."""

import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import pymicro_wakeword
from pymicro_wakeword import MicroWakeWord, MicroWakeWordFeatures

from jarvis.bus import EventBus
from jarvis.events import Event, NothingHeard, UtteranceEnded, WakeHeard, WakeNearlyHeard, WakeTested
from jarvis.ports import CHUNK_BYTES, CHUNK_MS, Pcm, Wake
from jarvis.wake_config import WakeConfig
from voice.entry import WOKEN, Outcome, Verdict
from voice.ledger import Ledger
from voice.own_speech import OwnSpeech
from voice.spotter import LIKE, SAME, likeness

WHILE_SPEAKING = 0.98
"""What it takes while Jarvis speaks. It keeps 95 of 100 wakes over an answer, 0.99 only 81 (measured)."""
TEST_S = 30.0
"""A test that is not renewed for so long is over: whoever asked for it may be gone."""
_RUN_OVER_MS = 200
"""Scores that stay low for so long end a run of high ones."""
_FEATURE_MS = 10
_AFTERWARDS = bytes(CHUNK_BYTES * 8)
"""The score still rises in the 160 ms after it crossed the threshold. In silence it rises as far as in
what really follows (within 0.003, measured), and nobody has to wait for that."""
_MODELS = Path(pymicro_wakeword.__file__).parent / "models"


def _nobody(_: Event) -> None:
    """Nobody is told."""


class WakeWords:
    """All wake words at once: 2 ms of work for a second of sound and one word, in the caller's thread.

    What they make of the sound goes into the `ledger`; `own` knows what Jarvis says itself. After a wake
    there is no other one within the refractory time, which is counted in sound.
    """

    def __init__(
        self,
        config: WakeConfig,
        ledger: Ledger | None = None,
        own: OwnSpeech | None = None,
        post: Callable[[Event], None] = _nobody,
    ) -> None:
        self.ledger = ledger or Ledger(time.monotonic, config.threshold, config.near)
        self.own, self._post, self._refractory_ms = own or OwnSpeech(), post, config.refractory_ms
        self._words = [_Word(name, config) for name in dict.fromkeys(config.models)]
        self._features = MicroWakeWordFeatures()
        self.phrases = tuple(word.phrase for word in self._words)
        self._rests_ms = 0
        self._tested_until_s = 0.0
        self._fresh = True

    def apply(self, config: WakeConfig) -> None:
        """Take new thresholds and times from now on; the words and phrases stay those it was made with."""
        self._refractory_ms = config.refractory_ms
        self.ledger.apply(config.threshold, config.near)
        for word in self._words:
            word.apply(config)

    def follow(self, bus: EventBus) -> None:
        """Learn from what happens: what Jarvis says, which turn a wake began, sound that went elsewhere."""
        self.own.follow(bus)
        bus.subscribe(WakeHeard, self._woke)
        bus.subscribe(UtteranceEnded, self._listened)
        bus.subscribe(NothingHeard, self._listened)

    @property
    def phrase(self) -> str:
        """What one says to wake it."""
        return " or ".join(self.phrases)

    @property
    def tested(self) -> bool:
        """Whether somebody is only trying it: then it does not wake, and what it hears was meant."""
        return self.ledger.clock() < self._tested_until_s

    def test(self, *, on: bool) -> None:
        """Begin a test, go on with it for another TEST_S, or end it."""
        self._tested_until_s = self.ledger.clock() + TEST_S if on else 0.0

    def passes(self, duration_ms: int) -> None:
        """So much sound went by, here or where somebody else listened to it."""
        self._rests_ms = max(0, self._rests_ms - duration_ms)

    def feed(self, chunk: Pcm) -> Wake | None:
        """The wake phrase, in the chunk that completes it."""
        self._fresh = False
        self.ledger.hear(chunk)
        self.passes(CHUNK_MS)
        features = list(self._features.process_streaming(chunk))
        at_least = WHILE_SPEAKING if self.own.speaking else 0.0
        for word in self._words:
            word.feed(features, at_least)
            if word.quiet_ms >= _RUN_OVER_MS:
                self._note(word)
        over = [word for word in self._words if word.over and word.outcome is None]
        return self._decide(max(over, key=lambda word: word.peak)) if over else None

    def spotted(self, phrase: str, score: float = 1.0) -> Wake | None:
        """A phrase that needs no model was found in recognized text: the same rules hold for it.

        None if it may not wake just now; the ledger tells why.
        """
        outcome = self._becomes(phrase)
        self._enter(phrase, score, SAME, outcome)
        if outcome in WOKEN:
            self._rests_ms = self._refractory_ms
        return Wake(phrase, score) if outcome is Outcome.WOKE else None

    def reset(self) -> None:
        """Forget what was heard so far; the ledger and the refractory time stay."""
        if not self._fresh:
            for word in self._words:
                self._note(word)
            self._start_anew()
        self.ledger.interrupted()

    def _becomes(self, phrase: str) -> Outcome:
        """What becomes of a phrase that was surely heard."""
        if self.own.says(phrase):
            return Outcome.OWN_SPEECH
        if self._rests_ms:
            return Outcome.REFRACTORY
        return Outcome.TESTED if self.tested else Outcome.WOKE

    def _decide(self, word: "_Word") -> Wake | None:
        """Whether a word that was surely heard wakes."""
        outcome = word.outcome = self._becomes(word.phrase)
        if outcome not in WOKEN:
            return None
        word.feed(self._features.process_streaming(_AFTERWARDS))
        wake = Wake(word.phrase, round(word.peak, 3))
        self._note(word)
        self._rests_ms = self._refractory_ms
        self._start_anew()
        return wake if outcome is Outcome.WOKE else None

    def _note(self, word: "_Word") -> None:
        """Enter the run a word was in, if it was in one, and end it."""
        if word.peak:
            spoken = Outcome.OWN_SPEECH if self.own.says(word.phrase) else Outcome.NEAR
            self._enter(word.phrase, round(word.peak, 3), word.needed, word.outcome or spoken)
        word.end_run()

    def _enter(self, phrase: str, score: float, threshold: float, outcome: Outcome) -> None:
        entry = self.ledger.note(phrase, score, threshold, outcome)
        if self.tested and outcome in {Outcome.NEAR, Outcome.TESTED}:
            entry.verdict = Verdict.ME
        if outcome is Outcome.NEAR:
            self._post(WakeNearlyHeard(phrase=phrase, score=score))
        elif outcome is Outcome.TESTED:
            self._post(WakeTested(phrase=phrase, score=score))

    def _woke(self, event: WakeHeard) -> None:
        self.ledger.started(event.turn)

    def _listened(self, event: UtteranceEnded | NothingHeard) -> None:
        self.passes(event.duration_ms if isinstance(event, UtteranceEnded) else event.waited_ms)

    def _start_anew(self) -> None:
        self._fresh = True
        self._features = MicroWakeWordFeatures()
        for word in self._words:
            word.detector.reset()
            word.end_run()


class _Word:
    """One model, and the run of scores above `near` it is in."""

    def __init__(self, name: str, config: WakeConfig) -> None:
        self.detector = MicroWakeWord.from_config(_MODELS / f"{name}.json")
        self.phrase, self._name = self.detector.wake_word.casefold(), name
        self.apply(config)
        self.end_run()

    def apply(self, config: WakeConfig) -> None:
        """Take new thresholds; a run it is in goes on."""
        own = {str(word): value for word, value in config.thresholds.items()}
        self._threshold, self._near = own.get(self._name, config.threshold), config.near

    def end_run(self) -> None:
        """Wait for the next one."""
        self.peak, self.needed, self.quiet_ms = 0.0, self._threshold, 0
        self.over = False
        """Whether the last sound was enough."""
        self.outcome: Outcome | None = None

    def feed(self, features: Iterable[Any], at_least: float = 0.0) -> None:
        """Score what was heard; it takes the threshold of this word, and `at_least` as much."""
        threshold = max(self._threshold, at_least)
        self.over = False
        for feature in features:
            score = self.detector.process_streaming_prob(feature) or 0.0
            if score > self._near:
                self.peak, self.quiet_ms = max(self.peak, score), 0
                self.needed = max(self.needed, threshold)
                self.over |= score > threshold
            elif self.peak:
                self.quiet_ms += _FEATURE_MS


def without_wake_phrases(text: str, phrases: Sequence[str]) -> str:
    """`without_wake_phrase` for the first phrase that the text begins with."""
    shorter = (without_wake_phrase(text, phrase) for phrase in phrases)
    return next((rest for rest in shorter if rest != text), text)


def without_wake_phrase(text: str, phrase: str) -> str:
    """`"Hey Jarvis, what time is it?"` → `"what time is it?"`, for recordings that hold both.

    Recognizers spell the phrase in many ways ("Hey Travis", "A jarvis"), so the beginning that is
    most like it goes, if it is like enough.
    """
    words, wanted = text.split(), phrase.casefold()

    def alike(count: int) -> float:
        start = " ".join(words[:count]).casefold().strip(",.!?;:")
        endings = (wanted, wanted.split()[-1])
        return max(likeness(start, end) for end in endings)

    best = max(range(1, min(len(words), 4) + 1), key=alike, default=0)
    return " ".join(words[best:]) if best and alike(best) >= LIKE else text
