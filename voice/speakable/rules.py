"""What a rule of speaking is: a pattern, and what is said for what it finds.

A rule says words, or a single mark of `PAUSES` for a pause, or nothing ("") for what is not said on
purpose; None means that the rule does not hold here after all.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

Say = Callable[[re.Match[str]], str | None]

SOFT = "|"
"""A comma, if something follows: a bracket or a dash in the text."""
PAUSES = f"{SOFT},;.:!?"
"""Where several meet, the last of these counts: a line that ends with a colon keeps it."""


@dataclass(frozen=True)
class Rule:
    """`starts` tells what it can begin with: any letter (a), any digit (1), or what else stands there."""

    starts: str
    pattern: re.Pattern[str]
    say: Say


def rule(starts: str, pattern: str, say: Say | str, flags: int = 0) -> Rule:
    """A rule from its pattern; `say` may be what is always said."""
    return Rule(starts, re.compile(pattern, flags), (lambda _: say) if isinstance(say, str) else say)


def any_of(words: Iterable[str]) -> str:
    """A pattern for one of these words, the longest first."""
    return "(?:" + "|".join(map(re.escape, sorted(words, key=len, reverse=True))) + ")"


def firsts(words: Iterable[str]) -> str:
    """The letters that these words begin with."""
    return "".join(sorted({word[0] for word in words}))


def row(words: str) -> list[str]:
    """The words of a line."""
    return words.split()


def from_table(table: Mapping[str, str], around: str = "%s") -> Rule:
    """A rule that says for each key of the table what stands beside it."""
    return rule(firsts(table), around % any_of(table), lambda found: table[found[0]])


def opens_line(found: re.Match[str]) -> bool:
    """Whether only a little white space, or quote marks, stand before it in its line."""
    before = found.string[max(found.start() - 12, 0) : found.start()]
    line = before.rpartition("\n")[2]
    return not line.strip(" \t>") and (line != before or found.start() <= len(before))


def ends_text(found: re.Match[str]) -> bool:
    """Whether nothing that is said comes behind it."""
    return not found.string[found.end() :][:40].strip(" \t\n\r\"')]}*_")
