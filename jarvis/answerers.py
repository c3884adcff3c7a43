"""The skills as the pipeline sees them."""

import asyncio
import re
import time
from collections.abc import AsyncGenerator, Callable, Sequence

from jarvis import plugins
from jarvis.answering import Answer
from jarvis.bus import EventBus
from jarvis.dialogs import Dialogs
from jarvis.doings import Doings, Done
from jarvis.errors import SkillError
from jarvis.household import House, Outcome
from jarvis.nearest import ALIKE, CERTAIN, Nearest
from jarvis.plugins import Reply, Skill
from jarvis.ports import Said
from jarvis.question import Asked, Question
from jarvis.several import commands, in_turn
from jarvis.skill_run import Call, Then
from jarvis.streams import once
from jarvis.tasks import Priority, VoiceTask
from jarvis.templates import Match, Templates, plain

_YES = re.compile(r"(yes|yeah|yep|yup|sure|right|correct|exactly)( (please|i did|that's right))?")
_NO = re.compile(r"(no|nope|nah|wrong)( (i did not|i didn't))?")
_NOTE_THEMSELVES = ("again.", "correct.correct", "correct.contrast")
"""What these did is what others did for them."""
MOST_PHRASES = 2_000
"""A recognizer that listens for phrases is given so many."""
SURE = 0.5
"""What was recognized with less confidence is asked about before anything is done."""


