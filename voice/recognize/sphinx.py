"""pocketsphinx, the last resort: it knows a short list of commands, and its model comes with the package.

It always finds the command that fits best, so what it found is compared with what one hears who knows
no words at all, only sounds (a loop of phones). A command must fit nearly as well as that, and leave none
of the speech over; otherwise it is nothing. What it hears while somebody speaks is a first guess: in the end
the whole is looked at once more, for only then it is known how loud the speaker is (20 to 80 ms).
"""

import math
import sys
from array import array
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any

import pocketsphinx

from jarvis.ports import RATE_HZ, Pcm, Transcript, Word
from voice.recognize.engine import EngineBrokenError, Setup

MOST_PHRASES = 140
"""With more, it mixes them up."""
LEAST_CONFIDENCE = 0.55
"""Commands that flite speaks reach 0.6 and more, other speech 0.5 at most, mostly below 0.1."""
LONGEST_S = 60
"""What is said after that is not heard."""
_FRAME_MS = 10
_FRAME = RATE_HZ * _FRAME_MS // 1000
_FAINT = 0.05
"""Below this share of the highest peak, a frame counts as quiet: -26 dB."""
_MARGIN = 3
"""Frames by which the two searches may differ about where a word is."""
_COMMANDS, _PHONES = "commands", "phones"
_PHONE_SCALE = 1024
"""The loop of phones tells its scores in units that are so much larger."""
_FAINTEST = 1e-320
_OTHER_SOUNDS = frozenset({"SIL", "+NSN+", "+SPN+"})


@dataclass(frozen=True)
class _Piece:
    """A word or a phone, the first and the last frame of it, and its likelihood (a logarithm)."""

    text: str
    first: int
    last: int
    likelihood: float

    @property
    def frames(self) -> int:
        return self.last - self.first + 1

    def span(self, margin: int = 0) -> range:
        """Its frames, and some more on both sides."""
        return range(self.first - margin, self.last + margin + 1)


