"""What Jarvis itself says and when, so that its own voice neither wakes it nor is taken for a request."""

import math
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from jarvis.bus import EventBus
from jarvis.events import LoudspeakerLost, SentenceStarted, SpeakingEnded, SpeakingStarted
from jarvis.nearest import alike, alike_within, spoken_words
from jarvis.speech import Mark
from voice.spotter import names

TAIL_MS = 1_000
"""A room, and a detector, still hear so much sound after the last word."""
TOLERANCE_MS = 700
"""So far from the time at which it should have been said a word is still taken for it."""
_UNSURE = 0.15
"""How fast a sentence is spoken is guessed from its letters; the error grows with each word."""
MOSTLY = 0.75
"""So many of the recognized words, in their order, make it Jarvis's own speech."""
LIKE_WORD = 0.7
_RUN_TOGETHER = 0.87
_ENOUGH_LETTERS = 8
_MS_A_LETTER = 65.0
_LEAST_MS, _MOST_MS = 30.0, 150.0
_KEPT_MS = 30_000
_MOST_SENTENCES = 16


@dataclass(frozen=True)
class _Word:
    text: str
    from_ms: float
    until_ms: float

    def near(self, from_ms: float, until_ms: float) -> bool:
        """Whether it was said about then."""
        return self.until_ms >= from_ms and self.from_ms <= until_ms


@dataclass
class _Sentence:
    """A sentence, and when it began; how long it lasts is guessed until it has ended or was told."""

    text: str
    began_ms: int
    marks: Sequence[Mark] = ()
    ended_ms: int | None = None
    cut: bool = False

    def timed(self, now_ms: int, ms_a_letter: float) -> list[_Word]:
        """Its words that may have been begun by now."""
        if self.marks:
            times = [self.began_ms + mark.at_ms for mark in self.marks]
            texts = [mark.text for mark in self.marks]
            spans = pairwise([*times, times[-1] + len(texts[-1]) * ms_a_letter])
            unsure = 0.0
        else:
            texts = self.text.split()
            lasts_ms = len(self.text) * ms_a_letter
            if self.ended_ms is not None and not self.cut:
                lasts_ms = self.ended_ms - self.began_ms
            a_letter = lasts_ms / (len(" ".join(texts)) + 1)
            ends = [0]
            for text in texts:
                ends.append(ends[-1] + len(text) + 1)
            spans = pairwise([self.began_ms + end * a_letter for end in ends])
            unsure = _UNSURE if self.ended_ms is None or self.cut else _UNSURE / 3
        over_ms = now_ms if self.ended_ms is None else self.ended_ms
        slow = 1.0
        if self.ended_ms is None and not self.marks:  # it takes longer than was guessed
            slow = max(1.0, (now_ms - self.began_ms) / max(1.0, len(self.text) * ms_a_letter))
        begun = self.began_ms
        latest_ms = math.inf if self.ended_ms is None else self.ended_ms
        return [
            _Word(
                text,
                begin - unsure * (begin - begun),
                min(latest_ms, begun + (end - begun) * (slow + unsure)),
            )
            for text, (begin, end) in zip(texts, spans, strict=True)
            if (begin - self.began_ms) * (1 - unsure) + self.began_ms <= over_ms + TOLERANCE_MS
        ]


