"""Engines behind a breaker: what fails is counted, what hangs is ended, what rests is not asked."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from typing import TypeVar

import pytest

from jarvis.answering import Answer
from jarvis.breaker import AdaptiveCircuitBreaker, Breakers
from jarvis.breaker_rules import Options, State
from jarvis.errors import BadInputError, EngineError, JarvisError, RecognitionError, SynthesisError
from jarvis.events import Event
from jarvis.guarded import GuardedAnswerer, GuardedRecognizer, GuardedSynthesizer
from jarvis.ports import RATE_HZ, Draft, Pcm, Told, Transcript
from jarvis.speech import Sound
from jarvis.tasks import Priority, VoiceTask

HANGS = "hangs"
Act = str | Exception
T = TypeVar("T")
Ask = Callable[["Engine", AdaptiveCircuitBreaker], AsyncGenerator[object]]
NOBODY_THOUGHT_OF = [KeyError("x"), StopAsyncIteration(), StopIteration(), ExceptionGroup("x", [OSError()])]


class Engine:
    """Recognizes, speaks and answers by its script: a word, an error, or HANGS."""

    name, rate_hz = "scripted", RATE_HZ

    def __init__(self, *script: Act) -> None:
        self.script = list(script)
        self.asked = self.open = 0

    async def _next(self) -> str:
        self.asked += 1
        act = self.script.pop(0) if len(self.script) > 1 else self.script[0]
        if isinstance(act, Exception):
            raise act
        if act == HANGS:
            await asyncio.Event().wait()
        return act

    def draft(self, told: Told) -> Draft | None:
        """It hears an utterance as a whole."""
        del told
        return None

    async def recognize(self, pcm: Pcm, draft: Draft | None = None) -> Transcript:
        """The next act."""
        assert draft is None
        assert pcm
        return Transcript(await self._next())

    async def _pieces(self) -> AsyncGenerator[str]:
        self.open += 1
        try:
            while (word := await self._next()) != "end":
                yield word
        finally:
            self.open -= 1

    async def synthesize(self, text: str) -> AsyncGenerator[Sound]:
        """Acts as sound."""
        assert text
        async with aclosing(self._pieces()) as pieces:
            async for piece in pieces:
                yield Sound(piece.encode())

    def priority(self, text: str) -> Priority | None:
        """What begins with an exclamation mark is urgent."""
        return Priority.CRITICAL if text.startswith("!") else None

    def answer(self, task: VoiceTask) -> Answer | None:
        """Acts as words; nothing for what is not a question."""
        return Answer("scripted", self._pieces()) if task.text.endswith("?") else None


def breaker(limit_s: float | None = None) -> tuple[AdaptiveCircuitBreaker, list[Event]]:
    told: list[Event] = []
    breakers = Breakers(told.append, asyncio.get_running_loop().time)
    return breakers.get("part", Options(limit_s=limit_s)), told


def failures(one: AdaptiveCircuitBreaker) -> int:
    return one.rules.failures(asyncio.get_running_loop().time())


async def note(stream: AsyncGenerator[T], into: list[T]) -> None:
    """Keep the pieces, also of a stream that breaks."""
    async for piece in stream:
        into += [piece]


async def test_a_recognizer_that_fails_five_times_rests_and_says_for_how_long() -> None:
    guard, _ = breaker()
    engine = Engine(RecognitionError("It is broken."))
    recognizer = GuardedRecognizer(engine, guard)
    assert recognizer.name == engine.name
    for _ in range(5):
        with pytest.raises(RecognitionError, match="It is broken"):
            await recognizer.recognize(b"12")
    await asyncio.sleep(10)
    with pytest.raises(RecognitionError, match=r"You can type to me\..*tried again in 20 seconds"):
        await recognizer.recognize(b"12")
    assert (engine.asked, guard.state) == (5, State.OPEN)
    await asyncio.sleep(20)
    engine.script = ["Hello."]
    assert [(await recognizer.recognize(b"12")).text for _ in range(2)] == ["Hello."] * 2
    assert guard.state is State.CLOSED


async def test_a_recognizer_that_hangs_is_ended_and_counted() -> None:
    guard, _ = breaker(limit_s=8)
    before_s = asyncio.get_running_loop().time()
    with pytest.raises(RecognitionError, match="took too long"):
        await GuardedRecognizer(Engine(HANGS), guard).recognize(b"12")
    assert (asyncio.get_running_loop().time() - before_s, failures(guard)) == (8, 1)


@pytest.mark.parametrize("hangs", [True, False])
async def test_who_gives_up_or_asks_nonsense_is_not_the_recognizers_fault(hangs: bool) -> None:  # noqa: FBT001 - given
    guard, _ = breaker(limit_s=8)
    recognizer = GuardedRecognizer(Engine(HANGS if hangs else BadInputError("That is no sound.")), guard)
    for _ in range(10):
        with pytest.raises((TimeoutError, BadInputError)):
            await asyncio.wait_for(recognizer.recognize(b"12"), 1)
    assert (failures(guard), guard.state) == (0, State.CLOSED)


def spoken(engine: Engine, guard: AdaptiveCircuitBreaker) -> AsyncGenerator[Sound]:
    return GuardedSynthesizer(engine, guard, limit_s=3).synthesize("Hello.")


@pytest.mark.parametrize(
    "script", [(HANGS,), ("a", HANGS), (SynthesisError("No."),), ("a", SynthesisError("No."))]
)
async def test_a_voice_that_fails_or_hangs_is_counted_after_what_it_could_say(
    script: tuple[Act, ...],
) -> None:
    guard, _ = breaker()
    engine, heard = Engine(*script), list[Sound]()
    with pytest.raises(SynthesisError):
        await note(spoken(engine, guard), heard)
    assert heard == [Sound(b"a")] * (len(script) - 1)
    assert (failures(guard), engine.open) == (1, 0)


async def test_a_voice_that_rests_is_not_asked_and_answers_are_in_writing() -> None:
    guard, _ = breaker()
    engine = Engine(SynthesisError("No."))
    for _ in range(5):
        with pytest.raises(SynthesisError, match="No"):
            await anext(spoken(engine, guard))
    before_s = asyncio.get_running_loop().time()
    with pytest.raises(SynthesisError, match="in writing"):
        await anext(spoken(engine, guard))
    assert (engine.asked, asyncio.get_running_loop().time()) == (5, before_s)
    voice = GuardedSynthesizer(engine, guard, 3)
    assert (voice.name, voice.rate_hz) == (engine.name, engine.rate_hz)


def answered(engine: Engine, guard: AdaptiveCircuitBreaker, text: str = "why?") -> Answer | None:
    return GuardedAnswerer(engine, guard, limit_s=8).answer(VoiceTask("t", text, None, 0.0))


def written(engine: Engine, guard: AdaptiveCircuitBreaker) -> AsyncGenerator[str]:
    answer = answered(engine, guard)
    assert answer
    return answer.pieces


async def pieces(answer: Answer | None) -> list[str]:
    assert answer
    return [piece async for piece in answer.pieces]


async def test_an_answer_passes_and_may_be_said_again() -> None:
    guard, _ = breaker()
    answer = answered(Engine("Because ", "so.", "end"), guard)
    assert answer
    assert answer.lasting
    assert await pieces(answer) == ["Because ", "so."]
    assert answered(Engine("x"), guard, "hm") is None
    assert GuardedAnswerer(Engine("x"), guard, 8).priority("!") is Priority.CRITICAL


@pytest.mark.parametrize(
    "error", [OSError("a secret"), TimeoutError(), EngineError("No."), HANGS, *NOBODY_THOUGHT_OF]
)
@pytest.mark.parametrize("said", [(), ("Well, ",)])
async def test_whatever_goes_wrong_in_an_engine_is_one_error_and_counted(
    error: Act, said: tuple[str, ...], caplog: pytest.LogCaptureFixture
) -> None:
    guard, _ = breaker()
    engine, heard = Engine(*said, error), list[str]()
    with pytest.raises(EngineError, match="scripted failed") as raised:
        await note(written(engine, guard), heard)
    assert (tuple(heard), failures(guard), engine.open) == (said, 1, 0)
    assert "scripted failed" in caplog.text
    assert "secret" not in caplog.text + str(raised.value)


async def test_an_engine_that_rests_is_not_asked() -> None:
    guard, _ = breaker()
    engine = Engine(OSError("no route"))
    for _ in range(5):
        with pytest.raises(EngineError, match="OSError"):
            await pieces(answered(engine, guard))
    with pytest.raises(EngineError, match="rests"):
        await pieces(answered(engine, guard))
    assert engine.asked == 5


async def test_the_mistake_of_whoever_asks_is_told_to_them_and_not_counted() -> None:
    guard, _ = breaker()
    with pytest.raises(BadInputError, match="too long"):
        await pieces(answered(Engine(BadInputError("That is too long.")), guard))
    assert failures(guard) == 0


@pytest.mark.parametrize("ask", [spoken, written])
async def test_who_is_cut_short_says_nothing_about_the_engine(ask: Ask) -> None:
    guard, _ = breaker()

    async def cut(*script: Act) -> int:
        engine = Engine(*script)
        async with aclosing(ask(engine, guard)) as stream:
            await anext(stream)
        return engine.open

    assert [await cut("a", HANGS) for _ in range(10)] == [0] * 10
    assert failures(guard) == 0
    for _ in range(5):
        with pytest.raises(JarvisError):
            await cut(SynthesisError("No."))
    await asyncio.sleep(30)
    assert [await cut("a") for _ in range(10)] == [0] * 10  # trials that prove nothing, nor take up the place
    assert guard.state is State.HALF_OPEN


@pytest.mark.parametrize("ask", [spoken, written])
async def test_the_time_of_whoever_listens_is_not_the_engines(
    ask: Ask,
) -> None:
    guard, told = breaker()
    for round_ in range(40):
        engine = Engine("a", "b", "end")
        async with aclosing(ask(engine, guard)) as stream:
            async for _ in stream:
                await asyncio.sleep(0.1 if round_ < 30 else 2)
        await asyncio.sleep(1)
    assert told == [], "a listener who takes longer is no early warning"


async def test_what_one_recognizer_cannot_do_the_next_one_does() -> None:
    guard, _ = breaker()
    spare, _ = breaker()
    broken, other = Engine(RecognitionError("It is broken.")), Engine("hello")
    recognizer = GuardedRecognizer(broken, guard, GuardedRecognizer(other, spare))
    assert [(await recognizer.recognize(b"12")).text for _ in range(7)] == ["hello"] * 7
    assert (broken.asked, other.asked) == (5, 7), "one that rests is not asked"


async def test_one_that_works_is_not_helped() -> None:
    guard, _ = breaker()
    spare, _ = breaker()
    other = Engine("hello")
    recognizer = GuardedRecognizer(Engine(""), guard, GuardedRecognizer(other, spare))
    assert ((await recognizer.recognize(b"12")).text, other.asked) == ("", 0), "nothing heard is no failure"


async def test_when_none_of_them_can_the_first_says_why() -> None:
    guard, _ = breaker()
    spare, _ = breaker()
    also = GuardedRecognizer(Engine(RecognitionError("So is this.")), spare)
    recognizer = GuardedRecognizer(Engine(RecognitionError("It is broken.")), guard, also)
    with pytest.raises(RecognitionError, match=r"^It is broken\.$"):
        await recognizer.recognize(b"12")


async def test_a_mistake_of_the_caller_is_not_tried_elsewhere() -> None:
    guard, _ = breaker()
    spare, _ = breaker()
    other = Engine("hello")
    recognizer = GuardedRecognizer(
        Engine(BadInputError("That is no sound.")), guard, GuardedRecognizer(other, spare)
    )
    with pytest.raises(BadInputError):
        await recognizer.recognize(b"12")
    assert other.asked == 0


async def test_a_recognizer_that_rests_is_not_asked_while_one_speaks() -> None:
    class Drafting(Engine):
        drafts = 0

        def draft(self, told: Told) -> Draft | None:
            self.drafts += 1
            return super().draft(told)

    guard, _ = breaker()
    engine = Drafting(RecognitionError("It is broken."))
    recognizer = GuardedRecognizer(engine, guard)
    recognizer.draft(unheeded_text)
    for _ in range(5):
        with pytest.raises(RecognitionError):
            await recognizer.recognize(b"12")
    recognizer.draft(unheeded_text)
    assert engine.drafts == 1


def unheeded_text(_text: str, _size: int) -> None:
    """Nobody listens to it."""
