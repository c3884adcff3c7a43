"""A request, from the queue to its answer."""

from typing import ClassVar

from jarvis.events.base import Event


class TaskQueued(Event):
    """A request waits for its turn, behind `waiting` others."""

    turn: str
    priority: int
    waiting: int


class QueueFull(Event):
    """A request was turned away because too many wait already."""

    turn: str
    waiting: int


class TaskStarted(Event):
    """A request is being worked on."""

    turn: str
    text: str


class AnswerStarted(Event):
    """The first piece of an answer is there, from `answerer`."""

    turn: str
    answerer: str
    took_ms: float


class AnswerContinued(Event):
    """A piece of an answer came; the pieces of a turn, put together, are its answer. Only for followers."""

    fleeting: ClassVar[bool] = True
    turn: str
    text: str


class TaskFinished(Event):
    """A request ended: completed, failed or cancelled.

    `answer` is as much of the answer, in `pieces` as they came, as was heard (or shown); `cut` if that is
    not all of it. `did` is the evidence of what was done; `sources` are the paths of the documents that the
    answer was taken from.
    """

    turn: str
    status: str
    answer: str
    did: dict[str, str]
    pieces: int
    cut: bool = False
    sources: tuple[str, ...] = ()


class QuestionAsked(Event):
    """A spoken answer ended with a question: for a few seconds the wake word is not needed."""

    turn: str


class SkillFailed(Event):
    """A skill raised while it answered; the user was told so."""

    turn: str
    skill: str
    error: str


class TaskRetried(Event):
    """A request could not be answered just now; its try number `attempt` comes in `retry_in_s`."""

    turn: str
    attempt: int
    retry_in_s: float


class AnswererFailed(Event):
    """An answerer broke before it said a word; the next one was asked."""

    turn: str
    answerer: str
    error: str


class SpeechDismissed(Event):
    """What was heard was not meant for Jarvis: `reason` "nothing said", "hesitation" or "own voice"."""

    turn: str
    reason: str


class TurnInterrupted(Event):
    """Somebody cut a turn short while it was in `stage`: `by` "voice", "wake" or "hand".

    `reaction_ms` is how much speech it took, null unless it was the voice.
    """

    turn: str
    stage: str
    by: str
    reaction_ms: int | None
