"""What Jarvis says to what no skill knows: chat, honest ignorance, or a bigger model's answer."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import pytest

import skills
from jarvis import plugins
from jarvis.answerers import SkillAnswerer
from jarvis.breaker import Breakers
from jarvis.bus import EventBus
from jarvis.errors import EngineError, NotMineError
from jarvis.events import TaskFinished, TaskStarted
from jarvis.mind import lineup
from jarvis.mind.conversation import Conversation
from jarvis.mind.embedded import Embedded
from jarvis.mind.honest import NOT_DONE, harmless_words
from jarvis.mind.mind import UNKNOWN, Mind
from jarvis.mind.rounds import Toolbox
from jarvis.mind.small_talk import KINDS, talk_of
from jarvis.mind_config import MindConfig
from jarvis.ports import unheeded
from jarvis.residency import ModelResidency
from jarvis.tasks import VoiceTask
from jarvis.testing import NotingHouse
from tests.engines.ollama_server import Act, Fail, OllamaServer, call, serving, tag

pytestmark = pytest.mark.real_time
CHAT = """
hello|hi jarvis|good evening|how are you|how are you doing today|thanks a lot|you are great
i feel sad|i am so happy|i am bored|i had a bad day|i got a new job|goodbye|good night
see you later|who are you|what's your name?|are you a robot|do you like me|tell me a joke
i love you|you are stupid|sorry|what's up|nice to meet you|i am nervous|are you there
do you sleep|i am angry|haha|well done|my dog died|i'm sick|merry christmas|i miss my mother
do you dream|hello, how are you?|i am proud|good luck|i am lonely
"""
FACTS = """
what is the capital of france|who wrote hamlet|how tall is mount everest
when was the moon landing|how many people live in berlin|what is seven times eight
what's twelve plus thirty|who is the president|how far is the sun
what is the boiling point of water|when did the war end|who invented the telephone
what is the meaning of photosynthesis|spell necessary|translate hello to french
what's the square root of 81|how do you cook rice|is paris in italy|are tomatoes fruit
does gold rust|what year is it|what day is tomorrow|what's the weather like|will it rain today
how warm is it outside|what is the temperature in the kitchen|what's my name|when is my birthday
where do i live|what is my door code|what's the wifi password|who called me
what's on my calendar|when is my next meeting|how much money do i have|where are my keys
is the front door locked|is anybody home|what is the news|who won the game yesterday
what did i say before|how old am i|what does the word gregarious mean|define entropy
explain gravity|name three rivers|tell me about napoleon|how long is the nile
what is the speed of light|which planet is the largest|why is the sky blue
hello what is the capital of spain|thanks and what time is it in tokyo|i am sad is my train late
good morning what's the weather|how are you and who is the king of england
"""
DEEDS = """
turn on the lights|open the garage door|send a message to anna|call my mother
book a table for two|order a pizza|play some jazz|add milk to the shopping list
set the heating to twenty|lock the door|hello turn off the tv|can you open the window
please delete my files|thanks now start the washing machine|remind everybody of the party
"""


def each(text: str) -> list[str]:
    return [line for line in text.replace("\n", "|").split("|") if line]


@asynccontextmanager
async def minded(**settings: Any) -> AsyncIterator[tuple[Mind, EventBus]]:  # noqa: ANN401 - settings
    """A mind that runs; nobody serves Ollama unless a test does."""
    clock = asyncio.get_running_loop().time
    async with asyncio.timeout(100), EventBus() as bus, asyncio.TaskGroup() as group:
        talk = Conversation(bus, clock, lambda _: "")
        mind = Mind(MindConfig.model_validate(settings), Breakers(unheeded, clock), clock, talk)
        running = group.create_task(mind.run(), name="mind")
        try:
            yield mind, bus
        finally:
            running.cancel()


async def said(mind: Mind, text: str) -> str:
    answer = mind.answer(VoiceTask("voice_1_0", text, None, 0.0))
    assert answer
    async with aclosing(answer.pieces) as pieces:
        return "".join([piece async for piece in pieces])


NOWHERE = {"url": "http://127.0.0.1:9"}


def test_there_is_enough_to_ask() -> None:
    assert len(each(CHAT)) >= 30
    assert len(each(FACTS)) + len(each(DEEDS)) >= 60


async def test_small_talk_is_answered_and_states_nothing() -> None:
    ours = {answer for kind in KINDS for answer in kind.answers}
    by_model = 0
    async with minded(answer_tokens=40, **NOWHERE) as (mind, _):
        for text in each(CHAT):
            heard = await said(mind, text)
            assert heard, text
            assert heard.count(". ") + heard.count("! ") <= 1, "two sentences at most"
            if heard not in ours:
                by_model += 1
                words = {word.strip(".,!").casefold().replace("\u2019", "'") for word in heard.split()}
                assert words <= harmless_words(), heard
        assert by_model >= 5, "the model has its say"
        assert mind.status()["engine"] == "embedded"
        assert mind.status()["rank"] == "small talk"


@pytest.mark.parametrize("text", each(FACTS))
async def test_a_question_of_fact_gets_no_invented_answer(text: str) -> None:
    async with minded(**NOWHERE) as (mind, _):
        assert await said(mind, text) == UNKNOWN
        assert mind.status()["pid"] is None, "the small model is not even asked"


@pytest.mark.parametrize("text", each(DEEDS))
async def test_what_is_to_be_done_is_left_to_others_and_never_called_done(text: str) -> None:
    async with minded(**NOWHERE) as (mind, _):
        with pytest.raises(NotMineError):
            await said(mind, text)
        assert talk_of(text) is None


async def test_nothing_is_loaded_for_a_mind_that_nobody_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lineup, "importlib", None)
    async with minded(**NOWHERE) as (mind, _):
        assert mind.priority("hello") is None
        assert mind.status()["engines"] == ["ollama", "embedded"]
        assert mind.status()["pid"] is None


async def test_no_mind_is_none() -> None:
    async with minded(engine="none") as (mind, _):
        assert mind.answer(VoiceTask("t", "hello", None, 0.0)) is None
        assert not mind.is_small_talk("hello")
        assert mind.status()["engines"] == []


async def test_a_capable_model_answers_what_it_knows() -> None:
    server = OllamaServer("It is ", "Paris. ", "It is in France.")
    async with serving(server), minded(url=server.url) as (mind, _):
        assert await said(mind, "what is the capital of france") == "It is Paris. It is in France."
        assert mind.status()["model"] == "qwen3:4b"


async def test_even_a_capable_model_cannot_claim_to_have_done_something() -> None:
    claims: tuple[Act, ...] = ("Sure! I've set a timer. ", "Your timer is set. ", "Anything else?")
    async with serving(OllamaServer(*claims)) as server, minded(url=server.url) as (mind, _):
        assert await said(mind, "set a timer, will you") == f"Sure! {NOT_DONE} Anything else?"


async def test_over_the_wire_of_ollama_a_model_uses_a_tool_and_is_told_what_it_gave() -> None:
    server = OllamaServer("I'll set it. ", call("timer-set_timer", {"duration": "ten minutes"}))
    server.then = [("Done! ", "Enjoy your tea.")]
    async with serving(server), minded(url=server.url) as (mind, _):
        found = plugins.find(skills)
        house = NotingHouse(datetime(2026, 5, 4, 12, tzinfo=UTC))
        known = SkillAnswerer(found, house)
        mind.tools = Toolbox(found, known, lambda _, skill: skill == "timer.set_timer")
        assert await said(mind, "my tea takes ten minutes") == "Timer set for 10 minutes. Enjoy your tea."
    assert [(one.kind, one.left_s) for one in await house.due.all("timer")] == [("timer", 600)]
    assert len(server.asked[0]["tools"]) == len(found)
    wanted, told = server.asked[1]["messages"][-2:]
    assert wanted["tool_calls"][0]["function"]["name"] == told["tool_name"] == "timer-set_timer"
    assert "Timer set for 10 minutes." in told["content"]


async def test_it_knows_what_was_said_before_as_far_as_it_was_heard() -> None:
    async with serving(OllamaServer("Yes.")) as server, minded(url=server.url) as (mind, bus):
        bus.post(TaskStarted(turn="a", text="tell me of rivers"))
        bus.post(TaskFinished(turn="a", status="cancelled", answer="The Nile", did={}, pieces=1))
        await asyncio.sleep(0.05)
        await said(mind, "is it long?")
        shown = [(one["role"], one["content"]) for one in server.asked[0]["messages"][1:]]
        assert shown == [
            ("user", "tell me of rivers"),
            ("assistant", "The Nile… (cut off here)"),
            ("user", "is it long?"),
        ]


async def test_when_the_big_model_breaks_small_talk_goes_on_and_questions_are_an_error() -> None:
    async with (
        serving(OllamaServer(Fail.ERROR)) as server,
        minded(url=server.url, answer_tokens=30) as (mind, _),
    ):
        assert await said(mind, "hello")
        with pytest.raises(EngineError, match="Ollama failed"):
            await said(mind, "what is the capital of france")
        assert "Ollama failed" in mind.status()["problem"]


async def test_what_is_missing_is_named_to_whoever_asks() -> None:
    async with serving(OllamaServer()) as server, minded(url=server.url) as (mind, _):
        server.tags = []
        heard = await said(mind, "what is the capital of france")
        assert heard.startswith("I don't know that. Ollama has no model that can chat.")


async def test_a_small_model_in_ollama_is_trusted_no_more_than_ours() -> None:
    async with asyncio.TaskGroup() as group:
        small = Embedded(MindConfig(answer_tokens=40))
        running = group.create_task(small.run(), name="small")
        async with serving(OllamaServer(model=small)) as server, minded(url=server.url) as (mind, _):
            server.tags = [tag("smollm2:135m", "134.52M", "llama")]
            assert await said(mind, "what is the capital of france") == UNKNOWN
            assert server.asked == []
            assert await said(mind, "hello")
            assert server.asked[0]["model"] == "smollm2:135m"
        running.cancel()


async def test_a_model_without_room_is_a_sentence_not_a_failure_and_small_talk_goes_on() -> None:
    clock = asyncio.get_running_loop().time
    ledger = ModelResidency(clock, 4_000, lambda: 700)
    async with serving(OllamaServer("Paris.")) as server, EventBus() as bus:
        breakers = Breakers(unheeded, clock)
        talk = Conversation(bus, clock, lambda _: "")
        mind = Mind(MindConfig(url=server.url), breakers, clock, talk, ledger)
        for _ in range(20):
            told = await said(mind, "what is the capital of france")
            assert told.startswith("I don't know that. The language model qwen3:4b needs 3.1 GB, 0.4 GB are")
        assert all(one.rules.failures(clock()) == 0 for one in breakers)
        assert "needs 3.1 GB" in mind.status()["problem"]
        assert server.asked == []
        await mind.router.close()
