"""What thinks and remembers: every part of the mind, made and connected."""

import asyncio
from collections.abc import Callable, Sequence

from jarvis import paths
from jarvis.answerers import Perhaps, SkillAnswerer
from jarvis.answering import Answerer, Remembered
from jarvis.breaker import Breakers
from jarvis.bus import EventBus
from jarvis.config import Config
from jarvis.corrections import Corrections, Here
from jarvis.daemon_house import DaemonHouse
from jarvis.events import DocumentIndexed, DocumentRemoved, DocumentsRebuilt, PartialRecognized
from jarvis.mind import embedding
from jarvis.mind.ahead import Ahead
from jarvis.mind.cache import CachedAnswerer
from jarvis.mind.conversation import Conversation
from jarvis.mind.example_vectors import Examples
from jarvis.mind.examples import ExampleAnswerer
from jarvis.mind.extractive import DocumentAnswerer
from jarvis.mind.grounded import Grounded
from jarvis.mind.library import Library
from jarvis.mind.memory import Memory
from jarvis.mind.mind import Mind
from jarvis.mind.remembered import Notes
from jarvis.mind.told import ToldAnswerer
from jarvis.mind.toolbox import Toolbox
from jarvis.plugins import Skill
from jarvis.residency import ModelResidency, Need, Resident
from jarvis.store import Store
from jarvis.vocabulary import Vocabulary


class Minds:
    """Nothing heavy is loaded here, nor before somebody asks for it."""

    def __init__(self, bus: EventBus, store: Store, now: Callable[[], float], breakers: Breakers) -> None:
        self._bus, self._store, self._now, self._breakers = bus, store, now, breakers
        self._clock = asyncio.get_running_loop().time
        self.residency = ModelResidency(self._clock)
        self.remembered = Remembered(self._clock)
        self.library = Library(bus, store, now)
        self.vocabulary = Vocabulary(store, now)
        self._account()
        self.documents = DocumentAnswerer(self.library)

    def _account(self) -> None:
        """Have what loads itself in the ledger."""
        model, recall = embedding.the_shared(), self.library.recall
        title = "the model for searching documents"
        need = Need(title, embedding.TAKES_MB, remedy="close other programs, and ask again")
        model.room = lambda: self.residency.check(need)
        entries = (
            Resident("embedding", title, lambda: model.ram_mb, lambda: model.uses, model.unload),
            Resident("documents", "the documents", lambda: recall.ram_mb, lambda: recall.uses, recall.unload),
        )
        for one in entries:
            self.residency.follow(one)

    def remember(self, keep_days: int, session_of: Callable[[str], str]) -> None:
        """What was said, and what one is asked to keep in mind. Do this before `ladder`."""
        self._session_of = session_of
        self.memory = Memory(self._bus, self._store, self._now, keep_days, session_of)
        self.notes = Notes(self.memory, self._store, self._now)
        self.notes.on_wipe.append(self.remembered.clear)

    def ladder(self, config: Config, skills: SkillAnswerer, found: Sequence[Skill]) -> list[Answerer]:
        """Who is asked, in this order.

        Phrases, examples, what was to be remembered, documents, what may have been meant, the language model.
        """
        conversation = Conversation(self._bus, self._clock, self._session_of)
        self.mind = Mind(config.mind, self._breakers, self._clock, conversation, self.residency)
        self.cached = CachedAnswerer(self.mind, self.remembered, embedding.if_loaded)
        self.notes.on_wipe += [self.cached.clear, conversation.clear]
        for changed in (DocumentIndexed, DocumentRemoved, DocumentsRebuilt):
            self._bus.subscribe(changed, lambda _: self.cached.clear())
        self.documents.phrase = Grounded(self.mind.router, self.mind.room()).phrase
        skills.elsewhere, skills.whole = self.mind.is_small_talk, self.mind.is_whole
        self.ahead = Ahead(self._bus, self.mind, skills.said, self._clock)
        examples = Examples(found, embedding.shared, embedding.MODEL, paths.vectors())
        self._known = skills
        rung = self._rung = ExampleAnswerer(found, skills, examples)
        self.mind.tools = Toolbox(found, skills, rung.meant, self.mind.room_for_tools())
        skills.question.follow(self._bus)
        self._bus.subscribe(PartialRecognized, self._look_ahead)
        told, perhaps = ToldAnswerer(self.notes), Perhaps(skills, rung.doubt)
        return [skills, rung, told, self.documents, perhaps, self.cached]

    def corrections(
        self, skills: SkillAnswerer, answerers: Sequence[Answerer], house: DaemonHouse
    ) -> Corrections:
        """What repairs a request that was misheard, and learns from it."""
        self.vocabulary.commands = skills.surely
        self.vocabulary.follow(self._bus)
        here = Here(house.session, lambda: house.pipeline.this_turn, self._session_of)
        found = Corrections(self.vocabulary, skills.done, here, self._clock)
        found.answerers = answerers

        def restated(turn: str, text: str) -> None:
            self.memory.restate(turn, text)
            if (known := house.pipeline.turns.get(turn)) is not None:
                known.task.text = text

        found.restated = restated
        found.follow(self._bus)
        self.notes.on_wipe.append(found.clear)
        return found

    async def learn(self, found: Sequence[Skill]) -> None:
        """These are the skills now: they are known by their examples, and tools of the language model."""
        await asyncio.to_thread(self._rung.replace, found)
        room_tokens = self.mind.room_for_tools()
        self.mind.tools = await asyncio.to_thread(Toolbox, found, self._known, self._rung.meant, room_tokens)

    async def _look_ahead(self, event: PartialRecognized) -> None:
        """Look into the documents while somebody still speaks."""
        await self.documents.prefetch(event.text)
