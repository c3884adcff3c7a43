"""What becomes of a request: who answers, what is said aloud, and what else can happen to it."""

import asyncio
import logging
from collections.abc import AsyncGenerator, AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

import pytest

from jarvis.answering import NOT_UNDERSTOOD, Answer
from jarvis.bus import EventBus
from jarvis.errors import QueueFullError, RecognitionError, SkillError, StoreError
from jarvis.events import AnswerStarted, Event, QueueFull, SkillFailed, TaskFinished, TaskQueued, TaskStarted
from jarvis.pipeline import BROKEN, PipelineOrchestrator
from jarvis.speech import Speech
from jarvis.tasks import Priority, Status, VoiceQueue, VoiceTask
from jarvis.testing import NotingVoice, orchestrator, scripted
from jarvis.turn import Turn
from jarvis.worker import LONGEST_TEXT

Piece = str | float | Exception


@dataclass
class Script:
    """Knows some answers: words, pauses in seconds, errors. `open_` is what is still being answered."""

    answers: Mapping[str, list[Piece]]
    did: dict[str, str] = field(default_factory=dict)
    sources: tuple[str, ...] = ()
    urgent: frozenset[str] = frozenset({"stop"})
    open_: list[str] = field(default_factory=list)

    def priority(self, text: str) -> Priority | None:
        """Stopping is urgent."""
        return Priority.CRITICAL if text in self.urgent else None

    def answer(self, task: VoiceTask) -> Answer | None:
        """The scripted answer."""
        if task.text not in self.answers:
            return None
        answer = Answer("script", self._pieces(task.text), sources=self.sources)
        answer.did.update(self.did)
        return answer

    async def _pieces(self, text: str) -> AsyncGenerator[str]:
        self.open_.append(text)
        try:
            for piece in self.answers[text]:
                if isinstance(piece, Exception):
                    raise piece
                if isinstance(piece, str):
                    yield piece
                else:
                    await asyncio.sleep(piece)
        finally:
            self.open_.remove(text)


READ = {"clock": "read"}
TALK: list[Piece] = ["word " * 100]  # a minute
SCRIPT: dict[str, list[Piece]] = {
    "time": ["It is ", 2.0, "noon."],
    "talk": TALK,
    "chat": TALK,
    "tell": TALK,
    "stop": [""],
}


@dataclass
class Room:
    """A pipeline, its voice, and what happened."""

    pipeline: PipelineOrchestrator
    voice: NotingVoice
    bus: EventBus

    def happened(self, turn: Turn) -> list[Event]:
        """The events of one turn."""
        events = [record.event for record in self.bus.history()]
        return [event for event in events if getattr(event, "turn", "") == turn.task.task_id]

    async def ask(self, text: str, *, aloud: bool = True) -> TaskFinished:
        """How a request ended."""
        turn = self.pipeline.submit(text, aloud=aloud)
        await turn.finished.wait()
        finished = self.happened(turn)[-1]
        assert isinstance(finished, TaskFinished)
        return finished


@asynccontextmanager
async def room(
    *scripts: Script,
    voice: NotingVoice | None = None,
    queue: VoiceQueue | None = None,
    heard: Sequence[str | RecognitionError] = (),
) -> AsyncIterator[Room]:
    voice = voice or NotingVoice()
    async with EventBus() as bus, asyncio.TaskGroup() as group:
        pipeline = orchestrator(bus, scripted(voice, scripts or [Script(SCRIPT)], *heard), queue)
        running = group.create_task(pipeline.run(), name="pipeline")
        await asyncio.sleep(0)
        yield Room(pipeline, voice, bus)
        running.cancel()


async def test_a_spoken_request_is_answered_aloud() -> None:
    async with room(Script(SCRIPT, did=READ)) as here:
        turn = here.pipeline.submit("time", confidence=0.9)
        await turn.finished.wait()
        name = turn.task.task_id
        assert here.happened(turn) == [
            TaskQueued(turn=name, priority=1, waiting=0),
            TaskStarted(turn=name, text="time"),
            AnswerStarted(turn=name, answerer="script", took_ms=0),
            TaskFinished(
                turn=name, status="completed", answer="It is noon.", did={"clock": "read"}, pieces=2
            ),
        ]
        assert here.voice.said == ["It is noon."]
        assert (turn.task.status, turn.task.result, turn.task.error) == (
            Status.COMPLETED,
            "It is noon.",
            None,
        )
        assert (turn.answerer, turn.did, turn.task.confidence) == ("script", {"clock": "read"}, 0.9)


async def test_what_an_answer_was_taken_from_is_told_at_its_end() -> None:
    async with room(Script(SCRIPT, sources=("/notes/clock.md",))) as here:
        assert (await here.ask("time", aloud=False)).sources == ("/notes/clock.md",)


async def test_a_typed_request_is_answered_in_writing() -> None:
    async with room() as here:
        assert (await here.ask("time", aloud=False)).answer == "It is noon."
        assert here.voice.said == []


