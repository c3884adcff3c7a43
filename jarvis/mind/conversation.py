"""What was said lately, and only as far as it was heard."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from jarvis.bus import EventBus
from jarvis.events import TaskFinished, TaskStarted
from jarvis.mind.seam import Message

MOST_TURNS = 20
FORGOTTEN_S = 600.0
"""What is older is another conversation."""
CUT = "… (cut off here)"


@dataclass
class _Exchange:
    asked: str
    at_s: float
    answer: str = ""


class Conversation:
    """Follows the turns on the bus; keeps the last MOST_TURNS. `clock` counts seconds."""

    def __init__(self, bus: EventBus, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._turns: dict[str, _Exchange] = {}
        self._own: deque[str] = deque(maxlen=MOST_TURNS)
        bus.subscribe(TaskStarted, self._started)
        bus.subscribe(TaskFinished, self._finished)

    def own(self, turn: str) -> None:
        """This turn's answer is the model's own, made of what it and the user said. All else is foreign."""
        self._own.append(turn)

    def _started(self, event: TaskStarted) -> None:
        self._turns[event.turn] = _Exchange(event.text, self._clock())
        if len(self._turns) > MOST_TURNS:
            del self._turns[next(iter(self._turns))]

    def _finished(self, event: TaskFinished) -> None:
        turn = self._turns.get(event.turn)
        if turn is not None:
            cut = event.status != "completed"
            turn.answer = f"{event.answer.rstrip()}{CUT}" if cut and event.answer else event.answer

    def history(self) -> list[Message]:
        """Questions and answers, the oldest first; without those that nothing was heard of."""
        since_s = self._clock() - FORGOTTEN_S
        return [
            message
            for name, turn in self._turns.items()
            if turn.answer and turn.at_s >= since_s
            for message in (
                Message("user", turn.asked),
                Message("assistant", turn.answer, foreign=name not in self._own),
            )
        ]
