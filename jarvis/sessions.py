"""Who talks with Jarvis: one session for each conversation, and what the outside is told of its state."""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from jarvis.interruption import InterruptionHandler, Policy
from jarvis.state import (
    PipelineStage,
    Service,
    Session,
    SessionState,
    new_session_id,
    overall,
    services,
)
from jarvis.turn import Turn

MOST_SESSIONS = 100
"""Beyond that the one that was quiet for longest is closed."""
_SERVICE_OF = {"asr": "stt", "llm": "llm", "rag": "llm", "tts": "tts"}


@dataclass
class Conversation:
    """A session with its turns, and who spoke over what was said in it."""

    session: Session
    interruptions: InterruptionHandler
    turns: list[Turn] = field(default_factory=list)
    """Those under way and the last one, the oldest first."""

    @property
    def turn(self) -> Turn | None:
        """The turn it is in: of those under way the last, or how the last one ended."""
        turns = [turn for turn in self.turns if not turn.over] or self.turns
        return turns[-1] if turns else None


class ServiceCoordinator:
    """What speech recognition, answering and the voice are doing. `resting` names parts left alone."""

    def __init__(self, resting: Callable[[], frozenset[str]]) -> None:
        self._resting = resting

    def states(self, stage: PipelineStage) -> dict[str, Service]:
        """Each service during a stage."""
        return services(stage, frozenset(_SERVICE_OF.get(part, part) for part in self._resting()))


class PipelineStateManager:
    """Keeps the sessions. `now` gives seconds since 1970."""

    def __init__(self, now: Callable[[], float], policy: Policy, coordinator: ServiceCoordinator) -> None:
        self.now, self._policy, self.coordinator = now, policy, coordinator
        self._conversations: OrderedDict[str, Conversation] = OrderedDict()
        self.local = self.session("")

    def apply(self, policy: Policy) -> None:
        """This counts as an interruption from now on, also in what is being said."""
        self._policy = policy
        for conversation in self._conversations.values():
            conversation.interruptions.policy = policy

    def session(self, session_id: str) -> Session:
        """The session of this id, begun if there is none; "" for the desktop's own."""
        return self._conversation(session_id).session

    def _conversation(self, session_id: str) -> Conversation:
        if not session_id and self._conversations:
            session_id = self.local.session_id
        if session_id not in self._conversations:
            session = Session(session_id or new_session_id(self.now()), self.now())
            session.transition_to(SessionState.LISTENING)
            session_id = session.session_id
            self._close_the_quietest()
            self._conversations[session_id] = Conversation(session, InterruptionHandler(self._policy))
        self._conversations.move_to_end(session_id)
        return self._conversations[session_id]

    def knows(self, session_id: str) -> bool:
        """Whether there is such a session."""
        return session_id in self._conversations

    def interruptions(self, session_id: str = "") -> InterruptionHandler:
        """Who interrupted in this session, and how often."""
        return self._conversation(session_id).interruptions

    def passes(self, session_id: str, duration_ms: int) -> None:
        """Sound went by in which there was nothing to interrupt."""
        self.interruptions(session_id).feed(0.0, duration_ms, speaking=False)

    def begin(self, turn: Turn) -> None:
        """The turn that a session is in from now on."""
        conversation = self._conversation(turn.session.session_id)
        conversation.turns = [*(one for one in conversation.turns if not one.over), turn]

    def update(self, session_id: str = "") -> dict[str, Any]:
        """What the outside is told: the message `pipeline_state_update`."""
        conversation = self._conversation(session_id)
        turn = conversation.turn
        stage = turn.stage if turn else PipelineStage.IDLE
        listener = turn.listener if turn else None
        return {
            "type": "pipeline_state_update",
            "session_id": conversation.session.session_id,
            "state": overall(stage),
            "services": {name: state.value for name, state in self.coordinator.states(stage).items()},
            "metadata": {
                "buffer_size": listener.buffered_bytes if listener else 0,
                "audio_quality": listener.quality if listener else 0.0,
            },
        }

    def _close_the_quietest(self) -> None:
        quiet = [
            name
            for name, one in self._conversations.items()
            if name != self.local.session_id and (one.turn is None or one.turn.over)
        ]
        for name in quiet[: max(0, len(self._conversations) + 1 - MOST_SESSIONS)]:
            self._conversations.pop(name).session.transition_to(SessionState.CLOSED)
