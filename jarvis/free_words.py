"""Words that are taken as they are, unless they are what another command is about.

`run {program}` must not take "run the stopwatch". What is more exact goes before these anyway.
"""

import re
from typing import ClassVar, Literal, Self

Usual = Literal[
    "browser", "web browser", "internet browser", "calculator", "terminal", "console", "file manager",
    "file browser", "text editor", "editor", "calendar", "email program", "mail program", "email client",
    "email", "mail", "music player", "video player", "media player", "settings", "system settings",
    "control panel", "task manager", "system monitor", "word processor", "spreadsheet", "image viewer",
    "photo viewer", "software center", "app store", "camera app", "notepad", "address book",
]  # fmt: skip
"""What programs are called by what they are for: so plain that nothing else can be meant."""
_LONGEST_NAME = 6
_OTHERS = re.compile(
    r"^(?:(?:a|an|the|my|another|new|up|down|over)\b ?)*$"
    r"|^(?:typing|dictating|timing|counting|clocking|measuring|tracking|playing|stopping|listening|talking"
    r"|reading|writing|taking|recording|doing|making|over|again|with|from|at|by|if|when|in|on|to|for)\b"
    r"|\b(?:timers?|alarms?|alarm clock|stop ?watch|stop clock|reminders?|dictation|countdown|snooze|laps?"
    r"|lists?|notes?|memos?|volume|microphone|mic|sound|subject|topic|song|track|time"
    r"|window|file|document|folder|website|web ?site|site|page|movie|film|episode|album|playlist|call|meeting"
    r"|conversation|order|status|account|speed|voice|accent|language|mode|topic|microwave|engine|lights?|doors?"
    r"|me|you|your|i|we|it|this|that|them|everything|all|what|how|why|who|where)\b"
    r"|'s "
)
"""What no program is called: what other skills are about, and the words that hold a sentence together."""
_FILES = re.compile(
    r"\b(?:file|window|document|note|volume|sound|alarm|time|list)s? (?=(?:manager|browser|explorer"
    r"|editor|viewer|mixer|recorder|control|settings|clock|app|keeper)\b)"
)
_NO_WINDOW = re.compile(r"\b(?:voice|accent|language|mode|speed|dictation|song|track|subject|topic|you|me)$")
_NO_FACT = re.compile(
    r"(?:to|when|how|why|who|what|where|which|me|us|him|her|them|it|this|that|these|those|those|about|nothing"
    r"|everything|anything|correctly|the (?:time|days?) (?:when|that|we))\b"
)
_SAID_SO = re.compile(r"(?:(?:this|the fact|the following)(?: that)?|that) ")


class ProgramName(str):
    """What somebody may call a program."""

    __slots__ = ()
    typical: ClassVar[str] = "firefox"

    @classmethod
    def from_words(cls, words: str) -> Self | None:
        """The name, None if it is about something else.

        >>> ProgramName.from_words("stopwatch") is None
        True
        """
        if len(words.split()) > _LONGEST_NAME or _OTHERS.search(_FILES.sub("", words)):
            return None
        return cls(words)


class WindowName(str):
    """What somebody may call a window to which to switch: its title may be nearly anything."""

    __slots__ = ()
    typical: ClassVar[str] = "firefox"

    @classmethod
    def from_words(cls, words: str) -> Self | None:
        """The name, None for what is switched too, and is no window."""
        return None if _NO_WINDOW.search(words) else cls(words)


class Fact(str):
    """What is to be remembered, as one says it after "remember": with "that", or without."""

    __slots__ = ()
    typical: ClassVar[str] = "my keys are in the kitchen"

    @classmethod
    def from_words(cls, words: str) -> Self | None:
        """The fact, None for a task or a memory: "remember to call", "remember when we met".

        >>> Fact.from_words("that when it rains the roof leaks")
        'when it rains the roof leaks'
        """
        if said_so := _SAID_SO.match(words):
            return cls(words[said_so.end() :])
        return None if _NO_FACT.match(words) or len(words.split()) < 3 else cls(words)  # noqa: PLR2004 - a verb
