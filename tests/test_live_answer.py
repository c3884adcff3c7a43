"""Reading along while an answer comes."""

import asyncio
from collections.abc import AsyncGenerator

from jarvis.answering import Answer
from jarvis.bus import EventBus
from jarvis.events import AnswerContinued
from jarvis.live_answer import LiveAnswer
from jarvis.tasks import Priority, Status, VoiceTask
from jarvis.testing import NotingVoice, orchestrator, scripted


class Slow:
    """Says a word a second; "fail" breaks in the middle."""

    def priority(self, text: str) -> Priority | None:
        """Nothing special."""

    def answer(self, task: VoiceTask) -> Answer | None:
        """Word for word."""
        return Answer("slow", self._words(task.text))

    async def _words(self, text: str) -> AsyncGenerator[str]:
        for word in text.split():
            if word == "fail":
                raise RuntimeError(word)
            await asyncio.sleep(1)
            yield f"{word} "


async def read(text: str, *, aloud: bool = False, pause_s: float = 0) -> tuple[list[str], str]:
    """The pieces that a reader gets who pauses after each, and what became of the answer."""
    async with EventBus() as bus, asyncio.TaskGroup() as group:
        pipeline = orchestrator(bus, scripted(NotingVoice(), [Slow()]))
        running = group.create_task(pipeline.run(), name="pipeline")
        turn = pipeline.submit(text, aloud=aloud)
        got = []
        async for piece in LiveAnswer(bus, turn).pieces():
            got.append(piece)
            bus.post(AnswerContinued(turn="another", text="not mine"))
            await asyncio.sleep(pause_s)
        assert turn.finished.is_set()
        running.cancel()
        return got, turn.task.result or ""


async def test_each_piece_is_there_when_it_comes() -> None:
    assert await read("good day to you") == (["good ", "day ", "to ", "you "], "good day to you ")


async def test_a_spoken_answer_is_read_along_too() -> None:
    pieces, answer = await read("good day", aloud=True)
    assert "".join(pieces) == answer == "good day "


async def test_a_slow_reader_misses_nothing() -> None:
    assert await read("good day to you", pause_s=2.5) == (["good ", "day to ", "you "], "good day to you ")


async def test_what_fails_in_the_middle_ends_with_the_apology() -> None:
    pieces, answer = await read("good fail")
    assert answer.startswith("Sorry")
    assert "".join(pieces) == f"good {answer}"


async def test_a_typed_answer_that_nobody_wants_any_more_is_cut_short() -> None:
    async with EventBus() as bus, asyncio.TaskGroup() as group:
        pipeline = orchestrator(bus, scripted(NotingVoice(), [Slow()]))
        running = group.create_task(pipeline.run(), name="pipeline")
        turn = pipeline.submit("good day to you", aloud=False)
        got = []
        async for piece in LiveAnswer(bus, turn).pieces():
            got.append(piece)
            assert pipeline.interrupt_pipeline(turn.pipeline_id)
        assert got == ["good "]
        assert (turn.task.status, turn.task.result) == (Status.CANCELLED, "good ")
        running.cancel()