class Sphinx:
    """An engine. `left_out` are the phrases it cannot know: more than MOST_PHRASES, or strange words."""

    name = "sphinx"

    def __init__(self) -> None:
        self.left_out: tuple[str, ...] = ()
        self._phrases: tuple[str, ...] = ()
        self._decoder: Any = None
        self._usual_loudness = ""
        self._heard: bytearray | None = None

    def load(self, setup: Setup) -> None:
        """Learn the phrases; the model is the one in the package."""
        self.close()
        try:
            self._decoder = pocketsphinx.Decoder(lm=None, cmn="batch", allphone_ci=True, loglevel="FATAL")
            self._learn(setup.phrases)
            self._usual_loudness = self._decoder.get_cmn(False)
            self._decoder.add_allphone_file(_PHONES, None)
        except EngineBrokenError:
            self.close()
            raise
        except (RuntimeError, ValueError, OSError) as error:
            self.close()
            raise EngineBrokenError(
                f"pocketsphinx cannot be loaded ({error}). Install Jarvis again."
            ) from None

    def _learn(self, phrases: Iterable[str]) -> None:
        given = tuple(dict.fromkeys(" ".join(phrase.split()) for phrase in phrases if phrase.strip()))
        known = [phrase for phrase in given if all(map(self._decoder.lookup_word, phrase.split()))]
        self._phrases = tuple(known[:MOST_PHRASES])
        self.left_out = tuple(phrase for phrase in given if phrase not in self._phrases)
        if not self._phrases:
            raise EngineBrokenError(
                "pocketsphinx understands nothing but a list of commands, and there are none it could know. "
                "Turn on skills with commands, or fetch a recognizer with `jarvis models pull vosk-small-en`."
            )
        self._decoder.add_fsg(_COMMANDS, self._decoder.create_fsg(_COMMANDS, 0, 1, _paths(self._phrases)))

    def start(self) -> None:
        """A new utterance."""
        decoder = self._loaded()
        if self._heard is not None:
            decoder.end_utt()
        self._heard = bytearray()
        self._begin(_COMMANDS)

    def _begin(self, search: str) -> None:
        self._decoder.activate_search(search)
        self._decoder.set_cmn(self._usual_loudness)
        self._decoder.start_utt()

    def feed(self, pcm: Pcm) -> str:
        """More sound; the command it may become."""
        heard = self._listening()
        pcm = pcm[: LONGEST_S * RATE_HZ * 2 - len(heard)]
        if pcm:
            heard += pcm
            self._process(pcm)
        return self.partial()

    def partial(self) -> str:
        """What was said so far, if it were a command: only `final` knows."""
        self._listening()
        guess = self._decoder.hyp()
        return guess.hypstr if guess else ""

    def final(self) -> Transcript:
        """The command, with the times of its words."""
        heard = bytes(self._listening())
        self._decoder.end_utt()
        self._heard = None
        text, pieces = self._look_at(heard, _COMMANDS)
        if text not in self._phrases:
            return Transcript("")
        words = [piece for piece in pieces if not piece.text.startswith(("<", "("))]
        confidence, each = _confidence(words, self._look_at(heard, _PHONES)[1], _loud(heard))
        if confidence < LEAST_CONFIDENCE:
            return Transcript("")
        return Transcript(text, confidence, tuple(map(_word, words, each)))

    def _look_at(self, pcm: Pcm, search: str) -> tuple[str, list[_Piece]]:
        """The best guess for a whole utterance, and what it consists of."""
        self._begin(search)
        self._process(pcm, whole=True)
        self._decoder.end_utt()
        guess = self._decoder.hyp()
        scale = _PHONE_SCALE if search == _PHONES else 1
        return guess.hypstr if guess else "", self._pieces(scale)

    def close(self) -> None:
        """Free everything."""
        self._decoder = self._heard = None
        self._phrases = self.left_out = ()

    def _process(self, pcm: Pcm, *, whole: bool = False) -> None:
        samples = pcm[: len(pcm) // 2 * 2]
        if not samples:
            return
        try:
            self._decoder.process_raw(samples, full_utt=whole)
        except RuntimeError as error:
            raise EngineBrokenError(f"pocketsphinx stumbled ({error}). Please say it again.") from None

    def _pieces(self, scale: int) -> list[_Piece]:
        return [
            _Piece(one.word, one.start_frame, one.end_frame, math.log(max(one.ascore, _FAINTEST)) * scale)
            for one in self._decoder.seg() or ()
        ]

    def _loaded(self) -> Any:  # noqa: ANN401 - pocketsphinx comes without types
        if self._decoder is None:
            raise EngineBrokenError("pocketsphinx is not loaded. Please report this.")
        return self._decoder

    def _listening(self) -> bytearray:
        if self._heard is None:
            raise EngineBrokenError("pocketsphinx got sound before an utterance began. Please report this.")
        return self._heard


def _paths(phrases: Sequence[str]) -> list[tuple[int, int, float, str]]:
    """A way from state 0 to state 1 for each phrase, all as likely."""
    paths, states = [], 2
    for phrase in phrases:
        *before, last = phrase.split()
        here, likelihood = 0, 1 / len(phrases)
        for word in before:
            paths.append((here, states, likelihood, word))
            here, likelihood = states, 1.0
            states += 1
        paths.append((here, 1, likelihood, last))
    return paths


def _loud(pcm: Pcm) -> set[int]:
    """The frames that are not faint beside the loudest."""
    samples = array("h", pcm[: len(pcm) // 2 * 2])
    if sys.byteorder == "big":
        samples.byteswap()
    peaks = [max(map(abs, samples[i : i + _FRAME])) for i in range(0, len(samples), _FRAME)]
    least = max(peaks, default=0) * _FAINT
    return {frame for frame, peak in enumerate(peaks) if peak > least}


def _confidence(
    words: Sequence[_Piece], phones: Sequence[_Piece], loud: AbstractSet[int]
) -> tuple[float, list[float]]:
    """From 0 to 1, for all and for each word.

    It rises with how well the words fit, compared with mere phones, and with how much of what are loud
    phones lies within the words.
    """
    best = {frame: phone.likelihood / phone.frames for phone in phones for frame in phone.span()}
    spoken = {frame for phone in phones if phone.text not in _OTHER_SOUNDS for frame in phone.span()} & loud
    inside = {frame for word in words for frame in word.span(_MARGIN)}
    fits = [word.likelihood - sum(best.get(frame, 0.0) for frame in word.span()) for word in words]
    covered = len(spoken & inside) / max(1, len(spoken))
    each = [_share(fit / word.frames) for fit, word in zip(fits, words, strict=True)]
    total = _share(sum(fits) / max(1, sum(word.frames for word in words)))
    return covered**3 * total, each


def _share(fit: float) -> float:
    return math.exp(min(0.0, fit) / 4)


def _word(piece: _Piece, confidence: float) -> Word:
    """Its second and further pronunciations are called "the(2)" and so on."""
    text = piece.text.partition("(")[0]
    return Word(text, piece.first * _FRAME_MS, (piece.last + 1) * _FRAME_MS, confidence)
