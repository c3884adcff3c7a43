"""pocketsphinx, the last resort: it knows a short list of commands, and its model comes with the package.

It always finds the command that fits best, so what it found is compared with what one hears who knows
no words at all, only sounds (a loop of phones). A command must fit nearly as well as that, and leave none
of the speech over; otherwise it is nothing.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import pocketsphinx

from jarvis.ports import RATE_HZ, Pcm, Transcript, Word
from voice.recognize.engine import EngineBrokenError, Setup

MOST_PHRASES = 140
"""With more, it mixes them up."""
LEAST_CONFIDENCE = 0.5
LONGEST_S = 60
"""What is said after that is not heard."""
_FRAME_MS = 10
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
            self._decoder = pocketsphinx.Decoder(lm=None, allphone_ci=True, loglevel="FATAL")
            self._learn(setup.phrases)
            self._usual_loudness = self._decoder.get_cmn(False)
            self._decoder.add_allphone_file(_PHONES, None)
        except (RuntimeError, ValueError, OSError) as error:
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
        heard = self._listening()
        self._decoder.end_utt()
        self._heard = None
        guess = self._decoder.hyp()
        if not guess or guess.hypstr not in self._phrases:
            return Transcript("")
        words = [piece for piece in self._pieces() if not piece.text.startswith(("<", "("))]
        self._begin(_PHONES)
        self._process(bytes(heard))
        self._decoder.end_utt()
        confidence, each = _confidence(words, self._pieces(_PHONE_SCALE))
        if confidence < LEAST_CONFIDENCE:
            return Transcript("")
        return Transcript(guess.hypstr, confidence, tuple(map(_word, words, each)))

    def close(self) -> None:
        """Free everything."""
        self._decoder = self._heard = None
        self._phrases = self.left_out = ()

    def _process(self, pcm: Pcm) -> None:
        try:
            self._decoder.process_raw(pcm[: len(pcm) // 2 * 2])
        except RuntimeError as error:
            raise EngineBrokenError(f"pocketsphinx stumbled ({error}). Please say it again.") from None

    def _pieces(self, scale: int = 1) -> list[_Piece]:
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


def _confidence(words: Sequence[_Piece], phones: Sequence[_Piece]) -> tuple[float, list[float]]:
    """From 0 to 1, for all and for each word.

    It rises with how well the words fit, compared with mere phones, and with how much of what are phones
    lies within the words.
    """
    best = {
        frame: phone.likelihood / phone.frames
        for phone in phones
        for frame in range(phone.first, phone.last + 1)
    }
    spoken = {
        frame
        for phone in phones
        if phone.text not in _OTHER_SOUNDS
        for frame in range(phone.first, phone.last + 1)
    }
    inside = {frame for word in words for frame in range(word.first - _MARGIN, word.last + _MARGIN + 1)}
    fits = [
        word.likelihood - sum(best.get(frame, 0.0) for frame in range(word.first, word.last + 1))
        for word in words
    ]
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
