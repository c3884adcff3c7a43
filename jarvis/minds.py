"""What thinks and remembers: every part of the mind, made and connected."""

import asyncio
from collections.abc import Callable, Sequence

from jarvis import paths
from jarvis.answerers import SkillAnswerer
from jarvis.answering import Answerer, Remembered
from jarvis.breaker import Breakers
from jarvis.bus import EventBus
from jarvis.config import Config
from jarvis.events import PartialRecognized
from jarvis.mind import embedding
from jarvis.mind.ahead import Ahead
from jarvis.mind.examples import ExampleAnswerer, Examples
from jarvis.mind.extractive import DocumentAnswerer
from jarvis.mind.library import Library
from jarvis.mind.memory import Memory
from jarvis.mind.mind import Mind
from jarvis.mind.remembered import Notes
from jarvis.plugins import Skill
from jarvis.residency import ModelResidency
from jarvis.store import Store


class Minds:
    """Nothing heavy is loaded here, nor before somebody asks for it."""

    def __init__(self, bus: EventBus, store: Store, now: Callable[[], float], breakers: Breakers) -> None:
        self._bus, self._store, self._now, self._breakers = bus, store, now, breakers
        self._clock = asyncio.get_running_loop().time
        self.residency = ModelResidency(self._clock)
        self.remembered = Remembered(self._clock)
        self.library = Library(bus, store, now)
        self.documents = DocumentAnswerer(self.library)

    def remember(self, keep_days: int, session_of: Callable[[str], str]) -> None:
        """What was said, and what one is asked to keep in mind."""
        self.memory = Memory(self._bus, self._store, self._now, keep_days, session_of)
        self.notes = Notes(self.memory, self._store, self._now)
        self.notes.on_wipe.append(self.remembered.clear)

    def ladder(self, config: Config, skills: SkillAnswerer, found: Sequence[Skill]) -> list[Answerer]:
        """Who is asked, in this order: phrases, examples, documents, the language model."""
        self.mind = Mind(config.mind, self._bus, self._breakers, self._clock)
        skills.elsewhere, skills.whole = self.mind.is_small_talk, self.mind.is_whole
        self.ahead = Ahead(self._bus, self.mind, skills.said, self._clock)
        examples = Examples(found, embedding.shared, embedding.MODEL, paths.vectors())
        self._bus.subscribe(PartialRecognized, self._look_ahead)
        return [skills, ExampleAnswerer(found, skills, examples), self.documents, self.mind]

    async def _look_ahead(self, event: PartialRecognized) -> None:
        """Look into the documents while somebody still speaks."""
        await self.documents.prefetch(event.text)
