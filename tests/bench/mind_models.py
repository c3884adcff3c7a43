"""How soon a language model says its first word: the embedded one, warm and cold, and a whole question."""

import asyncio
import time
from collections.abc import AsyncGenerator, Iterator
from contextlib import aclosing
from typing import Any

from jarvis.breaker import Breakers
from jarvis.bus import EventBus
from jarvis.mind import prompt
from jarvis.mind.conversation import Conversation
from jarvis.mind.embedded import Embedded
from jarvis.mind.mind import Mind
from jarvis.mind.seam import Message, Rank
from jarvis.mind_config import MindConfig
from jarvis.ports import unheeded
from jarvis.tasks import VoiceTask
from tests.bench.turn import Row, row

CHAT = ("hello", "how are you", "thanks a lot", "i feel sad", "good night", "i am happy")
QUESTIONS = ("what is the capital of france", "how tall is mount everest", "will it rain today")
GOALS_MS = {"first_token_warm": 100.0, "first_token_cold": 900.0, "typed_question_first_word": 300.0}


def rows(*, quick: bool) -> Iterator[Row]:
    """All rows of this bench."""
    yield from asyncio.run(_rows(2 if quick else 20))


async def _rows(rounds: int) -> list[Row]:
    engine = Embedded(MindConfig(answer_tokens=16))
    async with asyncio.TaskGroup() as group:
        life = group.create_task(engine.run(), name="embedded")
        await engine.warm(prompt.beginning(Rank.SMALL_TALK))
        found = [await first_token_cold(engine, rounds), await first_token_warm(engine, rounds)]
        life.cancel()
    return [*found, await typed_question_first_word(rounds)]


async def first_token_warm(engine: Embedded, rounds: int) -> Row:
    """A chat whose beginning was worked out before: the process runs, the model is loaded."""
    await engine.warm(prompt.beginning(Rank.SMALL_TALK))
    texts = [CHAT[n % len(CHAT)] for n in range(rounds)]
    took_ms = [await _first(engine.chat(prompt.build(Rank.SMALL_TALK, (), text, 1_000))) for text in texts]
    return row("first_token_warm", took_ms, "ms", limit=GOALS_MS["first_token_warm"])


async def first_token_cold(engine: Embedded, rounds: int) -> Row:
    """The same with a beginning that the loaded model has never seen, as long as ours."""
    shown = prompt.build(Rank.SMALL_TALK, (), CHAT[0], 1_000)
    took_ms = []
    for n in range(rounds):
        other = Message("system", f"{n * 7919} {shown[0].text}")
        took_ms.append(await _first(engine.chat([other, *shown[1:]])))
    return row("first_token_cold", took_ms, "ms", limit=GOALS_MS["first_token_cold"])


async def typed_question_first_word(rounds: int) -> Row:
    """From a question that nobody may answer to the first word that says so, with nothing loaded."""
    clock = asyncio.get_running_loop().time
    async with EventBus() as bus:
        talk = Conversation(bus, clock, lambda _: "")
        mind = Mind(MindConfig(url="http://127.0.0.1:9"), Breakers(unheeded, clock), clock, talk)
        took_ms = []
        for n in range(rounds):
            answer = mind.answer(VoiceTask("voice_1_0", QUESTIONS[n % len(QUESTIONS)], None, 0.0))
            assert answer is not None
            took_ms.append(await _first(answer.pieces))
    return row("typed_question_first_word", took_ms, "ms", limit=GOALS_MS["typed_question_first_word"])


async def _first(pieces: AsyncGenerator[Any]) -> float:
    """Milliseconds to the first piece."""
    began_s = time.monotonic()
    async with aclosing(pieces):
        await anext(pieces)
        return (time.monotonic() - began_s) * 1_000
