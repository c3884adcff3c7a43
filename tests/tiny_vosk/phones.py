"""The sounds of English as flite names them, and the numbers they have in the model."""

import numpy as np
from numpy.typing import NDArray

from tests.tiny_vosk.features import Floats

Labels = NDArray[np.int64]
PAUSE = "pau"
_VOWELS = ("aa", "ae", "ah", "ao", "aw", "ax", "ay", "eh", "er", "ey", "ih", "iy", "ow", "oy", "uh", "uw")
_CONSONANTS = ("b", "ch", "d", "dh", "f", "g", "hh", "jh", "k", "l", "m", "n", "ng", "p", "r", "s", "sh")
_MORE_CONSONANTS = ("t", "th", "v", "w", "y", "z", "zh")
PHONES = tuple(sorted((*_VOWELS, *_CONSONANTS, *_MORE_CONSONANTS)))
PLACES = ("begin", "internal", "end", "singleton")
"""Where in its word a phone is; Kaldi finds the words' times with it."""
SILENCE = 1
_ONSET_S = 0.03


def number(phone: str, place: str) -> int:
    """The phone in Kaldi's tables; SILENCE comes before all."""
    return 2 + PHONES.index(phone) * len(PLACES) + PLACES.index(place)


def numbers(phones: tuple[str, ...]) -> list[int]:
    """A whole word."""
    if len(phones) == 1:
        return [number(phones[0], "singleton")]
    middle = [number(phone, "internal") for phone in phones[1:-1]]
    return [number(phones[0], "begin"), *middle, number(phones[-1], "end")]


def sounds() -> dict[int, int]:
    """Which of the net's outputs a phone's onset is; the rest of the phone is the next one."""
    table = {SILENCE: 0}
    for i, phone in enumerate(PHONES, 1):
        table |= {number(phone, place): 2 * i for place in PLACES}
    return table


OUTPUTS = 2 * (1 + len(PHONES))


def label(phones: tuple[str, ...], ends_s: Floats, moments_s: Floats) -> Labels:
    """Which output is right at each moment."""
    starts_s = np.concatenate([[0.0], ends_s[:-1]])
    which = np.searchsorted(ends_s, moments_s, side="right")
    onset = np.array([0 if phone == PAUSE else 2 * (1 + PHONES.index(phone)) for phone in phones])
    late = moments_s - starts_s[which] >= _ONSET_S
    return np.asarray(onset[which] + late, dtype=np.int64)


def word_boundaries() -> str:
    """graph/phones/word_boundary.int."""
    lines = [f"{SILENCE} nonword"]
    lines += [f"{number(phone, place)} {place}" for phone in PHONES for place in PLACES]
    return "\n".join(lines) + "\n"
