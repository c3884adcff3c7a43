"""The daemon as a skill sees it, and the skills as the pipeline sees them."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Protocol

from jarvis import plugins
from jarvis.answering import Answer
from jarvis.pipeline import PipelineOrchestrator
from jarvis.plugins import Skill
from jarvis.ports import House, SkillHelp
from jarvis.reminders import Reminders
from jarvis.tasks import Priority, VoiceTask
from jarvis.templates import Match, Templates
from jarvis.watch import Watch


class SkillAnswerer:
    """Answers with the skill whose phrase was said."""

    def __init__(self, skills: Sequence[Skill], around: House) -> None:
        self._skills = {skill.name: skill for skill in skills}
        self._around = around
        self.templates = Templates()
        self._matched: tuple[str, Match | None] = ("", None)
        for skill in skills:
            self.templates.add(skill.name, list(skill.phrases), skill.places)

    def load(self) -> None:
        """Get ready for the first request; takes a moment, so call it in a thread.

        The templates compile a phrase when it is first tried: each skill's example is tried here.
        """
        self.templates.build()
        for skill in self._skills.values():
            self.templates.match(skill.example)

    def _match(self, text: str) -> Match | None:
        """The phrase that was said; asked about the same text several times in a turn."""
        if text != self._matched[0]:
            self._matched = (text, self.templates.match(text))
        return self._matched[1]

    def priority(self, text: str) -> Priority | None:
        """The priority of the skill that would answer."""
        match = self._match(text)
        return self._skills[match.name].priority if match else None

    def answer(self, task: VoiceTask) -> Answer | None:
        """The skill's answer, or None if no phrase fits."""
        match = self._match(task.text)
        return self._ask(match) if match else None

    def _ask(self, match: Match) -> Answer:
        did: dict[str, str] = {}
        skill = self._skills[match.name]
        return Answer(match.name, plugins.answer(skill, match.values, self._around, did), did)


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
