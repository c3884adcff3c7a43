"""Whether Jarvis reacts to what is said: a conversation is paused, started again, or stopped."""

from collections.abc import Callable
from typing import Any, Protocol

from jarvis.bus import EventBus
from jarvis.errors import BadInputError
from jarvis.events import ConversationControlled, QuestionAsked
from jarvis.pipeline import PipelineOrchestrator


class Microphone(Protocol):
    """Whether anybody can be heard."""

    @property
    def muted(self) -> bool:
        """Whether the user muted."""
        ...

    open_on: str
    """The device in use, "" while there is none."""


class Ears(Protocol):
    """What listens."""

    reacts: Callable[[], bool]

    def listen(self, trigger: str = "asked") -> str:
        """Listen now, without the wake word."""
        ...


class Attention:
    """While `paused` neither the wake word nor speaking over it does anything, and nobody may just answer.

    The microphone stays open (closing it is what mute is for). What is asked for by hand is heard and
    answered. It does not last beyond the daemon.
    """

    def __init__(self, bus: EventBus, pipeline: PipelineOrchestrator) -> None:
        self._bus, self._pipeline = bus, pipeline
        self.paused = False

    def control(self, action: str, session_id: str = "") -> dict[str, Any]:
        """The message `conversation_control`: "start", "stop" or "pause"; gives it back, with `paused`.

        "stop" ends what is said and what is listened to. `session_id` "" is the conversation at this
        computer; only that one can be paused. Raises BadInputError.
        """
        sessions = self._pipeline.sessions
        local = sessions.local.session_id
        session_id = session_id or local
        if not sessions.knows(session_id):
            raise BadInputError(f"There is no conversation {session_id[:60]!r}. Leave the session out.")
        if session_id != local and action != "stop":
            raise BadInputError("Only the conversation at this computer can be paused and started.")
        if action == "stop":
            self._pipeline.interrupt()
        else:
            self.paused = action == "pause"
        if action != "start":
            self._end_listening(session_id, everything=action == "stop")
        self._bus.post(ConversationControlled(action=action, session_id=session_id))
        told = {"type": "conversation_control", "action": action, "session_id": session_id}
        return {**told, "paused": self.paused}

    def follow(self, ears: Ears, microphone: Microphone) -> None:
        """Have the ears heed this; and let who is asked something answer without the wake word."""
        ears.reacts = lambda: not self.paused

        def answer_me(_: QuestionAsked) -> None:
            if microphone.open_on and not microphone.muted and not self.paused:
                ears.listen("follow-up")

        self._bus.subscribe(QuestionAsked, answer_me)

    def _end_listening(self, session_id: str, *, everything: bool) -> None:
        """Nobody is listened to any more; `everything` ends what is not to be heard, too."""
        for turn in self._pipeline.turns.under_way():
            if turn.session.session_id == session_id and (turn.listening or everything):
                self._pipeline.end_pipeline(turn.pipeline_id)
