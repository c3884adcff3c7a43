"""What the tray knows: how Jarvis stands, the last answers, and what can be chosen. Fed with events."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from ui.standing import Standing

ANSWERS_KEPT = 5
Call = Callable[..., Any]
"""`call(method, path, body=None)`: one request to the daemon. Raises JarvisError."""
PARTS: Mapping[str, str] = {"dues": "/dues", "devices": "/devices", "skills": "/skills"}
"""What is asked for anew when something changed, and where."""
_CHANGES = {
    "reminder_set": "dues",
    "reminder_due": "dues",
    "reminder_told": "dues",
    "reminder_cancelled": "dues",
    "skill_reloaded": "skills",
    "skill_removed": "skills",
    "skill_broken": "skills",
    "skill_held_back": "skills",
    "microphone_opened": "devices",
    "microphone_lost": "devices",
    "loudspeaker_lost": "devices",
}


@dataclass(frozen=True)
class Answer:
    """One of the last answers. They are in memory only, and go with the tray."""

    turn: str
    asked: str
    said: str


@dataclass(frozen=True)
class News:
    """Everything that is shown. Never changed, only replaced: any thread may read it."""

    standing: Standing = field(default_factory=Standing)
    answers: tuple[Answer, ...] = ()
    """The newest first."""
    asked: Mapping[str, str] = field(default_factory=dict)
    """What was asked in the turns that are under way."""
    dues: tuple[Mapping[str, Any], ...] = ()
    devices: Mapping[str, Any] = field(default_factory=dict)
    skills: tuple[Mapping[str, Any], ...] = ()

    def after(self, event: Mapping[str, Any]) -> "News":
        """What is known after an event."""
        known = replace(self, standing=self.standing.after(event))
        name, turn = event.get("event"), str(event.get("turn", ""))
        if name == "task_started":
            return replace(known, asked={**self.asked, turn: str(event["text"])})
        if name == "task_finished":
            asked = {one: text for one, text in self.asked.items() if one != turn}
            said = str(event["answer"])
            new = (Answer(turn, self.asked.get(turn, ""), said),) if said else ()
            return replace(known, asked=asked, answers=(*new, *self.answers)[:ANSWERS_KEPT])
        return known

    def with_part(self, part: str, told: Any) -> "News":  # noqa: ANN401 - JSON
        """What was asked for anew."""
        if part == "dues":
            return replace(self, dues=tuple(told))
        return (
            replace(self, devices=told) if part == "devices" else replace(self, skills=tuple(told["skills"]))
        )


def changed(event: Mapping[str, Any]) -> str:
    """The part that has to be asked for anew after an event, "" for none."""
    return _CHANGES.get(str(event.get("event")), "")
