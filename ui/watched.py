"""What `jarvis watch` knows of the daemon, from news to news. Pure: no terminal, no socket, no clock."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from ui.news import details, one_line
from ui.standing import Look, Standing

KEPT = 200
"""Events that a very tall terminal can show."""
LONGEST_ANSWER = 4_000
"""Letters of an answer that are kept; of a longer one the end, which is what is being written."""
SILENT_DB = -96


@dataclass(frozen=True)
class Online:
    """The daemon is there: what it tells of itself, its newest events, and the receipt of the last turn."""

    status: Mapping[str, Any]
    events: tuple[Mapping[str, Any], ...] = ()
    receipt: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Offline:
    """The daemon is not there, or not any more."""


@dataclass(frozen=True)
class Happened:
    """An event of the stream."""

    event: Mapping[str, Any]


@dataclass(frozen=True)
class Looked:
    """The status and the last receipt, looked at again."""

    status: Mapping[str, Any]
    receipt: Mapping[str, Any] | None = None


News = Online | Offline | Happened | Looked


@dataclass(frozen=True)
class Line:
    """One event as it is listed. `at_s` runs on the daemon's monotonic clock."""

    at_s: float
    name: str
    details: str


@dataclass(frozen=True)
class Watched:
    """Everything that is shown. Two that are equal look the same."""

    standing: Standing = field(default_factory=Standing)
    status: Mapping[str, Any] = field(default_factory=dict)
    peak_db: int = SILENT_DB
    """How loud the last 200 ms were, in whole dBFS: what cannot be seen is not drawn anew."""
    level_db: int | None = None
    """None: no microphone is open."""
    turn: str = ""
    """The turn whose words are shown."""
    heard: str = ""
    partial: bool = False
    """Whether what was heard may still change."""
    answer: str = ""
    answering: bool = False
    receipt: Mapping[str, Any] = field(default_factory=dict)
    lines: tuple[Line, ...] = ()

    def after(self, news: News) -> "Watched":
        """How it is after that."""
        match news:
            case Online():
                listed = tuple(_line(event) for event in news.events[-KEPT:])
                fresh = Watched(Standing.of(news.status), lines=listed)
                return fresh._looked(news.status, news.receipt)
            case Offline():
                return replace(self, standing=Standing(), status={}, level_db=None, answering=False)
            case Looked():
                return self._looked(news.status, news.receipt)
            case Happened():
                return self._happened(news.event)

    @property
    def online(self) -> bool:
        """Whether the daemon is there."""
        return bool(self.status)

    @property
    def look(self) -> Look:
        """The one word for all of it."""
        return self.standing.look

    def _looked(self, status: Mapping[str, Any], receipt: Mapping[str, Any] | None) -> "Watched":
        return replace(
            self,
            standing=Standing.of(status, self.standing),
            status=_without_clocks(status),
            receipt=self.receipt if receipt is None else receipt,
        )

    def _happened(self, event: Mapping[str, Any]) -> "Watched":
        name = str(event.get("event"))
        if name == "microphone_level":
            return replace(self, level_db=round(event["rms_dbfs"]), peak_db=round(event["peak_dbfs"]))
        after = self._conversation(name, event)
        if name == "answer_continued":
            return after
        if name in {"microphone_muted", "microphone_lost"}:
            after = replace(after, level_db=None)
        lines = (*after.lines[1 - KEPT :], _line(event))
        return replace(after, standing=after.standing.after(event), lines=lines)

    def _conversation(  # noqa: PLR0911 - one a kind
        self, name: str, event: Mapping[str, Any]
    ) -> "Watched":
        """What was heard, and what is answered: of the turn that did something last."""
        turn, text = str(event.get("turn", "")), str(event.get("text", ""))
        now = self if turn == self.turn else replace(self, turn=turn, heard="", partial=False, answer="")
        match name:
            case "listening_started":
                return replace(now, heard="", partial=True, answer="", answering=False)
            case "partial_recognized":
                return replace(now, heard=one_line(text), partial=True)
            case "voice_recognized" | "task_started":
                return replace(now, heard=one_line(text), partial=False, answer="", answering=True)
            case "answer_continued":
                return replace(now, answer=(now.answer + text)[-LONGEST_ANSWER:], answering=True)
            case "task_finished":
                said = str(event.get("answer", "")) or now.answer
                return replace(now, answer=said[-LONGEST_ANSWER:], answering=False, partial=False)
            case "announcement_made":
                return replace(now, answer=text[-LONGEST_ANSWER:], answering=False)
            case "nothing_heard" | "speech_dismissed" | "voice_failed":
                return replace(self, partial=False)
            case _:
                return self


def _line(event: Mapping[str, Any]) -> Line:
    return Line(float(event.get("at_s", 0.0)), one_line(event.get("event", "?"), 40), details(event))


def _without_clocks(status: Mapping[str, Any]) -> dict[str, Any]:
    """The status without what changes all the time and is not shown, so that nothing is drawn for it."""
    microphone = {key: value for key, value in status["microphone"].items() if key != "level_dbfs"}
    kept = {key: value for key, value in status.items() if key not in {"uptime_s", "session", "residency"}}
    return {**kept, "microphone": microphone}
