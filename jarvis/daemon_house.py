"""The daemon as a skill sees it."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Protocol

from jarvis import plugins
from jarvis.household import Documents, Doings, Dues, Loudness, Notes, SkillHelp
from jarvis.learned import Corrections
from jarvis.pipeline import PipelineOrchestrator
from jarvis.plugins import Skill
from jarvis.reminders import Reminders
from jarvis.spoken_words import as_said
from jarvis.watch import Watch
from jarvis.weather_config import WeatherConfig
from jarvis.web_config import WebConfig


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
    documents: Documents
    doings: Doings
    loudness: Loudness
    weather: WeatherConfig
    web: WebConfig
    corrections: Corrections
    known: Sequence[Skill]
    """The skills there are now."""

    def __init__(self, skills: Sequence[Skill], now: Callable[[], datetime]) -> None:
        self.known, self._now = skills, now

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

    def session(self) -> str:
        """The session whose turn this is."""
        return self.pipeline.turns.session_of(self.pipeline.this_turn)

    def as_said(self, words: str) -> str:
        """What stands in a place, as it was said in this turn."""
        turn = self.pipeline.turns.get(self.pipeline.this_turn)
        return as_said(words, turn.task.text) if turn is not None else words

    def hears(self, session: str) -> bool:
        """Whether somebody is saying something in this session."""
        turns = [one for one in self.pipeline.turns.under_way() if one.session.session_id == session]
        return any(one.listener is not None and one.speech is None for one in turns)

    def skills(self) -> Sequence[SkillHelp]:
        """What can be asked for."""
        return plugins.helps(self.known)