async def test_what_nobody_can_answer_is_said_honestly() -> None:
    async with room(Script({}), Script({})) as here:
        finished = await here.ask("sing")
        assert (finished.status, finished.answer, finished.did) == ("completed", NOT_UNDERSTOOD, {})
        assert here.voice.said == [NOT_UNDERSTOOD]


async def test_the_first_who_knows_answers() -> None:
    async with room(Script({}), Script({"time": ["Noon."]}), Script({"time": ["Midnight."]})) as here:
        assert (await here.ask("time")).answer == "Noon."


async def test_answers_are_said_one_after_the_other_in_the_order_they_were_asked_for() -> None:
    async with room() as here:
        began_s = asyncio.get_running_loop().time()
        turns = [here.pipeline.submit(text) for text in ("talk", "chat", "time")]
        for turn in turns:
            await turn.finished.wait()
        assert [said[:5] for said in here.voice.said] == ["word ", "word ", "It is"]
        assert asyncio.get_running_loop().time() - began_s >= 120


@pytest.mark.parametrize(
    ("error", "status", "said"),
    [
        (SkillError("There is no music here."), "failed", "There is no music here."),
        (StoreError("The disk is full."), "failed", "The disk is full."),
        (ValueError("a fault"), "failed", BROKEN),
    ],
)
async def test_a_failing_answer_is_a_sentence_and_not_the_end(
    error: Exception, status: str, said: str
) -> None:
    async with room(Script({**SCRIPT, "play": [error]})) as here:
        finished = await here.ask("play")
        assert (finished.status, finished.answer, finished.did) == (status, said, {})
        failures = [record.event for record in here.bus.history() if isinstance(record.event, SkillFailed)]
        told = [(one.turn, one.skill, one.error) for one in failures]
        assert told == ([(finished.turn, "script", said)] if isinstance(error, SkillError) else [])
        assert (await here.ask("time")).answer == "It is noon."
        assert here.voice.said == [said, "It is noon."]


async def test_without_a_loudspeaker_the_text_is_complete() -> None:
    async with room(voice=NotingVoice(broken=True)) as here:
        finished = await here.ask("time")
        assert (finished.status, finished.answer) == ("completed", "It is noon.")
        announced = here.pipeline.announce("Dinner is ready.")
        await asyncio.wait({announced})
        assert announced.exception() is None


async def test_stop_silences_what_is_said_and_what_waits() -> None:
    script = Script(SCRIPT)
    async with room(script, queue=VoiceQueue(in_flight=4)) as here:
        dinner = here.pipeline.announce("Dinner is ready. " * 100)
        turns = [here.pipeline.submit(text) for text in ("talk", "chat", "tell")]
        await asyncio.sleep(10)
        before_s = asyncio.get_running_loop().time()
        assert (await here.ask("stop")).status == "completed"
        assert asyncio.get_running_loop().time() == before_s
        assert dinner.cancelled()
        assert {turn.task.status for turn in turns} == {Status.CANCELLED}
        assert [here.happened(turn)[-1] for turn in turns] == [
            TaskFinished(turn=turn.task.task_id, status="cancelled", answer="", did={}, pieces=1, cut=True)
            for turn in turns
        ]  # nothing of them was heard: dinner came first
        assert (here.voice.said, script.open_) == ([], [])
        assert not here.pipeline.interrupt()  # there is nothing left to silence
        assert (await here.ask("time")).answer == "It is noon."


async def test_stop_comes_first_even_when_every_place_is_taken() -> None:
    async with room() as here:
        turns = [here.pipeline.submit("talk") for _ in range(3)]
        await asyncio.sleep(10)
        waiting = here.pipeline.submit("time", aloud=False)
        stop = here.pipeline.submit("stop", aloud=False)
        await waiting.finished.wait()
        assert [turn.task.status for turn in (*turns, stop)] == [Status.CANCELLED] * 3 + [Status.COMPLETED]
        started = [one.event.turn for one in here.bus.history() if isinstance(one.event, TaskStarted)]
        assert started.index(stop.task.task_id) < started.index(waiting.task.task_id)


async def test_what_is_silenced_twice_ends_in_order_all_the_same() -> None:
    ended: list[str] = []

    class Slow(NotingVoice):
        async def say(self, speech: Speech) -> None:
            try:
                await super().say(speech)
            finally:
                await asyncio.sleep(0.1)  # so long the loudspeaker takes to fall silent
                ended.append(speech.turn)

    async with room(voice=Slow()) as here:
        talk = here.pipeline.submit("talk")
        dinner = here.pipeline.announce("Dinner is ready. " * 100, "dinner")
        await asyncio.sleep(1)
        assert here.pipeline.interrupt()
        await asyncio.sleep(0)
        here.pipeline.interrupt()
        await asyncio.wait({dinner})
        await talk.finished.wait()
    assert sorted(ended) == sorted([talk.task.task_id, "dinner"])


