"""How Jarvis stands, in one word and in sentences; followed from event to event. No device, no clock."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any


class Look(StrEnum):
    """What is shown. Where several are true, the first of `_looks` is."""

    IDLE = "idle"
    LISTENING = "listening"
    THINKING = "thinking"
    SPEAKING = "speaking"
    MUTED = "muted"
    PAUSED = "paused"
    DEGRADED = "degraded"
    ERROR = "error"
    OFFLINE = "offline"


_BUSY = (Look.LISTENING, Look.SPEAKING, Look.THINKING)
_GRAVE = frozenset({"microphone", "recognizer"})
"""Without these nobody can talk to Jarvis."""
_BEGINS = {
    "wake_heard": Look.LISTENING,
    "task_queued": Look.THINKING,
}
"""What a turn begins with, unless it is known to do something already."""
_GOES_ON = {
    "listening_started": Look.LISTENING,
    "utterance_ended": Look.THINKING,
    "task_started": Look.THINKING,
    "speaking_started": Look.SPEAKING,
    "speaking_held": Look.LISTENING,
    "speaking_resumed": Look.SPEAKING,
}
_OVER = frozenset({"nothing_heard", "speaking_ended", "task_finished", "announcement_made"})
_WORDS = {
    Look.IDLE: "Jarvis is ready",
    Look.LISTENING: "Jarvis is listening to you",
    Look.THINKING: "Jarvis is thinking",
    Look.SPEAKING: "Jarvis is speaking",
    Look.MUTED: "Jarvis is muted",
    Look.PAUSED: "Jarvis is paused",
    Look.DEGRADED: "Jarvis works, but not as usual",
    Look.ERROR: "Jarvis cannot hear you",
    Look.OFFLINE: "Jarvis is not running",
}
_MORE = {
    Look.LISTENING: "Say what you want.",
    Look.THINKING: "It works on an answer.",
    Look.SPEAKING: "“Stop” or Stop speaking silences it.",
    Look.MUTED: "No process holds the microphone.",
    Look.PAUSED: "The microphone is open, but it answers nobody until the conversation is started.",
    Look.OFFLINE: "`jarvis start` starts it.",
}
_BACK = {
    "microphone_opened": "microphone",
    "microphone_hears": "microphone",
    "recognizer_ready": "recognizer",
    "circuit_breaker_closed": "breaker {name}",
}
"""Which part works again."""
_RESTING = "{name} failed too often and is left alone for a while."
_LOST = {
    "microphone_lost": ("microphone", "Microphone: {reason}."),
    "microphone_silent": ("microphone", "Microphone: {device} delivers only digital silence."),
    "recognizer_lost": ("recognizer", "{reason}"),
    "loudspeaker_lost": ("loudspeaker", "Loudspeaker: {reason}."),
    "circuit_breaker_open": ("breaker {name}", _RESTING),
}
"""Which part does not, and why."""
_STARTING = "Jarvis is starting", "It is loading what it needs."


@dataclass(frozen=True)
class Standing:
    """How Jarvis stands. `Standing()` is that of a daemon that is not there."""

    running: bool = False
    starting: bool = False
    muted: bool = False
    paused: bool = False
    """The wake word and speaking over it do nothing until the conversation is started again."""
    wake_phrase: str = ""
    """As in "hey jarvis"; may hold several, "" if it is not known."""
    problems: Mapping[str, str] = field(default_factory=dict)
    """Why a part does not work, by the part: "microphone", "recognizer", "loudspeaker", "breaker llm"."""
    turns: Mapping[str, Look] = field(default_factory=dict)
    """What each turn under way does: LISTENING, THINKING or SPEAKING."""

    @classmethod
    def of(cls, status: Mapping[str, Any], before: "Standing | None" = None) -> "Standing":
        """By what `GET /status` gives. It does not tell what turns do: that is kept from `before`."""
        lost = {
            part: _LOST[f"{part}_lost"][1].format(reason=why)
            for part in ("microphone", "recognizer", "loudspeaker")
            if (why := status[part]["problem"])
        }
        resting = [name for name, state in status["breakers"].items() if state != "closed"]
        lost |= {f"breaker {name}": _RESTING.format(name=name) for name in resting}
        return cls(
            running=True,
            starting=status["state"] == "starting",
            muted=bool(status["microphone"]["muted"]),
            paused=status.get("conversation") == "paused",
            wake_phrase=str(status.get("wake_phrase") or ""),
            problems=lost,
            turns=before.turns if before is not None else {},
        )

    def after(self, event: Mapping[str, Any]) -> "Standing":
        """How it stands after an event of `/events/stream`; one that changes nothing gives the same."""
        name, turn = str(event.get("event")), str(event.get("turn", ""))
        if name in _GOES_ON:
            known = self._without("loudspeaker") if name == "speaking_started" else self
            return replace(known, turns={**known.turns, turn: _GOES_ON[name]})
        if name in _BEGINS:
            return self if turn in self.turns else replace(self, turns={**self.turns, turn: _BEGINS[name]})
        if name in _OVER:
            return self._ended(turn)
        return self._house(name, event)

    @property
    def look(self) -> Look:
        """The one thing to show: what concerns privacy goes before what it does, that before faults."""
        return self._looks()[0]

    @property
    def title(self) -> str:
        """In a few words."""
        return _STARTING[0] if self.running and self.starting else _WORDS[self.look]

    @property
    def tooltip(self) -> str:
        """All there is to know, in sentences, one a line."""
        looks = self._looks()
        lines = [f"{self.title}.", self._more(looks[0])]
        lines += [f"{_WORDS[look]}." for look in looks[1:] if look in _BUSY or look is Look.PAUSED]
        lines += self.problems.values() if self.running else ()
        return "\n".join(line for line in lines if line)

    def _looks(self) -> list[Look]:
        """All that is true, what matters most first."""
        if not self.running or self.starting:
            return [Look.OFFLINE]
        doing = set(self.turns.values())
        found = [Look.MUTED] if self.muted else []
        found += [look for look in _BUSY if look in doing]
        found += [Look.PAUSED] if self.paused else []
        found += [Look.ERROR] if self._deaf else []
        found += [Look.DEGRADED] if self.problems else []
        return [*found, Look.IDLE]

    @property
    def _deaf(self) -> bool:
        """Whether it could not hear, were it not muted."""
        return not _GRAVE.isdisjoint(self.problems)

    def _more(self, look: Look) -> str:
        if look is Look.OFFLINE and self.starting:
            return _STARTING[1]
        if look is Look.IDLE and self.wake_phrase:
            return f"Say “{self.wake_phrase}”, then what you want."
        return _MORE.get(look, "")

    def _house(self, name: str, event: Mapping[str, Any]) -> "Standing":  # noqa: PLR0911 - one for each thing that happens
        if name in _BACK:
            return self._without(_BACK[name].format_map(event))
        if name in _LOST:
            part, why = _LOST[name]
            return self._with(part.format_map(event), why.format_map(event))
        match name:
            case "daemon_ready":
                return replace(self, running=True, starting=False)
            case "daemon_stopping":
                return Standing()
            case "microphone_muted" | "microphone_unmuted":
                return replace(self, muted=name == "microphone_muted")
            case "conversation_controlled":
                action = event["action"]
                return replace(self, paused=action == "pause" or (action == "stop" and self.paused))
            case _:
                return self

    def _with(self, part: str, why: str) -> "Standing":
        return replace(self, problems={**self.problems, part: why})

    def _without(self, part: str) -> "Standing":
        if part not in self.problems:
            return self
        return replace(self, problems={one: why for one, why in self.problems.items() if one != part})

    def _ended(self, turn: str) -> "Standing":
        if turn not in self.turns:
            return self
        return replace(self, turns={one: look for one, look in self.turns.items() if one != turn})
