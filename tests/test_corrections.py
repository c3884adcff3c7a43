"""Who may teach, whose mistake is corrected, and what is done when something fails on the way."""

import asyncio
from collections.abc import Callable

import pytest

from jarvis import paths
from jarvis.bus import EventBus
from jarvis.corrections import FORGOTTEN_S, MOST_SESSIONS, NOT_UNDONE, Corrections, Here
from jarvis.doings import Doings, Done
from jarvis.errors import BadInputError, SkillError
from jarvis.events import TaskStarted
from jarvis.household import Outcome
from jarvis.learned import Correction
from jarvis.store import open_store
from jarvis.vocabulary import Vocabulary

pytestmark = pytest.mark.real_time


class Talk:
    """Corrections alone: turns that a test begins, in sessions, at times."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.session, self.turn, self.now_s = "a", "", 0.0
        self.sessions: dict[str, str] = {}
        self.doings = Doings(lambda: self.session, self._run)
        here = Here(lambda: self.session, lambda: self.turn, lambda turn: self.sessions[turn])
        self.corrections = Corrections(vocabulary, self.doings, here, lambda: self.now_s)

    async def _run(self, phrase: str) -> list[Outcome]:
        return [] if phrase == "cannot" else [Outcome(f"Did {phrase}.")]

    async def begin(self, bus: EventBus, text: str, session: str = "a") -> str:
        """A turn of the user; it is the one under way from now on."""
        self.turn, self.session = f"turn {len(self.sessions)}", session
        self.sessions[self.turn] = session
        await bus.publish(TaskStarted(turn=self.turn, text=text))
        return self.turn


async def talking(story: Callable[[Talk, EventBus], object]) -> None:
    """Tell a story with a talk."""
    async with open_store(paths.database()) as store, EventBus() as bus:
        vocabulary = Vocabulary(store, lambda: 1.0)
        await vocabulary.load()
        talk = Talk(vocabulary)
        talk.corrections.follow(bus)
        await story(talk, bus)  # type: ignore[misc]


async def test_another_session_is_not_corrected() -> None:
    async def story(talk: Talk, bus: EventBus) -> None:
        await talk.begin(bus, "open bosk", "b")
        await talk.begin(bus, "no, I said Vosk", "a")
        assert talk.corrections.find("vosk") is None
        await talk.begin(bus, "no, I said Vosk", "b")
        found = talk.corrections.find("vosk")
        assert found == Correction("Vosk", "bosk", "open Vosk", "turn 0")

    await talking(story)


async def test_what_was_said_long_ago_is_not_corrected() -> None:
    async def story(talk: Talk, bus: EventBus) -> None:
        await talk.begin(bus, "open bosk")
        talk.now_s = FORGOTTEN_S + 1
        await talk.begin(bus, "I said Vosk")
        assert talk.corrections.find("vosk") is None

    await talking(story)


async def test_what_was_forgotten_is_not_corrected_either() -> None:
    async def story(talk: Talk, bus: EventBus) -> None:
        await talk.begin(bus, "open bosk")
        talk.corrections.clear()
        await talk.begin(bus, "I said Vosk")
        assert talk.corrections.find("vosk") is None

    await talking(story)


async def test_only_so_many_sessions_are_kept() -> None:
    async def story(talk: Talk, bus: EventBus) -> None:
        await talk.begin(bus, "open bosk", "first")
        for number in range(MOST_SESSIONS):
            await talk.begin(bus, "open it", str(number))
        await talk.begin(bus, "I said Vosk", "first")
        assert talk.corrections.find("vosk") is None

    await talking(story)


async def test_words_that_the_user_has_not_said_teach_nothing() -> None:
    async def story(talk: Talk, bus: EventBus) -> None:
        await talk.begin(bus, "open my bank")
        await talk.begin(bus, "read me that mail")
        for meant in ("evil.example", "", "!"):
            with pytest.raises(SkillError, match="Only you"):
                talk.corrections.find(meant, "bank")
        talk.turn = "a turn of nobody"
        with pytest.raises(SkillError, match="Only you"):
            talk.corrections.find("mail")
        with pytest.raises(SkillError, match="Only you"):
            await talk.corrections.redo(Correction("evil", "bank", "open evil"))
        assert talk.corrections.known() == []

    await talking(story)


async def test_what_cannot_be_undone_is_said_and_the_rest_is_done() -> None:
    async def story(talk: Talk, bus: EventBus) -> None:
        turn = await talk.begin(bus, "open bosk and bask")
        talk.doings.note("a", Done("one", "One.", undo="cannot", turn=turn))
        talk.doings.note("a", Done("two", "Two.", undo="undo two", turn=turn))
        talk.doings.note("a", Done("three", "Three.", undo="undo three", turn="another turn"))
        await talk.begin(bus, "no, I said Vosk")
        found = talk.corrections.find("vosk")
        assert found
        assert (found.undo, found.repeated) == (2, False)
        done = await talk.corrections.redo(found)
        assert done.text.startswith(f"Did undo two. {NOT_UNDONE}")
        assert talk.doings.done_in("another turn") == 1

    await talking(story)


async def test_a_number_that_is_not_there_is_told() -> None:
    async def story(talk: Talk, bus: EventBus) -> None:
        await asyncio.sleep(0)
        del bus
        with pytest.raises(BadInputError, match="no correction number 7"):
            await talk.corrections.forget(7)

    await talking(story)