class OwnSpeech:
    """Follows the bus; `passes` is told how much sound went by, which is how time is counted here."""

    def __init__(self) -> None:
        self.speaking = False
        """Whether the loudspeaker is busy."""
        self._now_ms = 0
        self._sentences: deque[_Sentence] = deque(maxlen=_MOST_SENTENCES)
        self._ms_a_letter = _MS_A_LETTER

    def follow(self, bus: EventBus) -> None:
        """Learn what is said from the events that tell it."""
        bus.subscribe(SpeakingStarted, self._started)
        bus.subscribe(SentenceStarted, self._sentence_started)
        bus.subscribe(SpeakingEnded, self._ended)
        bus.subscribe(LoudspeakerLost, self._ended)

    def passes(self, duration_ms: int) -> None:
        """So much sound went by."""
        self._now_ms += duration_ms
        while self._sentences and self._sentences[0].ended_ms is not None:
            if self._now_ms - self._sentences[0].ended_ms <= _KEPT_MS:
                break
            self._sentences.popleft()

    def times(self, words: Sequence[Mark]) -> None:
        """When the words of the sentence that has just started begin, where its voice knows that."""
        if self._sentences and self._sentences[-1].ended_ms is None:
            self._sentences[-1].marks = tuple(words)

    def says(self, phrase: str) -> bool:
        """Whether this phrase, or something like it, is being said or was a moment ago."""
        before = len(phrase.split()) - 1
        return any(
            names(" ".join(word.text for word in words[max(0, first - before) : last + 1]), phrase)
            for words, first, last in self._spans(self._now_ms - TAIL_MS, self._now_ms + TOLERANCE_MS)
        )

    def echoes(self, text: str, ended_ms_ago: int, lasted_ms: int) -> bool:
        """Whether these recognized words are what Jarvis said in that span, or a part of it.

        In doubt about a word that both say, such as "stop", time decides: it is Jarvis's own if Jarvis
        said it just then, and the user's if not.
        """
        words = spoken_words(text)
        until_ms = self._now_ms - ended_ms_ago
        from_ms = until_ms - lasted_ms
        said = [
            _Word(word, one.from_ms, one.until_ms)
            for one in self._said(from_ms - TOLERANCE_MS, until_ms + TOLERANCE_MS)
            for word in spoken_words(one.text)
        ]
        if not words or not said:
            return False
        times = _spread(words, from_ms, until_ms)
        if _in_order(times, said) >= MOSTLY * len(words):
            return True
        together = "".join(words)  # "time or" is "timer" too
        return (
            len(together) >= _ENOUGH_LETTERS
            and alike_within(together, "".join(word.text for word in said)) >= _RUN_TOGETHER
        )

    def _said(self, from_ms: float, until_ms: float) -> list[_Word]:
        return [
            word for words, first, last in self._spans(from_ms, until_ms) for word in words[first : last + 1]
        ]

    def _spans(self, from_ms: float, until_ms: float) -> Iterator[tuple[list[_Word], int, int]]:
        """The words of each sentence, and which of them were the first and the last in this time."""
        for sentence in self._sentences:
            words = sentence.timed(self._now_ms, self._ms_a_letter)
            near = [at for at, word in enumerate(words) if word.near(from_ms, until_ms)]
            if near:
                yield words, near[0], near[-1]

    def _started(self, _: SpeakingStarted) -> None:
        self.speaking = True

    def _sentence_started(self, event: SentenceStarted) -> None:
        self._sentence_ended(cut=False)
        self._sentences.append(_Sentence(event.text, self._now_ms))

    def _ended(self, event: SpeakingEnded | LoudspeakerLost) -> None:
        self.speaking = False
        self._sentence_ended(cut=isinstance(event, LoudspeakerLost) or event.cut)

    def _sentence_ended(self, *, cut: bool) -> None:
        if not self._sentences or self._sentences[-1].ended_ms is not None:
            return
        last = self._sentences[-1]
        last.ended_ms, last.cut = self._now_ms, cut
        a_letter = (self._now_ms - last.began_ms) / max(1, len(last.text))
        if not cut and _LEAST_MS < a_letter < _MOST_MS:
            self._ms_a_letter += 0.3 * (a_letter - self._ms_a_letter)


def _spread(words: Sequence[str], from_ms: float, until_ms: float) -> list[_Word]:
    """Each recognized word with the time at which it was likely said."""
    letters = sum(map(len, words))
    times, before = [], 0
    for word in words:
        begin, end = before / letters, (before + len(word)) / letters
        times.append(
            _Word(word, from_ms + begin * (until_ms - from_ms), from_ms + end * (until_ms - from_ms))
        )
        before += len(word)
    return times


def _in_order(heard: Sequence[_Word], said: Sequence[_Word]) -> int:
    """How many of the heard words were said about then, in this order (longest common subsequence)."""
    row = [0] * (len(said) + 1)
    for word in heard:
        before = row
        row = [0]
        for at, own in enumerate(said):
            then = own.near(word.from_ms - TOLERANCE_MS, word.until_ms + TOLERANCE_MS)
            same = then and alike(word.text, own.text) >= LIKE_WORD
            row.append(max(before[at] + same, before[at + 1], row[at]))
    return row[-1]
