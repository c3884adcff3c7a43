"""What is done for one request when something is slow, broken, tried again, or cut short."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jarvis.answering import DIFFICULTIES, Answer, Answerer
from jarvis.breaker import Breakers
from jarvis.breaker_rules import Options
from jarvis.bus import EventBus
from jarvis.errors import TransientError
from jarvis.events import CircuitBreakerOpen, Event, TaskFinished, TaskRetried, VoiceFailed
from jarvis.guarded import GuardedAnswerer, GuardedRecognizer
from jarvis.pipeline import PipelineOrchestrator
from jarvis.ports import Draft, Pcm, Recognizer, Transcript
from jarvis.state import PipelineStage
from jarvis.streams import TOO_SLOW
from jarvis.tasks import Priority, Status, VoiceTask
from jarvis.testing import NotingVoice, ScriptedRecognizer, orchestrator, run, scripted
from jarvis.turn import Turn

Thinking = Callable[[], AsyncGenerator[str]]


class Thinker:
    """Answers everything with what `thinking` gives; knows which of its thoughts are unfinished."""

    def __init__(self, thinking: Thinking) -> None:
        self._thinking = thinking
        self.unfinished = self.asked = 0

    def priority(self, text: str) -> Priority | None:
        """Nothing is urgent."""

    def answer(self, _: VoiceTask) -> Answer:
        """Think."""
        self.asked += 1
        return Answer("thinker", self._think())

    async def _think(self) -> AsyncGenerator[str]:
        self.unfinished += 1
        try:
            async with aclosing(self._thinking()) as pieces:
                async for piece in pieces:
                    yield piece
        finally:
            self.unfinished -= 1


@dataclass
class Desk:
    """A pipeline, its voice, and what happened."""

    pipeline: PipelineOrchestrator
    voice: NotingVoice
    bus: EventBus

    def events(self, kind: type[Event]) -> list[Event]:
        """What happened of this kind."""
        return [record.event for record in self.bus.history() if isinstance(record.event, kind)]

    async def ask(self, text: str = "why") -> Turn:
        """A turn that is over, answered aloud."""
        turn = self.pipeline.submit(text)
        await turn.finished.wait()
        return turn


@asynccontextmanager
async def desk(*answerers: Answerer, listens: Recognizer | None = None) -> AsyncIterator[Desk]:
    voice = NotingVoice()
    async with EventBus() as bus, asyncio.TaskGroup() as group:
        parts = scripted(voice, answerers)
        pipeline = orchestrator(bus, parts if listens is None else replace(parts, recognizer=listens))
        running = group.create_task(pipeline.run(), name="pipeline")
        await asyncio.sleep(0)
        yield Desk(pipeline, voice, bus)
        running.cancel()


async def never() -> AsyncGenerator[str]:
    await asyncio.Event().wait()
    yield ""


async def begins_and_stalls() -> AsyncGenerator[str]:
    yield "Well, "
    await asyncio.Event().wait()


@pytest.mark.parametrize(
    ("thinking", "said", "after_s"), [(never, TOO_SLOW, 10), (begins_and_stalls, f"Well, {TOO_SLOW}", 10)]
)
async def test_after_ten_seconds_it_apologizes_and_lets_go(
    thinking: Thinking, said: str, after_s: float
) -> None:
    thinker, clock = Thinker(thinking), asyncio.get_running_loop().time
    async with desk(thinker) as here:
        began_s = clock()
        turn = await here.ask()
        spoken_s = len(said.split()) * 0.6
        assert clock() - began_s == pytest.approx(after_s + spoken_s)
        assert (here.voice.said, turn.task.status, turn.stage) == ([said], Status.FAILED, PipelineStage.ERROR)
        assert thinker.unfinished == 0


async def test_a_long_answer_is_not_a_slow_one() -> None:
    async def story() -> AsyncGenerator[str]:
        for _ in range(20):
            await asyncio.sleep(9)
            yield "and then "

    async with desk(Thinker(story)) as here:
        turn = await here.ask()
        assert (here.voice.said, turn.stage) == (["and then " * 20], PipelineStage.COMPLETED)


async def test_what_does_not_work_just_now_is_tried_again_and_answered_once() -> None:
    async def shaky() -> AsyncGenerator[str]:
        if thinker.asked < 3:
            raise TransientError("The line is dead.")
        yield "Because."

    thinker = Thinker(shaky)
    async with desk(thinker) as here:
        turn = await here.ask()
        retried = [(e.attempt, e.retry_in_s) for e in here.events(TaskRetried) if isinstance(e, TaskRetried)]
        assert retried == [(1, 1), (2, 2)]
        assert (here.voice.said, turn.task.retries) == (["Because."], 2)
        assert len(here.events(TaskFinished)) == 1


async def test_what_never_works_is_given_up_and_told() -> None:
    async def dead() -> AsyncGenerator[str]:
        if thinker.asked:
            raise TransientError("The line is dead.")
        yield ""

    thinker = Thinker(dead)
    async with desk(thinker) as here:
        turn = await here.ask()
        assert (thinker.asked, turn.task.status) == (4, Status.FAILED)
        assert here.voice.said == ["The line is dead."]
        waiting = here.pipeline.submit("why")
        await asyncio.sleep(0.5)  # it rests before it is tried again
        assert here.pipeline.interrupt()
        await waiting.finished.wait()
        assert (waiting.task.status, waiting.stage) == (Status.CANCELLED, PipelineStage.INTERRUPTED)
        await asyncio.sleep(60)
        assert thinker.asked == 5


async def test_a_broken_engine_is_left_alone_and_others_answer() -> None:
    async def broken() -> AsyncGenerator[str]:
        if engine.asked:
            raise OSError("no route to host")
        yield ""

    async def plain() -> AsyncGenerator[str]:
        yield "I do not know."

    clock = asyncio.get_running_loop().time
    engine = Thinker(broken)
    async with EventBus() as bus:
        breakers = Breakers(bus.post, clock)
        guarded = GuardedAnswerer(engine, breakers.get("llm"), limit_s=8)
        async with desk(guarded, Thinker(plain)) as here:
            answers = [(await here.ask()).task.result for _ in range(10)]
        assert (answers, engine.asked) == (["I do not know."] * 10, 10)
        assert [type(r.event) for r in bus.history()].count(CircuitBreakerOpen) == 1
        async with desk(guarded) as here:
            turn = await here.ask()
            assert (turn.task.result, turn.stage) == (DIFFICULTIES, PipelineStage.ERROR)


async def test_a_hanging_recognizer_is_not_waited_for_and_typing_works() -> None:
    class Hanging(ScriptedRecognizer):
        async def recognize(self, pcm: Pcm, draft: Draft | None = None) -> Transcript:
            assert draft is None
            await asyncio.Event().wait()
            return Transcript(str(pcm))

    async def plain() -> AsyncGenerator[str]:
        yield "Because."

    clock = asyncio.get_running_loop().time
    async with EventBus() as bus:
        asr = Breakers(bus.post, clock).get("asr", Options(limit_s=8))
        async with desk(Thinker(plain), listens=GuardedRecognizer(Hanging(), asr)) as here:
            took_s = []
            for _ in range(6):
                began_s = clock()
                turn = here.pipeline.hear(b"\1\1" * 1_000, str, aloud=False)
                await turn.finished.wait()
                took_s.append(round(clock() - began_s))
                assert turn.stage is PipelineStage.ERROR
            assert took_s == [8, 8, 8, 8, 8, 0], "nobody waits for what is known to hang"
            assert "You can type to me" in turn.problem
            assert len(here.events(VoiceFailed)) == 6
            assert (await here.ask()).task.result == "Because."


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 400), st.booleans())
def test_cut_short_at_any_moment_nothing_stays_open(after_ms: int, again: bool) -> None:  # noqa: FBT001 - drawn
    async def halting() -> AsyncGenerator[str]:
        for _ in range(4):
            await asyncio.sleep(0.05)
            yield "hm "

    async def story() -> None:
        thinker = Thinker(halting)
        async with desk(thinker) as here:
            turn = here.pipeline.submit("why")
            for _ in range(after_ms // 100):
                await asyncio.sleep(0)
            await asyncio.sleep(after_ms / 1000)
            here.pipeline.interrupt_pipeline(turn.pipeline_id)
            if again:
                here.pipeline.end_pipeline(turn.pipeline_id)
            await turn.finished.wait()
            assert (thinker.unfinished, turn.stage) == (0, PipelineStage.INTERRUPTED)
            assert turn.task.result == (turn.speech.heard if turn.speech else "")
            assert here.pipeline.turns.under_way() == []
            assert (await here.ask()).task.status is Status.COMPLETED

    run(story())
