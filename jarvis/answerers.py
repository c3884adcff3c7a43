"""The daemon as a skill sees it, and the skills as the pipeline sees them."""

import re
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Protocol

from jarvis import plugins
from jarvis.answering import Answer
from jarvis.household import Dues, House, Notes, SkillHelp
from jarvis.nearest import ALIKE, CERTAIN, Nearest
from jarvis.pipeline import PipelineOrchestrator
from jarvis.plugins import Skill
from jarvis.ports import Said
from jarvis.reminders import Reminders
from jarvis.streams import once
from jarvis.tasks import Priority, VoiceTask
from jarvis.templates import Match, Templates, plain
from jarvis.watch import Watch

_YES = re.compile(r"(yes|yeah|yep|yup|sure|right|correct|exactly)( (please|i did|that's right))?")
_NO = re.compile(r"(no|nope|nah|wrong)( (i did not|i didn't))?")
SURE = 0.5
"""What was recognized with less confidence is asked about before anything is done."""
ASKED_S = 15.0
"""So long a yes or no belongs to the question."""


class SkillAnswerer:
    """Answers with the skill whose phrase was said, or one so like it that nothing else was meant.

    What may have been meant is asked about: "Did you say …?".
    """

    def __init__(
        self, skills: Sequence[Skill], around: House, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._clock = clock
        self._skills = {skill.name: skill for skill in skills}
        self._around = around
        self.templates = Templates()
        self._matched: tuple[str, Match | None] = ("", None)
        self._nearest = Nearest(())
        self.elsewhere: Callable[[str], bool] = lambda _: False
        """Whether somebody else surely understands a text: then nobody asks what may have been meant."""
        self._asked: tuple[str, float] = ("", 0.0)
        """The phrase that may have been meant, and until when a yes belongs to it."""
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
        asked, self._asked = self._asked, ("", 0.0)
        now_s, words = self._clock(), plain(task.text)
        if asked[0] and now_s < asked[1]:
            if _NO.fullmatch(words):
                return _saying("Sorry. Please say it again.")
            confirmed = self._match(asked[0]) if _YES.fullmatch(words) else None
            if confirmed is not None:
                return self.do(confirmed)
        match, near = self._match(task.text), self._nearest.find(task.text)
        unsure = task.confidence is not None and task.confidence < SURE
        if match is not None and not unsure:
            return self.do(match)
        perhaps = words if match is not None else near.phrase if near is not None else ""
        if not perhaps or (match is None and self.elsewhere(task.text)):
            return None
        return self.perhaps(perhaps)

    def said(self, text: str) -> Said:
        """Whether somebody who said this may have more to say."""
        said = self.templates.said(text)
        if said is Said.OPEN:
            near = self._nearest.find(text)
            return Said.COMPLETE if near is not None and near.likeness >= CERTAIN else Said.OPEN
        return said

    def _match(self, text: str) -> Match | None:
        """The phrase that was said; asked about the same text several times in a turn."""
        if text != self._matched[0]:
            match = self.templates.match(text)
            if match is None and (near := self._nearest.find(text)) and near.likeness >= ALIKE:
                match = self.templates.match(near.phrase)
            self._matched = (text, match)
        return self._matched[1]

    def perhaps(self, phrase: str) -> Answer:
        """Ask whether this phrase was meant; a yes then does it."""
        self._expect(phrase)
        return _saying(f"Did you say “{phrase}”?")

    def do(self, match: Match) -> Answer:
        """The answer of a skill, however it was found."""
        did: dict[str, str] = {}
        skill = self._skills[match.name]
        pieces = plugins.answer(skill, match.values, self._around, did, self._expect)
        return Answer(match.name, pieces, did)

    def _expect(self, phrase: str) -> None:
        """For a moment a yes means this phrase."""
        self._asked = phrase, self._clock() + ASKED_S


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
        return await self.reminders.later(delay_s, text)

    @property
    def due(self) -> Dues:
        """Timers, alarms, reminders and the stopwatch."""
        return self.reminders

    def stop_speaking(self) -> bool:
        """Silence what is being said, and what rings."""
        rang = self.reminders.hush()
        return self.pipeline.interrupt() or rang

    def why(self) -> str:
        """Where the time of the last turn went."""
        return self.watch.why()

    def judge_wake(self, *, meant: bool) -> str:
        """Note whether the user had called."""
        return self.wakes.judge_aloud(self.pipeline.this_turn, meant=meant)

    def skills(self) -> Sequence[SkillHelp]:
        """What can be asked for."""
        return plugins.helps(self._skills)
