"""What one can say to Jarvis: a few examples at a time, or all there is about something."""

import re
from collections.abc import Sequence

from jarvis import house, skill
from jarvis.household import SkillHelp

SHOWN = 6
"""Nobody listens to more examples at once."""
MORE = 10
"""Told of one subject."""
_EMPTY = frozenset(["the", "a", "an", "my", "with", "to", "for", "of", "your", "things", "stuff"])


@skill(
    "help [me]",
    "what can (I|you) (say|do|ask)",
    "what can I (say|ask) [you]",
    "what (commands|skills) (are there|do you (know|have))",
    "(tell me more|what else) [can] [I|you] (say|do|ask)",
    example="help",
    reads=True,
)
async def tell_what_to_say() -> str:
    """Say what can be asked for, a few examples at a time."""
    known = _known()
    if not known:
        return "There is nothing you can ask for yet."
    some = _varied(known, house().now().minute)
    more = f" For more, say “what can I say about {_subject(some[0])}”." if len(known) > SHOWN else ""
    return f"You can say {_phrases(some)}.{more}"


@skill(
    "what can I (say|ask) [you] (about|for) [the|my|a|an] {about}",
    "what can you do (about|with|for) [the|my|a|an] {about}",
    "help (with|about|on) [the|my|a|an] {about}",
    "what (commands|skills) (are there|do you (know|have)) (about|for|with) [the|my|a|an] {about}",
    example="what can I say about timers",
    reads=True,
)
async def tell_about(about: str) -> str:
    """Say what can be asked for about one subject."""
    found = _about(_known(), about)
    if not found:
        subjects = list(dict.fromkeys(map(_subject, _known())))
        others = f" Ask about {_or(subjects)}." if subjects else ""
        return f"I know nothing to say about {about}.{others}"
    told = found[:MORE]
    more = f" And {len(found) - MORE} more." if len(found) > MORE else ""
    return f"You can say {_phrases(told)}.{more}"


def _known() -> list[SkillHelp]:
    return [one for one in house().skills() if not one.name.startswith("help.")]


def _subject(one: SkillHelp) -> str:
    """What a skill is about, as its file is called."""
    return one.name.partition(".")[0].replace("_", " ")


def _varied(known: Sequence[SkillHelp], turn: int) -> list[SkillHelp]:
    """A few of them, from different files as far as there are any; others in each minute."""
    files: dict[str, list[SkillHelp]] = {}
    for one in known:
        files.setdefault(_subject(one), []).append(one)
    rows = list(files.values())
    start = turn * SHOWN % len(rows)
    in_turn = [*rows[start:], *rows[:start]]
    longest = max(map(len, rows))
    return [row[at] for at in range(longest) for row in in_turn if at < len(row)][:SHOWN]


def _about(known: Sequence[SkillHelp], about: str) -> list[SkillHelp]:
    """The skills of the file that is called so; else those whose help or example has all of the words."""
    wanted = _stems(about)
    of_file = [one for one in known if wanted and wanted <= _stems(_subject(one))]
    in_words = [
        one
        for one in known
        if wanted and wanted <= _stems(f"{_subject(one)} {one.summary} {one.phrase}") and one not in of_file
    ]
    return of_file + in_words


def _stems(text: str) -> set[str]:
    words = re.findall(r"\w+", text.casefold())
    return {word.removesuffix("s") for word in words if word not in _EMPTY}


def _phrases(some: Sequence[SkillHelp]) -> str:
    return _or([f"“{one.phrase}”" for one in some])


def _or(some: Sequence[str]) -> str:
    *first, last = some
    return f"{', '.join(first)}{', or ' if first else ''}{last}"
