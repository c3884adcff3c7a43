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
    "help [me|please]",
    "[I|we] [really] need [some|your|a little|a bit of] help [here|please|now]",
    "(can|could) you help [me] [out]",
    "(give|show) me [some|a little] help",
    "what [all|else|on earth|stuff] (can|could|should|may|do|might|am) (I|you) [able to] (say|do|ask) [to] [you]",
    "what can I (say|ask) [you]",
    "what (are|'re) you (able to do|capable of|good for|good at|for|there for)",
    "what can you help [me] with",
    "what (commands|skills|features|functions|options|abilities) (are there|do you (know|have|understand|support|offer))",
    "what are your (skills|commands|features|functions|abilities|options|capabilities)",
    "(tell me more|what else) [can] [I|you] (say|do|ask)",
    "what (kind|sort|kinds|sorts|type|types) of (things|stuff|questions|commands|requests|tasks) (can|do|could) (I|you) (say|do|ask|know|help with|handle) [you]",
    "(what|which) (things|stuff|questions|commands|tasks) can (I|you) (say|do|ask|give|handle|help with) [you] [for me]",
    "(tell|show) me what (you|I) can (do|say|ask) [you]",
    "(list|show|read|tell me|name) [me] [all] [of] [your|the] (commands|skills|features|functions|capabilities|abilities)",
    "how (do|can|should|must) I (use|talk to|speak to|work|operate) (you|this|it|this thing)",
    "how (do|does) (you|this|it|this thing) work",
    "(I don't|I do not) know (what to (say|ask|do)|what I can (say|ask)|how to use you|how this works)",
    "(I am|I'm) (stuck|lost) [help]",
    "(give|show|tell) me [some|a few|a couple of] examples [of what (to say|I can say|you can do)]",
    "what do you do",
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
    "what [else] can I (say|ask|do) [you] (about|for|with) [the|my|a|an] {about}",
    "what can you do (about|with|for) [the|my|a|an] {about}",
    "(help|help me|I need help|give me help) (with|about|on) [the|my|a|an] {about}",
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
