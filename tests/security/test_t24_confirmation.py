"""T24: a yes counts once, in time, and only for a question that was heard to its end. Timed replays."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from jarvis import Reply, confirm, skill
from jarvis.answerers import SkillAnswerer
from jarvis.bus import EventBus
from jarvis.dialogs import WINDOW_S as ASKED_S
from jarvis.events import TaskStarted
from jarvis.pipeline import PipelineOrchestrator
from jarvis.tasks import Status, VoiceQueue
from jarvis.testing import NotingHouse, NotingVoice, orchestrator, scripted
from tests.thinking import NOON, skill_of

wiped: list[str] = []


@skill("wipe the disk")
async def wipe() -> Reply:
    """Delete everything, after asking."""
    if not await confirm("Everything on this disk would be lost for ever. Shall I wipe it?"):
        return Reply("I have left it.")
    wiped.append("disk")
    return Reply("Wiped.", did={"wiped": "disk"})


@skill("sing a very long song")
async def sing() -> str:
    """Sing."""
    return "La la la. " * 20


class Room:
    """A real pipeline around two skills; the clock jumps."""

    def __init__(self, pipeline: PipelineOrchestrator, bus: EventBus) -> None:
        self.pipeline = pipeline
        self.asking = asyncio.Event()
        bus.subscribe(TaskStarted, lambda event: self.asking.set() if "wipe" in event.text else None)

    async def say(self, text: str, *, aloud: bool = True) -> str:
        """A request, to the end of its answer."""
        turn = self.pipeline.submit(text, aloud=aloud)
        await turn.finished.wait()
        await asyncio.sleep(0)
        return turn.task.result or ""


@asynccontextmanager
async def room(in_flight: int = 3) -> AsyncIterator[Room]:
    """Somebody may ask for the disk to be wiped."""
    wiped.clear()
    async with EventBus() as bus, asyncio.TaskGroup() as group:
        skills = SkillAnswerer(
            [skill_of(wipe), skill_of(sing)], NotingHouse(NOON), asyncio.get_running_loop().time
        )
        skills.dialogs.follow(bus)
        pipeline = orchestrator(bus, scripted(NotingVoice(), [skills]), VoiceQueue(in_flight=in_flight))
        running = [
            group.create_task(pipeline.run(), name="pipeline"),
            group.create_task(skills.dialogs.run(), name="dialogs"),
        ]
        await asyncio.sleep(0)
        yield Room(pipeline, bus)
        for task in running:
            task.cancel()


@pytest.mark.parametrize("aloud", [True, False])
async def test_a_yes_in_time_does_it_and_only_once(aloud: bool) -> None:  # noqa: FBT001 - both ways
    async with room() as at:
        assert (await at.say("wipe the disk", aloud=aloud)).endswith("Shall I wipe it?")
        await asyncio.sleep(ASKED_S - 1)
        assert await at.say("yes", aloud=aloud) == "Wiped."
        assert await at.say("yes", aloud=aloud) != "Wiped."
        assert wiped == ["disk"]


async def test_a_yes_before_the_question_is_none() -> None:
    async with room() as at:
        await at.say("yes")
        assert (await at.say("wipe the disk")).endswith("?")
        assert wiped == []


@pytest.mark.parametrize("yes", ["yes", "yes wipe the disk", "wipe the disk"])
async def test_a_yes_while_the_question_is_spoken_is_none_not_even_afterwards(yes: str) -> None:
    async with room() as at:
        question = at.pipeline.submit("wipe the disk")
        await at.asking.wait()
        await asyncio.sleep(0.2)
        early = at.pipeline.submit(yes)
        assert not question.finished.is_set()
        await question.finished.wait()
        await early.finished.wait()
        assert wiped == []


async def test_a_yes_that_waited_in_the_queue_while_the_question_was_spoken_is_none() -> None:
    async with room(in_flight=1) as at:
        question = at.pipeline.submit("wipe the disk")
        await at.asking.wait()
        early = at.pipeline.submit("yes")
        await early.finished.wait()
        assert (question.task.status, wiped) == (Status.COMPLETED, [])
        assert await at.say("yes") == "Wiped.", "the question is still open for whoever has heard it"


async def test_a_yes_after_a_question_that_was_cut_short_is_none() -> None:
    async with room() as at:
        question = at.pipeline.submit("wipe the disk")
        await at.asking.wait()
        await asyncio.sleep(0.2)
        at.pipeline.interrupt()
        await question.finished.wait()
        assert await at.say("yes") != "Wiped."
        assert wiped == []


async def test_a_yes_that_comes_too_late_is_none() -> None:
    async with room() as at:
        await at.say("wipe the disk")
        await asyncio.sleep(ASKED_S + 0.1)
        assert await at.say("yes") != "Wiped."
        assert wiped == []


async def test_a_yes_after_something_else_was_said_is_none() -> None:
    async with room() as at:
        await at.say("wipe the disk")
        await at.say("sing a very long song", aloud=False)
        assert await at.say("yes") != "Wiped."
        assert wiped == []


async def test_a_question_waits_while_it_is_spoken_however_long_that_takes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("jarvis.dialogs.WINDOW_S", 0.5)
    async with room() as at:
        assert (await at.say("wipe the disk")).endswith("?")
        assert await at.say("yes") == "Wiped."
