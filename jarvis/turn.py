"""One turn: a request, where it is on its way, and what became of it. The contract calls it a pipeline."""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from jarvis.errors import BadInputError
from jarvis.ports import CHUNK_BYTES, Draft, Listener, Pcm
from jarvis.speech import Speech
from jarvis.state import ENDS, STAGES, PipelineStage, Session, SessionState, step
from jarvis.tasks import VoiceTask

LARGEST_BYTES = 1_000_000
"""More sound is not taken at once: half a minute of it."""


def unchanged(text: str) -> str:
    """The same text."""
    return text


@dataclass(eq=False)
class Turn:
    """`finished` is set when the last word is spoken. The turn's id is that of its task."""

    task: VoiceTask
    session: Session
    aloud: bool
    user_id: str = "local"
    trigger: str = ""
    """Why it listened: "wake", "asked", "key", "follow-up", "interruption"; "" for what never listened."""
    stage: PipelineStage = PipelineStage.IDLE
    listener: Listener | None = None
    remainder: Pcm = b""
    """Sound that does not make a whole chunk yet."""
    sound: Pcm = b""
    """What is still to be recognized."""
    silence_ms: int = 0
    """How much silence there is at its end."""
    draft: Draft | None = None
    """What the recognizer knows of it already."""
    clean: Callable[[str], str] = unchanged
    """Takes out of a transcript what was not meant for Jarvis."""
    answerer: str = ""
    did: dict[str, str] = field(default_factory=dict)
    sources: tuple[str, ...] = ()
    """The documents that the answer was taken from."""
    pieces: int = 0
    asked: bool = False
    """Whether its answer is a question, though it may not end like one."""
    spoke_on: bool = True
    """Whether who spoke over Jarvis went on when it was silent; else that was what was left of its voice."""
    dismissed: str = ""
    """Why what was heard is not meant for Jarvis; see `jarvis.spoken_over`."""
    problem: str = ""
    """Why it could not be understood or taken, as one says it."""
    speech: Speech | None = None
    interrupted_by: str = ""
    """"voice", "wake" or "hand"; "" if nobody cut in."""
    leave: list[Callable[[], None]] = field(default_factory=list)
    """Ends the subscriptions of those who follow it."""
    finished: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def pipeline_id(self) -> str:
        """The name it has everywhere."""
        return self.task.task_id

    @property
    def listening(self) -> bool:
        """Whether sound is still taken as part of the request."""
        return self.stage in (PipelineStage.IDLE, PipelineStage.AUDIO_CAPTURE) and self.listener is not None

    @property
    def to_be_said(self) -> bool:
        """Whether something is being said, or will be once it is known."""
        return self.aloud and not self.silenced and not self.listening

    @property
    def asks(self) -> bool:
        """Whether its answer is a question."""
        return self.asked or (self.task.result or "").rstrip().endswith("?")

    @property
    def over(self) -> bool:
        """Whether it has come to an end."""
        return self.stage in ENDS

    def chunks(self, sound: Pcm) -> Iterator[Pcm]:
        """Sound of any length, as chunks of 20 ms. Raises BadInputError for half a sample, or too much."""
        if len(sound) % 2 or len(sound) > LARGEST_BYTES:
            raise BadInputError(
                f"{len(sound)} bytes cannot be sound. Send whole 16-bit samples, at most half a minute."
            )
        if self.remainder:
            sound, self.remainder = self.remainder + sound, b""
        whole = len(sound) - len(sound) % CHUNK_BYTES
        self.remainder = sound[whole:]
        return (sound[start : start + CHUNK_BYTES] for start in range(0, whole, CHUNK_BYTES))

    def step(self, stage: PipelineStage) -> None:
        """Go on to `stage`. Raises IllegalStepError, and then nothing has changed."""
        self.stage = step(STAGES, self.stage, stage)
        if self.stage is PipelineStage.AUDIO_PLAYBACK and self.session.state is SessionState.LISTENING:
            self.session.transition_to(SessionState.SPEAKING)
        if self.over and self.session.state is SessionState.SPEAKING:
            self.session.transition_to(SessionState.LISTENING)

    @property
    def silenced(self) -> bool:
        """Whether somebody cut it short."""
        return bool(self.interrupted_by)

    def cut(self, by: str) -> None:
        """Somebody speaks over it: what counts as said is what was heard of it."""
        self.interrupted_by = by
        if self.stage is PipelineStage.AUDIO_PLAYBACK and self.session.state is SessionState.SPEAKING:
            self.session.transition_to(SessionState.BARGED_IN)
            self.session.transition_to(SessionState.LISTENING)
