"""What Jarvis has asked, and when a yes answers it: once, in time, and only if it was heard to its end."""

from collections.abc import Callable
from dataclasses import dataclass

from jarvis.bus import EventBus
from jarvis.events import ListeningStarted, TaskFinished, TaskQueued

ASKED_S = 15.0
"""So long after its end an answer belongs to the question."""


@dataclass(frozen=True)
class Asked:
    """A yes counts as saying `phrase`. The `turn` that asks tells this question from all others."""

    phrase: str
    turn: str


class Question:
    """The last question. It can be answered from the end of its turn on, for ASKED_S of `clock`.

    A turn that began before that cannot answer it, nor can anybody if the question was cut short. What
    asks outside of a turn is never answered.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._asked: Asked | None = None
        self._until_s: float | None = None
        self._early: set[str] = set()
        """Who spoke or typed before the question was heard to its end."""

    def follow(self, bus: EventBus) -> None:
        """Let the bus tell when a question was heard; otherwise none ever is."""
        bus.subscribe(TaskFinished, self.finished)
        bus.subscribe(TaskQueued, self._began)
        bus.subscribe(ListeningStarted, self._began)

    def ask(self, asked: Asked) -> None:
        """This is being asked; whatever was asked before is forgotten."""
        if asked.turn:
            self._forget()
            self._asked = asked

    def asked_in(self, turn: str) -> bool:
        """Whether this turn has asked something that is not answered yet."""
        return self._asked is not None and self._asked.turn == turn

    def take(self, turn: str) -> Asked | None:
        """The question, if this turn may answer it; it is gone then, whatever the answer is."""
        if self._asked is None or self._until_s is None or turn in self._early:
            return None
        asked, in_time = self._asked, self._clock() < self._until_s
        self._forget()
        return asked if in_time else None

    def _began(self, event: TaskQueued | ListeningStarted) -> None:
        if self._asked is not None and self._until_s is None and event.turn != self._asked.turn:
            self._early.add(event.turn)

    def finished(self, event: TaskFinished) -> None:
        """A turn is over: if it is the one that asks, it can be answered now, or never."""
        if self._asked is None or event.turn != self._asked.turn or self._until_s is not None:
            return
        if event.status == "completed" and not event.cut:
            self._until_s = self._clock() + ASKED_S
        else:
            self._forget()

    def _forget(self) -> None:
        self._asked, self._until_s = None, None
        self._early.clear()
