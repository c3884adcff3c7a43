"""The daemon as a skill sees it, and the skills as the pipeline sees them."""

import re
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Protocol

from jarvis import plugins
from jarvis.answering import Answer
from jarvis.household import House, Notes, SkillHelp
from jarvis.nearest import ALIKE, CERTAIN, Nearest
from jarvis.pipeline import PipelineOrchestrator
from jarvis.plugins import Skill
from jarvis.ports import Said
from jarvis.question import Asked, Question
from jarvis.reminders import Reminders
from jarvis.streams import once
from jarvis.tasks import Priority, VoiceTask
from jarvis.templates import Match, Templates, plain
from jarvis.watch import Watch

_YES = re.compile(r"(yes|yeah|yep|yup|sure|right|correct|exactly)( (please|i did|that's right))?")
_NO = re.compile(r"(no|nope|nah|wrong)( (i did not|i didn't))?")
SURE = 0.5
"""What was recognized with less confidence is asked about before anything is done."""


class SkillAnswerer:
    """Answers with the skill whose phrase was said, or one so like it that nothing else was meant.

    What may have been meant is asked about: "Did you say …?".
    """

    def __init__(
        self, skills: Sequence[Skill], around: House, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._skills = {skill.name: skill for skill in skills}
        self._around = around
        self.templates = Templates()
        self._matched: tuple[str, Match | None] = ("", None)
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

    def load(self) -> None:
        """Get ready for the first request; takes a moment, so call it in a thread.

        The templates compile a phrase when it is first tried: each skill's example is tried here.
        """
        self.templates.build()
        for skill in self._skills.values():
            self.templates.match(skill.example)
        self._nearest = Nearest(self.templates.phrases())

    def priority(self, text: str) -> Priority | None:
        """The priority of the skill that would answer."""
        match = self._match(text)
        return self._skills[match.name].priority if match else None

    def answer(self, task: VoiceTask) -> Answer | None:
        """The skill's answer, or a question; None if nothing fits."""
        words, turn = plain(task.text), task.task_id
        asked = self.question.take(turn)
        meant = self._match(asked.phrase) if asked else None
        if asked and _NO.fullmatch(words):
            return _saying("Sorry. Please say it again.")
        if asked and meant is not None and _YES.fullmatch(words):
            return self.do(meant, turn, agreed=asked.skill == meant.name)
        match, near = self._match(task.text), self._nearest.find(task.text)
        unsure = task.confidence is not None and task.confidence < SURE
        if match is not None and not unsure:
            return self.do(match, turn, agreed=asked is not None and asked.skill == match.name)
        if match is not None:
            return self.perhaps(words, turn)
        if near is None or self.asks_last or self.elsewhere(task.text):
            return None
        return self.perhaps(near.phrase, turn)

    def alike(self, text: str) -> str:
        """The phrase that is so like this that it may have been meant, "" for none."""
        near = None if self.elsewhere(text) else self._nearest.find(text)
        return near.phrase if near is not None else ""

    def said(self, text: str) -> Said:
        """Whether somebody who said this may have more to say."""
        said = self.templates.said(text)
        if said is Said.OPEN:
            near = self._nearest.find(text)
            certain = near is not None and near.likeness >= CERTAIN
            return Said.COMPLETE if certain or self.whole(text) else Said.OPEN
        return said

    def _match(self, text: str) -> Match | None:
        """The phrase that was said; asked about the same text several times in a turn."""
        if text != self._matched[0]:
            match = self.templates.match(text)
            if match is None and (near := self._nearest.find(text)) and near.likeness >= ALIKE:
                match = self.templates.match(near.phrase)
            self._matched = (text, match)
        return self._matched[1]

    def perhaps(self, phrase: str, turn: str) -> Answer:
        """Let this turn ask whether the phrase was meant; a yes then does it."""
        self.question.ask(Asked(phrase, turn))
        return _saying(f"Did you say “{phrase}”?")

    def do(self, match: Match, turn: str, *, agreed: bool = False) -> Answer:
        """The answer of a skill, however it was found; `agreed` if the user said yes to what it asked."""
        did: dict[str, str] = {}
        skill = self._skills[match.name]

        def ask(phrase: str) -> None:
            self.question.ask(Asked(phrase, turn, skill.name))

        called = plugins.agreed_to(skill) if agreed else skill
        return Answer(match.name, plugins.answer(called, match.values, self._around, did, ask), did)


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


class Wakes(Protocol):
    """Keeps what woke the daemon."""

    def judge_aloud(self, turn: str, *, meant: bool) -> str:
        """Note whether the wake that the turn speaks of was meant; tells which, "" if there was none."""
        ...


class DaemonHouse:
    """What a skill may ask of the daemon, which fills in its parts as it is built."""

    pipeline: PipelineOrchestrator
    reminders: Reminders
    watch: Watch
    wakes: Wakes
    notes: Notes

    def __init__(self, skills: Sequence[Skill], now: Callable[[], datetime]) -> None:
        self._skills, self._now = skills, now

    def now(self) -> datetime:
        """The date and time here."""
        return self._now()

    async def later(self, delay_s: float, text: str) -> int:
        """Say something after `delay_s` seconds."""
        return await self.reminders.add(delay_s, text)

    def stop_speaking(self) -> bool:
        """Silence what is being said."""
        return self.pipeline.interrupt()

    def why(self) -> str:
        """Where the time of the last turn went."""
        return self.watch.why()

    def judge_wake(self, *, meant: bool) -> str:
        """Note whether the user had called."""
        return self.wakes.judge_aloud(self.pipeline.this_turn, meant=meant)

    def skills(self) -> Sequence[SkillHelp]:
        """What can be asked for."""
        return plugins.helps(self._skills)
