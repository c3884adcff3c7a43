"""What was said lately in each session, and only as far as it was heard."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from jarvis.bus import EventBus
from jarvis.events import TaskFinished, TaskStarted
from jarvis.mind.seam import Message

MOST_TURNS = 20
"""Of a session; what is shown of it."""
MOST_KEPT = 200
"""Of all sessions together."""
FORGOTTEN_S = 600.0
"""What is older is another conversation."""
FROM_DOCUMENTS = "(This was answered from the user's documents.)"
"""Stands for such an answer: what a document says is never told to a model that may use tools."""
CUT = "… (cut off here)"


@dataclass
class _Exchange:
    session: str
    asked: str
    at_s: float
    answer: str = ""


class Conversation:
    """Follows the turns on the bus; the oldest is dropped. `clock` counts seconds.

    `session_of` tells the session of a turn that is under way.
    """

    def __init__(self, bus: EventBus, clock: Callable[[], float], session_of: Callable[[str], str]) -> None:
        self._clock, self._session_of = clock, session_of
        self._turns: dict[str, _Exchange] = {}
        self._own: deque[str] = deque(maxlen=MOST_KEPT)
        bus.subscribe(TaskStarted, self._started)
        bus.subscribe(TaskFinished, self._finished)

    def own(self, turn: str) -> None:
        """This turn's answer is the model's own, made of what it and the user said. All else is foreign."""
        self._own.append(turn)

    def _started(self, event: TaskStarted) -> None:
        self._turns[event.turn] = _Exchange(self._session_of(event.turn), event.text, self._clock())
        if len(self._turns) > MOST_KEPT:
            del self._turns[next(iter(self._turns))]

    def _finished(self, event: TaskFinished) -> None:
        turn = self._turns.get(event.turn)
        if turn is None:
            return
        if event.sources and event.answer:
            turn.answer = FROM_DOCUMENTS
        else:
            cut = event.status != "completed"
            turn.answer = f"{event.answer.rstrip()}{CUT}" if cut and event.answer else event.answer

    def clear(self) -> None:
        """Forget all of it."""
        self._turns.clear()

    def history(self, turn: str) -> list[Message]:
        """Questions and answers of the session of this turn, the oldest first, MOST_TURNS at most.

        Without those that nothing was heard of.
        """
        since_s, session = self._clock() - FORGOTTEN_S, self._session_of(turn)
        lately = [
            (name, one)
            for name, one in self._turns.items()
            if one.answer and one.at_s >= since_s and one.session == session
        ]
        return [
            message
            for name, one in lately[-MOST_TURNS:]
            for message in (
                Message("user", one.asked),
                Message("assistant", one.answer, foreign=self._foreign(name, one)),
            )
        ]

    def _foreign(self, name: str, one: _Exchange) -> bool:
        return name not in self._own and one.answer != FROM_DOCUMENTS