async def test_who_silences_the_others_may_speak_on() -> None:
    class Hushing(Script):
        async def _pieces(self, text: str) -> AsyncGenerator[str]:
            yield "Quiet, everybody. "
            self.did["silenced"] = str(here.pipeline.interrupt())
            yield text

    hushing = Hushing({"thank you": []})
    async with room(hushing, Script(SCRIPT)) as here:
        thanks, talk = here.pipeline.submit("thank you"), here.pipeline.submit("talk")
        await talk.finished.wait()
        await thanks.finished.wait()
        assert (here.voice.said, hushing.did) == (["Quiet, everybody. thank you"], {"silenced": "True"})
        assert talk.task.status is Status.CANCELLED


@pytest.mark.parametrize(
    "asked", [["talk"] * 5, ["think"]], ids=["it waits for a place", "it is not known yet"]
)
async def test_after_stop_nothing_is_said_that_was_asked_for_before(asked: list[str]) -> None:
    async with room(Script({**SCRIPT, "think": [60.0, "I know!"]})) as here:
        turns = [here.pipeline.submit(text) for text in asked]
        await asyncio.sleep(10)
        await here.ask("stop")
        for turn in turns:
            await turn.finished.wait()
        assert here.voice.said == []


async def test_what_is_asked_for_is_done_while_another_answer_is_still_being_said() -> None:
    async with room() as here:
        here.pipeline.submit("talk")
        second = here.pipeline.submit("time")
        await asyncio.sleep(1)
        assert second.task.result == "It is "
        assert not second.finished.is_set()


async def test_a_voice_that_breaks_in_an_unheard_of_way_does_not_end_the_pipeline() -> None:
    async with room() as here:
        here.voice.say = None  # type: ignore[method-assign, assignment]  # a fault nobody thought of
        announced = here.pipeline.announce("Dinner is ready.")
        await asyncio.wait({announced})
        assert (await here.ask("time")).status == "failed"
        assert (await here.ask("time", aloud=False)).answer == "It is noon."


async def test_a_pipeline_can_be_started_again() -> None:
    async with EventBus() as bus, asyncio.TaskGroup() as group:
        pipeline = orchestrator(bus, scripted(NotingVoice(), [Script(SCRIPT)]))
        for _ in range(2):
            running = group.create_task(pipeline.run(), name="pipeline")
            turn = pipeline.submit("time")
            await turn.finished.wait()
            assert turn.task.result == "It is noon."
            running.cancel()
            await asyncio.wait({running})


async def test_the_spoken_are_answered_before_the_typed() -> None:
    async with room(queue=VoiceQueue(in_flight=1)) as here:
        typed, spoken = here.pipeline.submit("time", aloud=False), here.pipeline.submit("time")
        await typed.finished.wait()
        assert spoken.finished.is_set()


async def test_when_too_many_wait_one_is_told_so() -> None:
    async with room(queue=VoiceQueue(maxsize=1, in_flight=1)) as here:
        first = here.pipeline.submit("talk")
        await asyncio.sleep(1)
        second = here.pipeline.submit("time")
        with pytest.raises(QueueFullError, match="1 requests are waiting"):
            here.pipeline.submit("time", turn="voice_9_9")
        assert here.bus.history()[-1].event == QueueFull(turn="voice_9_9", waiting=1)
        await second.finished.wait()
        assert (first.task.status, second.task.status) == (Status.COMPLETED, Status.COMPLETED)


async def test_stop_makes_room_for_itself() -> None:
    async with room(queue=VoiceQueue(maxsize=1, in_flight=1)) as here:
        first = here.pipeline.submit("talk")
        await asyncio.sleep(1)
        second = here.pipeline.submit("time")
        assert (await here.ask("stop")).status == "completed"
        assert (first.task.status, second.task.status) == (Status.CANCELLED, Status.CANCELLED)


async def test_a_pipeline_that_ends_leaves_nothing_half_open() -> None:
    script = Script(SCRIPT)
    async with room(script) as here:
        turns = [here.pipeline.submit(text, aloud=text == "talk") for text in ("talk", "time")]
        await asyncio.sleep(1)
        assert script.open_ == ["time"]
    assert script.open_ == []
    assert [turn.task.status for turn in turns] == [Status.CANCELLED] * 2
    assert all(turn.finished.is_set() for turn in turns)
    assert (here.voice.said, len(here.voice.cut)) == ([], 1)


async def test_a_speech_of_a_request_is_cut_where_it_becomes_absurd() -> None:
    async with room() as here:
        turn = here.pipeline.submit("a" * 100_000)
        await turn.finished.wait()
        assert len(turn.task.text) == LONGEST_TEXT


async def test_what_was_said_is_not_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    answers: dict[str, list[Piece]] = {
        "my secret": ["I keep your secret."],
        "my fault": [ValueError("a secret")],
    }
    async with room(Script(answers)) as here:
        for text in ("my secret", "my fault", "another secret"):
            await here.ask(text)
        with suppress(QueueFullError):
            here.pipeline.submit("secret")
    assert "ValueError" in caplog.text
    assert "secret" not in caplog.text
