"""Corrections that learn: "no, I said Vosk" repairs the last request, does it, and is known the next time.

Only the user's own words teach anything: those of the turn that is under way, as a phrase of this skill.
What a document or a tool says never becomes a request, and so never teaches.
"""

from collections import OrderedDict, deque
from collections.abc import Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace

from jarvis.answering import NOT_UNDERSTOOD, Answerer
from jarvis.bus import EventBus
from jarvis.doings import Doings, Done
from jarvis.errors import EngineError, NotMineError, SkillError
from jarvis.events import TaskStarted
from jarvis.household import Outcome
from jarvis.learned import Correction, Learned, Redone
from jarvis.mishearing import LEARNED, as_said, contrasted, find, learnable, likeness, put_together, split
from jarvis.skill_run import put_together as add_evidence
from jarvis.tasks import VoiceTask
from jarvis.templates import plain
from jarvis.vocabulary import Vocabulary

FORGOTTEN_S = 300.0
"""What was said longer ago is not corrected."""
MOST_SESSIONS = 100
"""The session that was quiet for longest goes."""
_LOOKED_AT = 5
"""Requests: a "yes" or a "no" may stand between the mistake and its correction."""
_KEPT = 12
NOT_YOURS = "You have not said that. Only you can correct me: say “no, I said” and what you meant."
NOT_UNDONE = "I could not undo what I did before."


@dataclass
class _Request:
    """What was asked for in a turn."""

    turn: str
    text: str
    at_s: float
    corrects: bool = False
    """Whether it belongs to a correction, and is not what is corrected."""


@dataclass(frozen=True)
class Here:
    """Where somebody corrects: the `session` and the `turn` under way, asked when they are needed."""

    session: Callable[[], str]
    turn: Callable[[], str]
    session_of: Callable[[str], str]


