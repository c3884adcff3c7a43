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
PAUSES = f"{SOFT},;:.!?"
"""From the weakest to the strongest; where several meet, the strongest counts."""


@dataclass(frozen=True)
class Rule:
    """`starts` tells with which kinds of letter it can begin: a letter (a), a digit (1), any other (.)."""

    starts: str
    pattern: re.Pattern[str]
    say: Say


def rule(starts: str, pattern: str, say: Say | str, flags: int = 0) -> Rule:
    """A rule from its pattern; `say` may be what is always said."""
    return Rule(starts, re.compile(pattern, flags), (lambda _: say) if isinstance(say, str) else say)


def any_of(words: Iterable[str]) -> str:
    """A pattern for one of these words, the longest first."""
    return "(?:" + "|".join(map(re.escape, sorted(words, key=len, reverse=True))) + ")"


def from_table(starts: str, table: Mapping[str, str], around: str = "%s") -> Rule:
    """A rule that says for each key of the table what stands beside it."""
    return rule(starts, around % any_of(table), lambda found: table[found[0]])


def opens_line(found: re.Match[str]) -> bool:
    """Whether only a little white space, or quote marks, stand before it in its line."""
    before = found.string[max(found.start() - 12, 0) : found.start()]
    line = before.rpartition("\n")[2]
    return not line.strip(" \t>") and (line != before or found.start() <= len(before))


def ends_text(found: re.Match[str]) -> bool:
    """Whether nothing that is said comes behind it."""
    return not found.string[found.end() :][:40].strip(" \t\n\r\"')]}*_")
