"""Which of many templates a text can be at all, by the words that each of them needs."""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable
from typing import Generic, TypeVar

Clauses = frozenset[frozenset[str]]
"""What a template needs: of each of these groups, one piece of text."""
Name = TypeVar("Name", bound=Hashable)


class PhraseIndex(Generic[Name]):
    """Made of the name and the needs of each template; a name may have several.

    Looking up takes some 40 µs, for 600 names.
    """

    def __init__(self, templates: Iterable[tuple[Name, Clauses]]) -> None:
        self._templates = list(templates)
        self._pieces = sorted(
            {piece for _, clauses in self._templates for clause in clauses for piece in clause}
        )
        count = Counter(
            piece for _, clauses in self._templates for clause in clauses for piece in sorted(clause)
        )
        self._filed: dict[str, list[int]] = defaultdict(list)
        """Each under the group whose pieces are rarest."""
        self._always: list[int] = []
        for number, (_, clauses) in enumerate(self._templates):
            if not clauses:
                self._always.append(number)
                continue
            rarest = min(clauses, key=lambda clause: (sum(count[piece] for piece in clause), sorted(clause)))
            for piece in rarest:
                self._filed[piece].append(number)

    def names(self, text: str) -> list[Name]:
        """Those whose needs `text` meets, in the order they came. `text` is in small letters."""
        said = {piece for piece in self._pieces if piece in text}
        found = set(self._always)
        for piece in said & self._filed.keys():
            found.update(self._filed[piece])
        return list(
            dict.fromkeys(
                self._templates[number][0]
                for number in sorted(found)
                if not any(clause.isdisjoint(said) for clause in self._templates[number][1])
            )
        )
