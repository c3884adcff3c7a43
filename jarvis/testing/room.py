"""The real orchestrator among scripted parts, and a house for a skill alone."""

import asyncio
from collections.abc import Sequence
from datetime import datetime

from jarvis.answering import Answerer
from jarvis.bus import EventBus
from jarvis.errors import BadInputError, RecognitionError
from jarvis.household import Doings, Dues, Loudness, Outcome, Passage, SkillHelp
from jarvis.interruption import Policy
from jarvis.learned import Correction, Corrections, Learned, Redone
from jarvis.pipeline import PipelineOrchestrator
from jarvis.sessions import PipelineStateManager, ServiceCoordinator
from jarvis.speech import Voice
from jarvis.spoken_words import as_said
from jarvis.tasks import VoiceQueue
from jarvis.testing.dues import NotingDues
from jarvis.testing.ears import LoudnessListener, ScriptedRecognizer
from jarvis.weather_config import WeatherConfig
from jarvis.web_config import WebConfig
from jarvis.worker import Parts


def scripted(voice: Voice, answerers: Sequence[Answerer], *heard: str | RecognitionError) -> Parts:
    """What a turn passes through: a loud request, a recognizer that reads `heard` from its script."""
    return Parts(LoudnessListener, ScriptedRecognizer(*heard), answerers, voice)


def orchestrator(
    bus: EventBus, parts: Parts, queue: VoiceQueue | None = None, *, limit_s: float = 10.0
) -> PipelineOrchestrator:
    """The real orchestrator around scripted parts, on the loop's clock."""
    clock = asyncio.get_running_loop().time
    sessions = PipelineStateManager(clock, Policy(), ServiceCoordinator(frozenset))
    return PipelineOrchestrator(bus, parts, sessions, queue=queue, limit_s=limit_s)


class NotingNotes:
    """A memory for the tests of skills: facts, in a list."""

    def __init__(self) -> None:
        self.facts: list[str] = []

    async def remember(self, text: str) -> tuple[int, str]:
        """Note it."""
        self.facts.append(text)
        return len(self.facts), text

    async def recall(self, about: str = "") -> Sequence[str]:
        """The facts with these words in them."""
        return [fact for fact in self.facts if about in fact]

    async def forget_last(self) -> str:
        """The last one goes."""
        return self.facts.pop() if self.facts else ""

    async def forget(self, numbers: Sequence[int]) -> Sequence[int]:
        """These go."""
        if not all(1 <= number <= len(self.facts) for number in numbers):
            raise BadInputError("There is no such fact.")
        self.facts = [fact for at, fact in enumerate(self.facts, 1) if at not in numbers]
        return numbers

    async def forget_everything(self) -> int:
        """All go."""
        count, self.facts = len(self.facts), []
        return count


class NotingDocuments:
    """Documents for the tests of skills: `passages` of which those are found that have a word in common."""

    def __init__(self) -> None:
        self.passages: list[Passage] = []
        self.followed: list[str] = []

    async def search(self, about: str) -> Sequence[Passage]:
        """Those with one of the words."""
        if not self.passages:
            raise BadInputError("There are no documents yet. Add a folder with `jarvis docs add`.")
        words = set(about.casefold().split())
        return [one for one in self.passages if words & set(one.text.casefold().split())]

    async def follow(self, folder: str) -> None:
        """Note it."""
        self.followed.append(folder)


class NothingDone:
    """Nothing was done yet. A `SkillAnswerer` puts what it keeps in its place."""

    def last_said(self) -> str:
        """Nothing."""
        return ""

    async def undo(self) -> Outcome | None:
        """Nothing to undo."""
        return None

    async def again(self) -> Outcome | None:
        """Nothing to do again."""
        return None


class NotingLoudness:
    """A volume that nobody hears."""

    def __init__(self) -> None:
        self.percent, self.muted = 50, False

    def set(self, percent: int) -> None:
        """Note it."""
        self.percent = percent

    async def mute(self) -> None:
        """Note it."""
        self.muted = True


class NothingMisheard:
    """Nothing was said before that could be corrected."""

    def find(self, meant: str, heard: str = "") -> Correction | None:
        """Nothing."""
        del meant, heard
        return None

    async def redo(self, correction: Correction) -> Redone:
        """Nothing to do, and nothing to learn."""
        return Redone(correction.text)

    def known(self) -> Sequence[Learned]:
        """Nothing."""
        return ()

    async def forget(self, number: int) -> Learned:
        """There is no such number."""
        raise BadInputError(f"There is no correction number {number}.")


class NotingHouse:
    """A daemon for the tests of skills: notes what a skill asks of it."""

    def __init__(self, now: datetime) -> None:
        self._now, self.request = now, ""
        self.reminders: list[tuple[float, str]] = []
        self.silenced = 0
        self.known: list[SkillHelp] = []
        self.last_wake = ""
        self.judged: list[bool] = []
        self.notes, self.documents = NotingNotes(), NotingDocuments()
        self.doings: Doings = NothingDone()
        self.corrections: Corrections = NothingMisheard()
        self.due: Dues = NotingDues(self.now)
        self.loudness: Loudness = NotingLoudness()
        self.weather, self.web = WeatherConfig(), WebConfig()

    def session(self) -> str:
        """There is only one."""
        return ""

    def hears(self, session: str) -> bool:
        """Nobody speaks."""
        del session
        return False

    def as_said(self, words: str) -> str:
        """As it stood in the `request`."""
        return as_said(words, self.request)

    def now(self) -> datetime:
        """The given moment."""
        return self._now

    async def later(self, delay_s: float, text: str) -> int:
        """Note a reminder."""
        if delay_s <= 0:
            raise ValueError("a reminder in the past")
        self.reminders.append((delay_s, text))
        return len(self.reminders)

    def stop_speaking(self) -> bool:
        """Count."""
        self.silenced += 1
        return True

    def why(self) -> str:
        """What there is to say about the last turn."""
        return "It took no time."

    def judge_wake(self, *, meant: bool) -> str:
        """Note the judgement, if there is a `last_wake`."""
        if self.last_wake:
            self.judged.append(meant)
        return self.last_wake

    def skills(self) -> Sequence[SkillHelp]:
        """The given skills."""
        return self.known