class SkillAnswerer:
    """Answers with the skill whose phrase was said, or one so like it that nothing else was meant.

    What may have been meant is asked about: "Did you say …?".
    """

    def __init__(
        self,
        skills: Sequence[Skill],
        around: House,
        clock: Callable[[], float] = time.monotonic,
        *,
        bus: EventBus | None = None,
    ) -> None:
        self._skills = {skill.name: skill for skill in skills}
        self._around = around
        self.dialogs = Dialogs(around)
        """The skills that wait for an answer. They can ask while its `run` is under way, with a `bus`."""
        if bus is not None:
            self.dialogs.follow(bus)
        self._doings = around.doings = Doings(around.session, self._again)
        self.templates = Templates(around.now)
        self._matched: tuple[str, list[Match]] = ("", [])
        self._nearest = Nearest(())
        self.elsewhere: Callable[[str], bool] = lambda _: False
        """Whether somebody else surely understands a text: then nobody asks what may have been meant."""
        self.asks_last = False
        """Whether `Perhaps` asks what may have been meant, when nobody else knows either."""
        self.question = Question(clock)
        """What was asked last. It has to follow the bus, else no yes ever counts."""
        self.whole: Callable[[str], bool] = lambda _: False
        """Whether a text that is no command says all, to whoever else understands it."""
        for skill in skills:
            self.templates.add(skill.name, list(skill.phrases), skill.places)

    async def replace(self, skills: Sequence[Skill]) -> None:
        """Answer with these skills from now on. Raises SkillError, and then nothing has changed.

        Nobody waits for it: what the new ones need is made in a thread.
        """
        known, templates, nearest = await asyncio.to_thread(self._made_ready, tuple(skills))
        self._skills, self.templates, self._nearest = known, templates, nearest
        self._matched = ("", [])

    def _made_ready(self, skills: Sequence[Skill]) -> tuple[dict[str, Skill], Templates, Nearest]:
        """What it takes to know these skills; what is known already is used again."""
        fresh, templates = Templates(self._around.now), Templates(self._around.now)
        known, before = {skill.name: skill for skill in skills}, self._skills
        new = [skill for name, skill in known.items() if before.get(name) is not skill]
        for skill in new:
            fresh.add(skill.name, list(skill.phrases), skill.places)
        for skill in new:
            fresh.match(skill.example)
        for name, skill in known.items():
            templates.take(name, self.templates if before.get(name) is skill else fresh)
        templates.build()
        return known, templates, Nearest(templates.phrases())

    def load(self) -> None:
        """Get ready for the first request; takes a moment, so call it in a thread.

        The templates compile a phrase when it is first tried: each skill's example is tried here.
        """
        self.templates.build()
        for skill in self._skills.values():
            self.templates.match(skill.example)
        self._nearest = Nearest(self.templates.phrases())

    def phrases(self) -> tuple[str, ...]:
        """What can be said word for word, for recognizers that know only some: the examples come first."""
        examples = [plain(one.example) for one in self._skills.values()]
        whole = [one for one in examples if (found := self.templates.match(one)) and not found.values]
        return tuple(dict.fromkeys([*whole, *self.templates.phrases()]))[:MOST_PHRASES]

    def priority(self, text: str) -> Priority | None:
        """The priority of the skill that would answer, the highest if there are several."""
        found = [self._skills[match.name].priority for match in self._commands(text)]
        return max((one for one in found if one is not None), default=None)

    def answer(self, task: VoiceTask) -> Answer | None:
        """The skill's answer, or a question; None if nothing fits."""
        self._matched = ("", [])  # "in two hours" means something else by now
        unsure = task.confidence is not None and task.confidence < SURE
        waiting = self.dialogs.answer(task, self._around.session(), self._urgent, sure=not unsure)
        if waiting is not None:
            return waiting.answer(task.task_id)
        words, turn = plain(task.text), task.task_id
        if asked := self.question.take(turn):
            if _NO.fullmatch(words):
                return _saying("Sorry. Please say it again.")
            if _YES.fullmatch(words) and (meant := self._commands(asked.phrase)):
                return self._do_all(meant, turn)
        if found := self._commands(task.text):
            return self.perhaps(words, turn) if unsure else self._do_all(found, turn)
        near = None if self.asks_last or self.elsewhere(task.text) else self._nearest.find(task.text)
        if near is None:
            return None
        return self.perhaps(near.phrase, turn)

    def alike(self, text: str) -> str:
        """The phrase that is so like this that it may have been meant, "" for none."""
        near = None if self.elsewhere(text) else self._nearest.find(text)
        return near.phrase if near is not None else ""

    def surely(self, text: str) -> list[Match]:
        """The commands that a text is word for word, empty for none."""
        return commands(text, self.templates.match)

    @property
    def done(self) -> Doings:
        """What was done in each session."""
        return self._doings

    def said(self, text: str) -> Said:
        """Whether somebody who said this may have more to say."""
        said = self.templates.said(text)
        if said is Said.OPEN:
            found = commands(text, self.templates.match)
            if len(found) > 1 and not found[-1].open:
                return Said.COMPLETE
            near = self._nearest.find(text)
            certain = near is not None and near.likeness >= CERTAIN
            return Said.COMPLETE if certain or self.whole(text) else Said.OPEN
        return said

    def _commands(self, text: str) -> list[Match]:
        """The phrases that were said; asked about the same text several times in a turn."""
        if text != self._matched[0]:
            found = commands(text, self.templates.match)
            if not found and (near := self._nearest.find(text)) and near.likeness >= ALIKE:
                found = commands(near.phrase, self.templates.match)
            self._matched = (text, found)
        return self._matched[1]

    def session(self) -> str:
        """The session of the turn on whose behalf this is asked."""
        return self._around.session()

    def _urgent(self, text: str) -> bool | None:
        """Whether this is for sure an urgent command, None if it is no command at all."""
        found = commands(text, self.templates.match)
        urgent = any(self._skills[match.name].priority is Priority.CRITICAL for match in found)
        return urgent if found else None

    def perhaps(self, phrase: str, turn: str) -> Answer:
        """Let this turn ask whether the phrase was meant; a yes then does it."""
        self.question.ask(Asked(phrase, turn))
        return _saying(f"Did you say “{phrase}”?")

    def do(self, match: Match, turn: str) -> Answer:
        """The answer of a skill, however it was found."""
        return self._do_all([match], turn)

    def _pieces(self, match: Match, answer: Answer, turn: str, then: Then | None) -> AsyncGenerator[str]:
        """What a skill says; `then` goes on when it is over."""
        session = self._around.session()
        call = Call(self._skill(match.name), match, session, lambda reply: self._note(call, reply, turn))
        return self.dialogs.begin(call, answer, turn, then)

    def _skill(self, name: str) -> Skill:
        if name not in self._skills:  # it went after its phrase was understood
            raise SkillError(f"The skill {name} is not there any more.")
        return self._skills[name]

    def _do_all(self, found: Sequence[Match], turn: str) -> Answer:
        """One command after the other."""
        answer = Answer(", ".join(match.name for match in found), once(""))
        answer.pieces = in_turn(found, self._pieces, answer, turn)
        return answer

    def _note(self, call: Call, reply: Reply, turn: str = "") -> None:
        """What was done can be undone, and what was said can be said again."""
        if reply.text and not call.skill.name.startswith(_NOTE_THEMSELVES):
            phrase = call.match.text
            self._doings.note(call.session, Done(phrase, reply.text, call.skill.reads, reply.undo, turn))

    async def _again(self, phrase: str) -> list[Outcome]:
        """Do what a phrase says, within the skill that asks for it."""
        outcomes = []
        for match in commands(phrase, self.templates.match):
            call = Call(self._skill(match.name), match, self._around.session(), lambda _: None)
            reply = await plugins.call(call.skill, match.values, self._around)
            self._note(call, reply)
            outcomes.append(Outcome(reply.text, reply.did))
        return outcomes


class Perhaps:
    """Asks what may have been meant, after those who might simply know the answer.

    `doubt` tells a phrase that an example was like in this turn, "" for none.
    """

    def __init__(self, known: SkillAnswerer, doubt: Callable[[str], str]) -> None:
        known.asks_last = True
        self._known, self._doubt = known, doubt

    def priority(self, text: str) -> Priority | None:  # noqa: ARG002 - an answerer is asked so
        """Never urgent."""
        return None

    def answer(self, task: VoiceTask) -> Answer | None:
        """The question “Did you say …?”, or None if nothing is like it."""
        phrase = self._known.alike(task.text) or self._doubt(task.task_id)
        return self._known.perhaps(phrase, task.task_id) if phrase else None


def _saying(text: str) -> Answer:
    return Answer("did_you_say", once(text))
