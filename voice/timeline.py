"""What of an answer was heard: which word of it begins when, against how much sound was played."""

import re
from dataclasses import dataclass, field
from itertools import pairwise

_LETTER_MS = 65.0
"""How long a letter takes, where no whole sentence tells."""


@dataclass
class Spoken:
    """A sentence and how long its sound lasts, as far as it was made.

    `words` holds for each word when it begins, counted from the start of the sentence, and where it ends in
    the text; there are none if the engine does not know.
    """

    text: str
    lasts_ms: float = 0.0
    whole: bool = False
    started: bool = False
    words: list[tuple[int, int]] = field(default_factory=list)

    def word(self, at_ms: int, end: int) -> None:
        """A word begins; several that are said for one word of the text count as one ("3:07")."""
        if not self.words or self.words[-1][1] != end:
            self.words.append((at_ms, end))

    def begin(self, heard_ms: float, letter_ms: float) -> str:
        """The words of it that were heard when its sound stopped after `heard_ms`; a cut one is left out."""
        if self.words:
            ended = [end for (_, end), (at_ms, _) in pairwise(self.words)
                     if at_ms <= heard_ms]  # fmt: skip
            return self.text[: max(ended, default=0)]
        lasts_ms = self.lasts_ms if self.whole else max(self.lasts_ms, len(self.text) * letter_ms)
        return _begin(self.text, heard_ms / lasts_ms)


class Timeline:
    """The sentences of one answer, in order."""

    def __init__(self) -> None:
        self._sentences: list[Spoken] = []

    def add(self, text: str) -> Spoken:
        """The next sentence."""
        sentence = Spoken(text)
        self._sentences.append(sentence)
        return sentence

    @property
    def text(self) -> str:
        """All of it."""
        return "".join(sentence.text for sentence in self._sentences).strip()

    def begun(self, heard_ms: float) -> list[Spoken]:
        """The sentences of which something was heard for the first time; each is given once."""
        found, began_ms = [], 0.0
        for sentence in self._sentences:
            if heard_ms > began_ms and not sentence.started:
                sentence.started = True
                found.append(sentence)
            began_ms += sentence.lasts_ms
        return found

    def heard(self, heard_ms: float) -> str:
        """The words that were heard when the sound stopped after `heard_ms`."""
        letter_ms, heard = self._letter_ms(), []
        for sentence in self._sentences:
            if heard_ms < sentence.lasts_ms or not sentence.whole:
                heard.append(sentence.begin(heard_ms, letter_ms))
                break
            heard.append(sentence.text)
            heard_ms -= sentence.lasts_ms
        return "".join(heard).strip()

    def into_word_ms(self, heard_ms: float) -> int:
        """How long ago the word began that is being said after `heard_ms`; 0 if nobody knows."""
        for sentence in self._sentences:
            if heard_ms < sentence.lasts_ms:
                began = [at_ms for at_ms, _ in sentence.words if at_ms <= heard_ms]
                return int(heard_ms - began[-1]) if began else 0
            heard_ms -= sentence.lasts_ms
        return 0

    def _letter_ms(self) -> float:
        whole = [sentence for sentence in self._sentences if sentence.whole]
        letters = sum(len(sentence.text) for sentence in whole)
        return sum(sentence.lasts_ms for sentence in whole) / letters if letters else _LETTER_MS


def _begin(text: str, share: float) -> str:
    letters = int(len(text) * min(share, 1))
    cut_off = re.match(r"\S*", text[letters:])
    in_a_word = cut_off is not None and any(letter.isalnum() for letter in cut_off[0])
    begun = text[:letters]
    return (begun.rpartition(" ")[0] if in_a_word else begun).rstrip()
