"""Which engine is asked, and which one next."""

import asyncio
from collections.abc import AsyncGenerator, Sequence

import pytest

from jarvis.breaker import Breakers
from jarvis.errors import EngineError
from jarvis.mind.lineup import Now
from jarvis.mind.router import Router
from jarvis.mind.seam import Health, LanguageModel, Message, NoModelError, Piece, Rank, Tool
from jarvis.ports import unheeded

Act = str | float | Exception


class Engine:
    """Says its script: text, pauses in seconds, errors."""

    def __init__(self, name: str, rank: Rank, *script: Act, health: Health | None = None) -> None:
        self.name, self.rank, self.script, self.asked = name, rank, script, 0
        self._health = health or Health("m")

    async def chat(self, messages: Sequence[Message], tools: Sequence[Tool] = ()) -> AsyncGenerator[Piece]:  # noqa: ARG002
        """The script."""
        self.asked += 1
        for act in self.script:
            if isinstance(act, Exception):
                raise act
            if isinstance(act, str):
                yield act
            else:
                await asyncio.sleep(act)

    async def warm(self, messages: Sequence[Message], tools: Sequence[Tool] = ()) -> None:
        """Nothing."""

    async def health(self) -> Health:
        """As it was made."""
        return self._health

    async def close(self) -> None:
        """Noted."""
        self.asked = -1


async def said(one: LanguageModel) -> AsyncGenerator[Piece]:
    async for piece in one.chat(()):
        yield piece


def router(*engines: Engine) -> Router:
    return Router([Now(one) for one in engines], Breakers(unheeded, asyncio.get_running_loop().time), 5)


async def ask(one: Router, need: Rank = Rank.CAPABLE) -> list[Piece]:
    return [piece async for piece in one.ask(need, said)]


SMALL, BIG = Rank.SMALL_TALK, Rank.CAPABLE


async def test_the_first_that_may_be_trusted_with_it_is_asked() -> None:
    small, big = Engine("small", SMALL, "hi"), Engine("big", BIG, "Paris")
    one = router(small, big)
    assert (await ask(one), await ask(one, SMALL), small.asked) == (["Paris"], ["hi"], 1)
    assert one.status() == {
        "engine": "small", "model": "m", "rank": "small talk", "problem": "", "engines": ["small", "big"]
    }  # fmt: skip


@pytest.mark.parametrize("failure", [EngineError("It broke."), ZeroDivisionError(), 60.0])
async def test_when_one_is_broken_or_hangs_the_next_one_answers_and_it_rests_after_a_while(
    failure: Act,
) -> None:
    broken, spare = Engine("broken", BIG, failure), Engine("spare", BIG, "Paris")
    one = router(broken, spare)
    for _ in range(8):
        assert await ask(one) == ["Paris"]
    assert broken.asked < 8, "it is left alone"
    assert one.status()["problem"]


async def test_one_that_breaks_in_the_middle_is_an_error_for_half_an_answer_is_out() -> None:
    broken, spare = Engine("broken", BIG, "Well, ", EngineError("It broke.")), Engine("spare", BIG, "Paris")
    heard: list[Piece] = []
    with pytest.raises(EngineError, match="It broke"):  # noqa: PT012 - what came before the failure counts
        async for piece in router(broken, spare).ask(BIG, said):
            heard.append(piece)  # noqa: PERF401
    assert (heard, spare.asked) == (["Well, "], 0)


async def test_one_that_is_not_there_has_not_failed() -> None:
    gone = Engine("gone", BIG, health=Health(problem="There is none. Get one.", absent=True))
    one = router(gone, Engine("small", SMALL, "hi"))
    for _ in range(30):
        with pytest.raises(NoModelError, match="Get one"):
            await ask(one)
    assert await ask(one, SMALL) == ["hi"]
    await one.close()


async def test_when_who_might_know_is_broken_that_is_an_error_and_not_ignorance() -> None:
    sick = Engine("sick", BIG, health=Health(problem="It is ill."))
    with pytest.raises(EngineError, match="It is ill"):
        await ask(router(sick, Engine("small", SMALL, "hi")))
    with pytest.raises(NoModelError):
        await ask(router())


async def test_the_one_that_would_be_asked_is_found_without_asking_it() -> None:
    gone = Engine("gone", BIG, health=Health(problem="There is none.", absent=True))
    broken, small = Engine("broken", BIG, EngineError("It broke.")), Engine("small", SMALL, "hi")
    one = router(gone, broken, small)
    assert await one.first(BIG) is broken
    assert (broken.asked, small.asked) == (0, 0)
    for _ in range(8):
        await ask(one, SMALL)
    assert await one.first(SMALL) is small, "what rests is left alone"
    assert await one.first(BIG) is None
