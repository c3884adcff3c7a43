"""Does somebody speak over Jarvis, or did only a cup fall? Decided from sound, in which time is counted."""

from collections import Counter
from dataclasses import dataclass, field

from jarvis.echo_config import InterruptionConfig


@dataclass(frozen=True)
class Policy:
    """When speech counts as an interruption."""

    vad_threshold: float = 0.7
    """Probability of speech from which on a chunk counts."""
    vad_duration_ms: int = 150
    """So long it must last without a break."""
    cooldown_ms: int = 1000
    """So long after an interruption nothing is one again."""


def policy_of(config: InterruptionConfig) -> Policy:
    """The settings as rules; who may interrupt by voice at all is decided elsewhere."""
    return Policy(config.vad_threshold, config.vad_duration_ms, config.cooldown_ms)


@dataclass
class Statistics:
    """What became of what was heard while Jarvis spoke."""

    interruptions: int = 0
    """Decided to be one."""
    true: int = 0
    """Of these, where words followed."""
    false: int = 0
    """Of these, where nothing intelligible followed: a cough, the television."""
    ignored: int = 0
    """Speech that was too short, or came within the cooldown."""
    manual: int = 0
    """By hand or by the wake word."""
    reaction_ms: Counter[int] = field(default_factory=Counter)
    """How much sound each decision took, from the first speech on: milliseconds → how often."""


class InterruptionHandler:
    """Fed with sound while Jarvis speaks; says when to stop. One for each source of sound."""

    def __init__(self, policy: Policy | None = None) -> None:
        self.policy = policy or Policy()
        self.statistics = Statistics()
        self._speech_ms = 0
        self._cooldown_ms = 0
        self._ignored = self._decided = False
        self._unjudged = 0

    def feed(self, probability: float, duration_ms: int, *, speaking: bool) -> int | None:
        """What was heard for `duration_ms`. An interruption gives the speech it took, in milliseconds.

        `speaking`: whether Jarvis is saying something; otherwise there is nothing to interrupt.
        """
        cooling = self._cooldown_ms > 0
        self._cooldown_ms = max(0, self._cooldown_ms - duration_ms)
        if not speaking or not probability >= self.policy.vad_threshold:  # not a number is no speech
            self._fell_silent()
        elif cooling:
            self._ignored = True
        else:
            self._speech_ms += duration_ms
        if self._speech_ms < self.policy.vad_duration_ms:
            return None
        took_ms, self._speech_ms = self._speech_ms, 0
        self._decided = True
        self._cooldown_ms = self.policy.cooldown_ms
        self._unjudged += 1
        self.statistics.interruptions += 1
        self.statistics.reaction_ms[took_ms] += 1
        return took_ms

    def manual(self) -> None:
        """Somebody stopped Jarvis by hand or by the wake word: that needs no threshold."""
        self.statistics.manual += 1
        self._speech_ms = 0
        self._cooldown_ms = self.policy.cooldown_ms

    def judge(self, *, words: bool) -> None:
        """Whether words followed on the last interruption. One that was judged, or never was, stays so."""
        if not self._unjudged:
            return
        self._unjudged -= 1
        if words:
            self.statistics.true += 1
        else:
            self.statistics.false += 1

    def _fell_silent(self) -> None:
        self.statistics.ignored += (self._ignored or self._speech_ms > 0) and not self._decided
        self._speech_ms = 0
        self._ignored = self._decided = False
