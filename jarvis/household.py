"""What a skill may ask of the daemon around it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from jarvis.learned import Corrections

if TYPE_CHECKING:  # it is slow to import, and every skill's process imports this
    from jarvis.weather_config import WeatherConfig
    from jarvis.web_config import WebConfig


@dataclass(frozen=True)
class SkillHelp:
    """One line of "what can I say?": the skill, what it is for, and a phrase that works."""

    name: str
    summary: str
    phrase: str


@dataclass(frozen=True)
class Wanted:
    """Something to be told later: after `length_s` seconds, or `at` a time on the wall (without a zone).

    `days`: an alarm rings again on these, as in "01234" for Monday to Friday. `text`: what a reminder says.
    """

    kind: str
    """"timer", "alarm", "reminder" or "stopwatch"; the last one counts up and never rings."""
    length_s: float = 0.0
    at: datetime | None = None
    days: str = ""
    name: str = ""
    text: str = ""


@dataclass(frozen=True)
class Due:
    """Something that will be told. `key` is never given twice; `number` is small, of its kind."""

    key: int
    kind: str
    number: int
    name: str
    text: str
    at: datetime
    """When it rings, here; without meaning while it is paused."""
    left_s: float
    """Until then, also when it is paused; less than 0 afterwards, and for a stopwatch."""
    length_s: float
    """How long it was to take; 0 if it goes by the clock on the wall."""
    days: str
    paused: bool


class Dues(Protocol):
    """Timers, alarms, reminders and the stopwatch; on disk when a call returns. May raise JarvisError."""

    async def add(self, wanted: Wanted) -> Due:
        """Promise it. Raises BadInputError for what is over already."""
        ...

    async def all(self, kind: str) -> Sequence[Due]:
        """What is to come of a kind, the next one first."""
        ...

    async def cancel(self, keys: Sequence[int]) -> Sequence[Due]:
        """Do not tell these; gives those there were. They can be restored for a day."""
        ...

    async def restore(self, kind: str, number: int = 0) -> Sequence[Due]:
        """What was cancelled last, or under this number, is to be told after all. Not what is over by now."""
        ...

    async def extend(self, key: int, seconds: float) -> Due:
        """So much later, or earlier if less than 0. Raises BadInputError if it is not there any more."""
        ...

    async def pause(self, key: int, *, paused: bool) -> Due:
        """Stop a timer or a stopwatch, or let it go on."""
        ...

    async def note(self, key: int, text: str) -> None:
        """Keep another text with it."""
        ...

    async def snooze(self, seconds: float) -> Sequence[Due]:
        """Let what rings, or rang a moment ago, ring again after so long; gives the new ones."""
        ...


class Notes(Protocol):
    """What the user wants remembered, and what is kept of what was said. May raise JarvisError."""

    async def remember(self, text: str) -> tuple[int, str]:
        """Keep it; on disk when this returns. Gives its number, and its words as they were said."""
        ...

    async def recall(self, about: str = "") -> Sequence[str]:
        """What was to be remembered about something, or all of it."""
        ...

    async def forget_last(self) -> str:
        """Forget the newest thing that was kept; gives its words, "" if there is none."""
        ...

    async def forget(self, numbers: Sequence[int]) -> Sequence[int]:
        """Forget these, by number. Raises BadInputError if one does not exist; then none is forgotten."""
        ...

    async def forget_everything(self) -> int:
        """Forget all that was kept; gives how much that was."""
        ...


@dataclass(frozen=True)
class Passage:
    """What was found in a document: "your note Rent", the sentences that fit, and the file."""

    source: str
    text: str
    path: str


class Documents(Protocol):
    """The user's documents. May raise JarvisError."""

    async def search(self, about: str) -> Sequence[Passage]:
        """What fits, the best first. Raises BadInputError if there are no documents at all."""
        ...

    async def follow(self, folder: str) -> None:
        """Read what is in a folder from now on, and keep up with it."""
        ...


@dataclass(frozen=True)
class Outcome:
    """What a command that was done again, or undone, said; and the evidence of it."""

    text: str
    did: Mapping[str, str] = field(default_factory=dict)


class Doings(Protocol):
    """What was done and said last in this session. Raises SkillError where a command fails."""

    def last_said(self) -> str:
        """The last answer, "" if there was none."""
        ...

    async def undo(self) -> Outcome | None:
        """Undo the last thing that can be undone; None if there is none."""
        ...

    async def again(self) -> Outcome | None:
        """Do the last command again, or tell again what was told; None if there was nothing."""
        ...


class Loudness(Protocol):
    """How loud Jarvis is, and whether it hears."""

    @property
    def percent(self) -> int:
        """The volume of everything that Jarvis plays, 0 to 100."""
        ...

    def set(self, percent: int) -> None:
        """Change it, across restarts too. Raises JarvisError if it cannot be kept."""
        ...

    @property
    def muted(self) -> bool:
        """Whether the microphone is closed."""
        ...

    async def mute(self) -> None:
        """Close the microphone; when it returns, that is done. Only a hand opens it again."""
        ...


class House(Protocol):
    """What a skill may ask of the daemon around it."""

    def now(self) -> datetime:
        """The date and time here, with its zone."""
        ...

    async def later(self, delay_s: float, text: str) -> int:
        """Say `text` after `delay_s` seconds, even if the daemon was restarted; gives its number."""
        ...

    def stop_speaking(self) -> bool:
        """Silence what is being said; False when nothing was."""
        ...

    def why(self) -> str:
        """Where the time of the last turn went, as one says it."""
        ...

    def judge_wake(self, *, meant: bool) -> str:
        """Note whether the user had called; tells which wake was judged, "" if there was none."""
        ...

    def session(self) -> str:
        """The session whose turn this is, "" for none."""
        ...

    def as_said(self, words: str) -> str:
        """What stands in a place, as it was said in this turn: with its capitals and commas."""
        ...

    def hears(self, session: str) -> bool:
        """Whether somebody is saying something in this session, which is not answered yet."""
        ...

    doings: Doings
    """What can be undone, or done again."""
    corrections: Corrections
    """What was misheard."""

    @property
    def notes(self) -> Notes:
        """What is remembered."""
        ...

    @property
    def documents(self) -> Documents:
        """The user's documents."""
        ...

    @property
    def due(self) -> Dues:
        """Timers, alarms, reminders and the stopwatch."""
        ...

    loudness: Loudness
    """How loud Jarvis is, and whether it hears."""
    weather: "WeatherConfig"
    web: "WebConfig"
    """Whether they may be asked, and where."""

    def skills(self) -> Sequence[SkillHelp]:
        """What can be asked for."""
        ...
