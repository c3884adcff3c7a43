"""What can be said: how words sound, and which word follows which."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping

from tests.tiny_vosk.fst import Arc, Automaton
from tests.tiny_vosk.kaldi import enter, stay
from tests.tiny_vosk.phones import PHONES, SILENCE, number, numbers

UNKNOWN = "[unk]"
_UNKNOWN_COST = 2.0
"""What each sound of an unknown word costs, so that known words are tried first."""
_SILENCE_COST = 0.3
_DISCOUNT = 0.5


def word_ids(words: Iterable[str]) -> dict[str, int]:
    """Numbers from 1; 0 is nothing."""
    return {word: i for i, word in enumerate([*words, UNKNOWN], 1)}


def words_file(ids: Mapping[str, int]) -> str:
    """graph/words.txt."""
    return "<eps> 0\n" + "".join(f"{word} {i}\n" for word, i in ids.items())


class _Loop(Automaton):
    """State 0 lies between words."""

    def sound(self, start: int, phone: int, *, word: int = 0, cost: float = 0.0) -> int:
        """Hear a phone, for as long as it lasts; the state one is in then."""
        there = self.add()
        self.connect(start, Arc(enter(phone), word, cost, there))
        self.connect(there, Arc(stay(phone), 0, 0.0, there))
        return there

    def leave(self, start: int, to: int = 0) -> None:
        self.connect(start, Arc(0, 0, 0.0, to))


def sounds_of_words(lexicon: Mapping[str, Iterable[tuple[str, ...]]], ids: Mapping[str, int]) -> Automaton:
    """graph/HCLr.fst: any words after each other, with silence between them, or none."""
    loop = _Loop()
    loop.add(final=0.0)
    loop.leave(loop.sound(0, SILENCE, cost=_SILENCE_COST))
    for word, ways in lexicon.items():
        for way in sorted(ways):
            state = 0
            for i, phone in enumerate(numbers(way)):
                state = loop.sound(state, phone, word=0 if i else ids[word])
            loop.leave(state)
    inside = loop.add()
    for any_phone in PHONES:  # an unknown word: any sounds, two at least
        first = loop.sound(0, number(any_phone, "begin"), word=ids[UNKNOWN], cost=_UNKNOWN_COST)
        loop.leave(first, inside)
        loop.leave(loop.sound(inside, number(any_phone, "internal"), cost=_UNKNOWN_COST), inside)
        loop.leave(loop.sound(inside, number(any_phone, "end"), cost=_UNKNOWN_COST))
    return loop


def word_pairs(sentences: Iterable[str], ids: Mapping[str, int]) -> Automaton:
    """graph/Gr.fst: how likely each word is after the one before, and at all when it never came there."""
    pairs: Counter[tuple[int, int]] = Counter()
    for sentence in sentences:
        numbered = [ids[word] for word in sentence.split()]
        pairs.update(zip([0, *numbered], [*numbered, 0], strict=True))
    grammar = Automaton()
    anywhere = len(ids) + 1
    for _ in range(anywhere + 1):
        grammar.add(final=2.0)
    for before in range(anywhere):
        after = {word: count for (first, word), count in pairs.items() if first == before}
        total = sum(after.values())
        for word, count in after.items():
            cost = -math.log((count - _DISCOUNT) / total) if count > _DISCOUNT else 0.0
            if word:
                grammar.connect(before, Arc(word, word, cost, word))
            else:
                grammar.states[before].final = cost
        back_off = -math.log(_DISCOUNT * len(after) / total) if after else 0.0
        grammar.connect(before, Arc(0, 0, back_off, anywhere))
    for word in ids.values():
        grammar.connect(anywhere, Arc(word, word, math.log(len(ids)), word))
    return grammar
