"""The daemon as a skill sees it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from jarvis import paths, skill
from jarvis.answerers import SkillAnswerer
from jarvis.bus import EventBus
from jarvis.daemon_house import DaemonHouse
from jarvis.due_times import Clocks
from jarvis.household import SkillHelp
from jarvis.pipeline import PipelineOrchestrator
from jarvis.plugins import house
from jarvis.reminders import Reminders
from jarvis.store import open_store
from jarvis.testing import NotingVoice, orchestrator, scripted
from tests.test_answerers import NOON, SKILLS
from tests.thinking import skill_of

CLOCKS = Clocks(NOON.timestamp, lambda: 0.0)


@asynccontextmanager
async def whole_house(voice: NotingVoice) -> AsyncIterator[tuple[DaemonHouse, PipelineOrchestrator]]:
    """A house around a pipeline, as the daemon builds it."""
    around = DaemonHouse(SKILLS, lambda: NOON)
    async with EventBus() as bus, open_store(paths.database()) as store:
        around.pipeline = orchestrator(bus, scripted(voice, [SkillAnswerer(SKILLS, around)]))
        around.reminders = Reminders(bus, store, around.pipeline.announce, CLOCKS)
        async with asyncio.TaskGroup() as group:
            running = group.create_task(around.pipeline.run(), name="pipeline")
            await asyncio.sleep(0)
            yield around, around.pipeline
            running.cancel()


@pytest.mark.real_time
async def test_in_a_whole_house_skills_reach_the_voice_the_clock_and_the_reminders() -> None:
    voice = NotingVoice()
    async with whole_house(voice) as (around, pipeline):
        talk = pipeline.announce("a long talk " * 100)
        await asyncio.sleep(1)
        assert around.stop_speaking()
        await asyncio.wait({talk})
        assert not around.stop_speaking()
        for text in ("remind me", "stop"):
            await pipeline.submit(text).finished.wait()
    assert (voice.said, len(voice.cut)) == (["Reminder 1, set at 12:00.", "I said nothing."], 1)
    async with open_store(paths.database()) as store:
        rows = await store.read("SELECT text, due_unix_s FROM reminders")
    assert [tuple(row) for row in rows] == [("Tea.", NOON.timestamp() + 60)]


@skill("who am i")
async def who() -> str:
    """Tell the session."""
    return house().session()


async def test_a_house_knows_whose_turn_it_is_and_whether_somebody_speaks() -> None:
    around = DaemonHouse(SKILLS, lambda: NOON)
    async with EventBus() as bus, asyncio.TaskGroup() as group:
        answerer = SkillAnswerer([who.__jarvis_skill__], around, bus=bus)  # type: ignore[attr-defined]
        around.pipeline = orchestrator(bus, scripted(NotingVoice(), [answerer]))
        running = group.create_task(around.pipeline.run(), name="pipeline")
        await asyncio.sleep(0)
        turn = around.pipeline.submit("who am i")
        await turn.finished.wait()
        here = around.pipeline.sessions.local.session_id
        assert turn.task.result == here
        assert not around.hears(here)
        listening = around.pipeline.start_pipeline()
        assert around.hears(here)
        assert not around.hears("elsewhere")
        around.pipeline.end_pipeline(listening.pipeline_id)
        running.cancel()


async def test_a_house_knows_what_can_be_asked_for() -> None:
    assert DaemonHouse(SKILLS, lambda: NOON).skills() == [
        SkillHelp("test_answerers.play", "Play music.", "play something"),
        SkillHelp("test_answerers.stop", "Be silent.", "stop"),
        SkillHelp("test_answerers.remind", "Remind of tea.", "remind me"),
    ]


@skill("jot {text}")
async def jot(text: str) -> str:
    """Tell what was said, and how."""
    return f"{text} was {house().as_said(text)}"


@pytest.mark.real_time
async def test_words_are_known_as_they_were_said() -> None:
    around = DaemonHouse([skill_of(jot)], lambda: NOON)
    async with EventBus() as bus, asyncio.TaskGroup() as group:
        around.pipeline = orchestrator(
            bus, scripted(NotingVoice(), [SkillAnswerer([skill_of(jot)], around, bus=bus)])
        )
        running = group.create_task(around.pipeline.run(), name="pipeline")
        await asyncio.sleep(0)
        turn = around.pipeline.submit("Please jot bread, milk and a Coke.")
        await turn.finished.wait()
        assert turn.task.result == "bread milk and a coke was bread, milk and a Coke"
        assert around.as_said("some words") == "some words", "outside of a turn they are what they are"
        running.cancel()