class Corrections:
    """Follows what is asked for. `clock` counts seconds; `answerers` do what was meant, in their order."""

    def __init__(
        self, vocabulary: Vocabulary, doings: Doings, here: Here, clock: Callable[[], float]
    ) -> None:
        self._vocabulary, self._doings, self._here, self._clock = vocabulary, doings, here, clock
        self.answerers: Sequence[Answerer] = ()
        self.restated: Callable[[str, str], None] = lambda turn, text: None  # noqa: ARG005 - nobody wants to know
        """Told what a turn really asks for: "yes" was only the way to it."""
        self._requests: OrderedDict[str, deque[_Request]] = OrderedDict()
        self._proposed: dict[str, Correction] = {}
        """The last one of each session."""

    def follow(self, bus: EventBus) -> None:
        """Hear what is asked for."""
        bus.subscribe(TaskStarted, self._started)

    def clear(self) -> None:
        """Forget what was said; what was learned stays."""
        self._requests.clear()
        self._proposed.clear()

    def find(self, meant: str, heard: str = "") -> Correction | None:
        """What was misheard in the last requests; see `jarvis.learned.Corrections`. Raises SkillError."""
        meant = as_said(meant, self._own_words())
        if not meant:
            raise SkillError(NOT_YOURS)
        since_s, session = self._clock() - FORGOTTEN_S, self._here.session()
        kept = self._requests.get(session, deque())
        requests = [one for one in reversed(kept) if not one.corrects and one.at_s >= since_s][:_LOOKED_AT]
        if not requests:
            return None
        found = next(filter(None, (self._in(one, meant, heard) for one in requests)), None)
        if found is None:
            found = self._instead(
                requests[0], put_together(contrasted("", meant)[1] if heard == "?" else meant)
            )
        before, self._proposed[session] = self._proposed.get(session), found
        same = before is not None and (before.turn, before.text) == (found.turn, found.text)
        return replace(found, repeated=same and bool(found.text))

    async def redo(self, correction: Correction) -> Redone:
        """Undo what was done by mistake, learn, and do what was meant. Raises SkillError."""
        self._own_words()
        session, turn, text = self._here.session(), self._here.turn(), correction.text
        self._proposed.pop(session, None)
        told: list[str] = []
        did: dict[str, str] = {}
        for _ in range(correction.undo):
            try:
                outcome = await self._doings.undo(correction.turn)
            except SkillError:
                outcome = Outcome(NOT_UNDONE)
            if outcome is not None:
                told.append(outcome.text)
                add_evidence(did, outcome.did)
        learned = await self._learn(correction)
        self.restated(turn, text)
        outcome = await self._do(text, turn)
        add_evidence(did, outcome.did)
        self._keep(session, _Request(turn, text, self._clock()))
        undo = f"forget correction number {learned.number}" if learned else ""
        self._doings.note(session, Done(plain(text), outcome.text, not outcome.did, undo, turn))
        return Redone(" ".join(filter(None, [*told, outcome.text])), did, learned)

    def known(self) -> Sequence[Learned]:
        """What was learned."""
        return self._vocabulary.entries()

    async def forget(self, number: int) -> Learned:
        """Forget a correction. Raises BadInputError if there is none of this number."""
        entry = next((one for one in self._vocabulary.entries() if one.number == number), None)
        await self._vocabulary.forget([number])
        return entry or Learned(number, "", "")

    def _in(self, request: _Request, meant: str, heard: str) -> Correction | None:
        """What was misheard in a request, None if nothing in it is like that."""
        if heard == "?":
            heard, meant = contrasted(request.text, meant)
        meant = put_together(meant)
        found = find(request.text, meant, heard)
        if found is None:
            return None
        undo = self._doings.done_in(request.turn)
        return Correction(found.meant, found.heard, found.text, request.turn, undo)

    def _instead(self, request: _Request, meant: str) -> Correction:
        """Nothing is like it: it may be a whole command, else nobody knows."""
        if self._vocabulary.commands(meant):
            return Correction(meant, "", meant, request.turn, self._doings.done_in(request.turn))
        return Correction(meant, turn=request.turn)

    async def _learn(self, one: Correction) -> Learned | None:
        """Learn it if it does no harm; what was repaired wrongly is repaired no more."""
        for entry in self._vocabulary.entries():
            if entry.heard == " ".join(split(one.meant)) and split(entry.meant) == split(one.heard):
                await self._vocabulary.forget([entry.number])
                return None
        if not learnable(one.heard, one.meant) or likeness(one.heard, one.meant) < LEARNED:
            return None
        return await self._vocabulary.learn(one.heard, one.meant)

    async def _do(self, text: str, turn: str) -> Outcome:
        """Ask those who answer, as for any request. Raises SkillError."""
        task = VoiceTask(turn, text, None, 0.0)
        for one in self.answerers:
            answer = one.answer(task)
            if answer is None:
                continue
            try:
                async with aclosing(answer.pieces) as pieces:
                    told = "".join([piece async for piece in pieces])
            except (NotMineError, EngineError):
                continue
            return Outcome(told, answer.did)
        return Outcome(NOT_UNDERSTOOD)

    def _own_words(self) -> str:
        """What the user said in this turn. Raises SkillError where it was somebody else."""
        turn = self._here.turn()
        for one in reversed(self._requests.get(self._here.session(), ())):
            if turn and one.turn == turn:
                one.corrects = True
                return one.text
        raise SkillError(NOT_YOURS)

    def _started(self, event: TaskStarted) -> None:
        self._keep(self._here.session_of(event.turn), _Request(event.turn, event.text, self._clock()))

    def _keep(self, session: str, request: _Request) -> None:
        kept = self._requests.setdefault(session, deque(maxlen=_KEPT))
        kept.append(request)
        self._requests.move_to_end(session)
        if len(self._requests) > MOST_SESSIONS:
            gone, _ = self._requests.popitem(last=False)
            self._proposed.pop(gone, None)
