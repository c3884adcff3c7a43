"""OpenFst's binary files, as far as Vosk reads them: one automaton for the sounds, one for the grammar."""

import struct
from dataclasses import dataclass, field

_MAGIC, _ADDON_MAGIC = 2125659606, 446681434
# Properties of an automaton that OpenFst would otherwise have to find out, or refuses to work without.
_EXPANDED, _MUTABLE, _ACCEPTOR = 0x1, 0x2, 0x10000
_SORTED_BY_INPUT, _SORTED_BY_OUTPUT = 0x10000000, 0x40000000
NEVER = float("inf")
"""The cost of ending in a state where nothing may end."""


@dataclass(frozen=True)
class Arc:
    """Take `come`, give `go`, pay `cost`, be in `to`. Label 0 is nothing."""

    come: int
    go: int
    cost: float
    to: int

    def packed(self) -> bytes:
        """As OpenFst writes it."""
        return struct.pack("<iifi", self.come, self.go, self.cost, self.to)


@dataclass
class State:
    """Where one is; `final` is the cost of ending here."""

    final: float = NEVER
    arcs: list[Arc] = field(default_factory=list)


class Automaton:
    """States, numbered; one starts in number 0."""

    def __init__(self) -> None:
        self.states: list[State] = []

    def add(self, final: float = NEVER) -> int:
        """The number of a new state."""
        self.states.append(State(final))
        return len(self.states) - 1

    def connect(self, start: int, arc: Arc) -> None:
        """Another way out of `start`."""
        self.states[start].arcs.append(arc)

    def _header(self, kind: str, version: int, properties: int) -> bytes:
        words = b"".join(struct.pack("<i", len(word)) + word for word in (kind.encode(), b"standard"))
        arcs = sum(len(state.arcs) for state in self.states)
        counts = struct.pack("<iiQqqq", version, 0, properties, 0, len(self.states), arcs)
        return struct.pack("<i", _MAGIC) + words + counts

    def as_vector(self) -> bytes:
        """A `vector` file; both labels of each arc must be the same."""
        properties = _EXPANDED | _MUTABLE | _ACCEPTOR | _SORTED_BY_INPUT | _SORTED_BY_OUTPUT
        body = b""
        for state in self.states:
            body += struct.pack("<fq", state.final, len(state.arcs))
            body += b"".join(arc.packed() for arc in sorted(state.arcs, key=lambda arc: arc.come))
        return self._header("vector", 2, properties) + body

    def as_const(self) -> bytes:
        """A `const` file: all states, then all arcs."""
        states, arcs, position = b"", b"", 0
        for state in self.states:
            in_order = sorted(state.arcs, key=lambda arc: arc.go)
            silent_in, silent_out = (
                sum(label == 0 for label in labels)
                for labels in ([arc.come for arc in in_order], [arc.go for arc in in_order])
            )
            states += struct.pack("<fIIII", state.final, position, len(in_order), silent_in, silent_out)
            arcs += b"".join(arc.packed() for arc in in_order)
            position += len(in_order)
        return self._header("const", 2, _EXPANDED | _SORTED_BY_OUTPUT) + states + arcs

    def as_lookahead(self, words: int) -> bytes:
        """An `olabel_lookahead` file: `as_const`, and what words can come next after each state.

        That is any word from 1 to `words`, and the end, wherever one is: each word is given away at
        its first sound, and after a word all can follow. So no word gets a new number, and every
        state has the same single interval.
        """
        end = words + 1
        renumbered = [(word, word) for word in range(1, end)] + [(-1, end)]
        reach = struct.pack("<??q", False, True, len(renumbered))
        reach += b"".join(struct.pack("<ii", *pair) for pair in renumbered)
        reach += struct.pack("<iq", end, len(self.states))
        reach += struct.pack("<qiii", 1, 1, end + 1, end) * len(self.states)
        addon = struct.pack("<???", True, False, True) + reach
        header = self._header("olabel_lookahead", 1, _EXPANDED | _SORTED_BY_OUTPUT)
        return header + struct.pack("<i", _ADDON_MAGIC) + self.as_const() + addon
