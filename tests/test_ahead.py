"""A model is ready before the last word is said, and nobody pays for it who does not chat."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

import pytest

from jarvis.bus import EventBus
from jarvis.events import (
    Event,
    ListeningStarted,
    NothingHeard,
    PartialRecognized,
    SpeechDismissed,
    TaskFinished,
    TaskStarted,
    TurnInterrupted,
    VoiceFailed,
)
from jarvis.mind import http
from jarvis.mind.ahead import MOST_IN_VAIN, USED_S, Ahead
from jarvis.mind.mind import Mind
from jarvis.mind.seam import Rank
from jarvis.ports import Said
from jarvis.spoken_over import INTERRUPTION
from tests.engines.ollama_server import Fail, OllamaServer, serving
from tests.sound import until
from tests.test_mind import NOWHERE, minded, said

pytestmark = pytest.mark.real_time
QUESTION = "what is the capital of france"


def judged(text: str) -> Said:
    """What a daemon with one skill, "set a timer for ten minutes", says of a text."""
    if text in ("set a timer for ten minutes", "thank you very much"):
        return Said.COMPLETE
    return Said.UNFINISHED if "set a timer for ten minutes".startswith(text) else Said.OPEN


@asynccontextmanager
async def ahead(
    url: str, used_s_ago: float | None = None, later_s: Sequence[float] = (0.0,)
) -> AsyncIterator[tuple[Mind, EventBus]]:
    """A mind that gets ready, by a clock that goes before; a model answered so long ago, or never."""
    async with minded(url=url) as (mind, bus), asyncio.TaskGroup() as group:
        clock = asyncio.get_running_loop().time
        if used_s_ago is not None:
            mind.used_s = clock() - used_s_ago
        running = group.create_task(
            Ahead(bus, mind, judged, lambda: clock() + later_s[0]).run(), name="ahead"
        )
        try:
            yield mind, bus
        finally:
            running.cancel()


def woken(turn: str = "t") -> ListeningStarted:
    return ListeningStarted(turn=turn, trigger="wake")


def heard(text: str, turn: str = "t") -> PartialRecognized:
    return PartialRecognized(turn=turn, text=text)


async def settled(bus: EventBus, *events: Event) -> None:
    """All of this happened, and whoever wanted to do something about it has begun."""
    for event in events:
        await bus.publish(event)
    for _ in range(5):
        await asyncio.sleep(0)


async def left(server: OllamaServer) -> int:
    """How many have hung up by now: whoever did so just now is counted, too."""
    for _ in range(3):
        await http.get(f"{server.url}/api/tags")
    return server.left


def shown(request: dict[str, Any]) -> list[str]:
    return [one["content"] for one in request["messages"][1:]]


async def test_who_never_chats_starts_no_model() -> None:
    async with serving(OllamaServer()) as server, ahead(server.url) as (mind, bus):
        await settled(bus, woken(), heard("set a timer for"), heard("set a timer for ten minutes"))
        assert (server.paths, mind.status()["pid"]) == ([], None)


async def test_who_chatted_today_finds_the_model_ready_before_they_have_spoken() -> None:
    later_s = [0.0]
    async with serving(OllamaServer("Paris.")) as server, ahead(server.url, None, later_s) as (mind, bus):
        await said(mind, QUESTION)
        bus.post(TaskStarted(turn="a", text=QUESTION))
        bus.post(TaskFinished(turn="a", status="completed", answer="Paris.", did={}, pieces=1))
        await settled(bus, woken("b"))
        assert len(server.asked) == 1, "it is still in memory"
        later_s[0] = mind.idle_s
        await settled(bus, woken("c"))
        await until(lambda: len(server.asked) == 2, "the beginning")
        assert shown(server.asked[1]) == [QUESTION, "Paris."], "all that the next question follows"
        assert server.asked[1]["options"]["num_predict"] == 1
        assert server.asked[1]["keep_alive"] == server.asked[0]["keep_alive"]


async def test_the_embedded_model_is_there_and_has_begun_to_answer_before_it_is_asked() -> None:
    async with ahead(NOWHERE["url"], used_s_ago=700) as (mind, bus):
        await settled(bus, woken())
        await until(lambda: mind.status()["pid"], "the model's process")
        usual = await said(mind, "thank you very much")
        await settled(bus, heard("thank you very much"))
        await until(lambda: mind.head_start is not None, "that it begins")
        head = mind.head_start
        await settled(bus, TaskStarted(turn="t", text="thank you very much"))
        assert await said(mind, "thank you very much") == usual
        assert head
        assert head.taken


async def test_a_question_is_worked_through_while_it_is_spoken_but_only_as_it_stands_still() -> None:
    async with serving(OllamaServer("x")) as server, ahead(server.url) as (_, bus):
        await settled(bus, heard("what is"), heard("what is the capital"), heard(QUESTION))
        await until(lambda: len(server.asked) == 1, "the question")
        assert shown(server.asked[0]) == [QUESTION]


async def test_the_newest_words_replace_the_ones_before() -> None:
    async with serving(OllamaServer(Fail.HANG)) as server, ahead(server.url) as (_, bus):
        await settled(bus, heard("what is the capital"))
        await until(lambda: len(server.asked) == 1, "the first half")
        await settled(bus, heard(QUESTION), heard(QUESTION))
        await until(lambda: len(server.asked) == 2, "all of it")
        await until(lambda: server.left == 1, "the first half is given up")
        assert shown(server.asked[1]) == [QUESTION]


@pytest.mark.parametrize(
    "over",
    [
        NothingHeard(turn="t", waited_ms=5_000),
        SpeechDismissed(turn="t", reason="hesitation"),
        VoiceFailed(turn="t", reason="nothing"),
        TurnInterrupted(turn="t", stage="asr_processing", by="hand", reaction_ms=None),
        TaskFinished(turn="t", status="completed", answer="", did={}, pieces=0),
        TaskStarted(turn="t", text="what is the capital of spain"),
        heard("set a timer for"),
    ],
    ids=lambda event: type(event).__name__,
)
async def test_what_nobody_wants_any_more_is_given_up(over: Event) -> None:
    async with serving(OllamaServer(Fail.HANG)) as server, ahead(server.url) as (_, bus):
        await settled(bus, heard(QUESTION))
        await until(lambda: len(server.asked) == 1, "the question")
        await settled(bus, NothingHeard(turn="another", waited_ms=5_000))
        assert await left(server) == 0, "another turn is none of its business"
        await settled(bus, over)
        await until(lambda: server.left == 1, "it is given up")


async def test_when_the_model_is_asked_itself_nothing_more_is_begun_ahead() -> None:
    async with serving(OllamaServer("Paris.")) as server, ahead(server.url) as (mind, bus):
        await settled(bus, heard(QUESTION), TaskStarted(turn="t", text=QUESTION))
        await said(mind, QUESTION)
        await settled(bus, heard("who wrote hamlet", "next"))
        await until(lambda: len(server.asked) == 2, "the next question")
        assert [shown(one) for one in server.asked] == [[QUESTION], ["who wrote hamlet"]]


async def test_what_is_worked_through_already_is_not_thrown_away_when_it_is_asked() -> None:
    async with serving(OllamaServer(Fail.HANG)) as server, ahead(server.url) as (_, bus):
        await settled(bus, heard(QUESTION))
        await until(lambda: len(server.asked) == 1, "the question")
        await settled(bus, TaskStarted(turn="t", text=QUESTION))
        assert await left(server) == 0


async def test_a_wake_word_starts_no_model_that_was_not_wanted_the_last_few_times() -> None:
    later_s = [1_000.0]
    async with serving(OllamaServer("x")) as server, ahead(server.url, 0.0, later_s) as (mind, bus):
        await settled(bus, ListeningStarted(turn="over", trigger=INTERRUPTION))
        for number in range(MOST_IN_VAIN):
            await settled(bus, woken(f"t{number}"))
            await until(lambda: len(server.asked) == number + 1, "the beginning")  # noqa: B023 - now
            later_s[0] += 1_000
        await settled(bus, woken("tired"))
        await said(mind, QUESTION)
        await settled(bus, woken("again"))
        await until(lambda: len(server.asked) == MOST_IN_VAIN + 2, "the question, and the next beginning")


async def test_a_wake_word_starts_no_model_that_was_not_wanted_for_a_day() -> None:
    async with serving(OllamaServer("x")) as server, ahead(server.url, used_s_ago=USED_S + 60) as (_, bus):
        await settled(bus, woken())
        assert server.paths == []


async def test_a_broken_model_is_left_alone_and_nobody_hears_of_it(caplog: pytest.LogCaptureFixture) -> None:
    async with serving(OllamaServer(refuse=500)) as server, ahead(server.url) as (mind, bus):
        await settled(bus, heard(QUESTION))
        await until(lambda: len(server.asked) == 1, "the question")
        server.refuse = 0
        await settled(bus, heard("what is the capital of spain", "u"))
        await until(lambda: len(server.asked) == 2, "the next question")
        assert mind.status()["problem"] == ""
    assert [one for one in caplog.records if one.levelname != "DEBUG" and "ahead" in one.name] == []


@pytest.mark.parametrize(
    ("text", "need"),
    [
        ("how are you", Rank.SMALL_TALK),
        ("thank you very much", Rank.SMALL_TALK),
        (QUESTION, Rank.CAPABLE),
        ("tell me a joke", None),
        ("set a timer for ten minutes", None),
        ("set a timer for", None),
        ("open the garage door", None),
        ("", None),
    ],
)
async def test_only_what_is_for_a_model_is_worked_through(text: str, need: Rank | None) -> None:
    async with minded(**NOWHERE) as (mind, bus):
        assert Ahead(bus, mind, judged, asyncio.get_running_loop().time).for_model(text) is need
