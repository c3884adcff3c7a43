"""What Jarvis was told to remember: kept in one's own words, found again, and really forgotten."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pytest

import skills
from jarvis import paths, plugins
from jarvis.answerers import SkillAnswerer
from jarvis.errors import BadInputError, SkillError
from jarvis.events import SentenceReady, TaskFinished, TaskStarted
from jarvis.mind.remembered import MOST_FACTS, Notes, in_own_words
from jarvis.tasks import VoiceTask
from jarvis.testing import NotingHouse
from tests.test_answerers import NOON
from tests.test_memory import CANARY, House, house, on_disk

pytestmark = pytest.mark.real_time
SKILLS = plugins.find(skills)


class Room(NotingHouse):
    """A house with a real memory."""

    notes: Notes  # type: ignore[assignment]


@dataclass
class Talk:
    """A conversation whose turns are remembered, with the real skills."""

    at: House
    notes: Notes
    answerer: SkillAnswerer
    did: dict[str, str]
    number: int = 0
    turn: str = ""

    async def say(self, text: str) -> str:
        """One turn, to its end; gives the answer."""
        self.number += 1
        self.turn = f"t{self.number}"
        self.at.bus.post(TaskStarted(turn=self.turn, text=text))
        answer = self.answerer.answer(VoiceTask(self.turn, text, None, 0.0))
        said = "".join([piece async for piece in answer.pieces]) if answer else "I do not know."
        self.did = answer.did if answer else {}
        self.at.bus.post(SentenceReady(turn=self.turn, text=said))
        self.at.bus.post(
            TaskFinished(turn=self.turn, status="completed", answer=said, did=self.did, pieces=1)
        )
        assert await self.at.memory.kept(self.turn, 10)
        return said


@asynccontextmanager
async def talk(keep_days: int = 30) -> AsyncIterator[Talk]:
    """Somebody talks with Jarvis."""
    async with house(keep_days) as at:
        room = Room(NOON)
        room.notes = Notes(at.memory, at.store, lambda: at.now_s)
        found = Talk(at, room.notes, SkillAnswerer(SKILLS, room, lambda: at.now_s), {})
        found.answerer.dialogs.follow(at.bus)
        room.notes.this_turn = lambda: found.turn
        async with asyncio.TaskGroup() as group:
            running = group.create_task(found.answerer.dialogs.run(), name="dialogs")
            await asyncio.sleep(0)
            yield found
            running.cancel()


async def test_what_is_to_be_remembered_is_kept_in_ones_own_words_and_found_again() -> None:
    async with talk() as us:
        said = await us.say("Please remember that my Wifi password is on the fridge.")
        assert said == "I will remember: my Wifi password is on the fridge."
        (fact,) = await us.notes.listed("fact")
        assert us.did == {"remembered": str(fact["number"])}
        await us.say("keep in mind that Ada likes green tea")
        assert (
            await us.say("What do you remember about wifi?")
            == "I remember: my Wifi password is on the fridge."
        )
        assert await us.say("what did I tell you to remember about Ada") == "I remember: Ada likes green tea."
        assert await us.say("what do you remember about boats") == "I remember nothing about boats."
        assert (await us.say("what do you remember")).startswith("I remember: Ada likes green tea; my Wifi")


async def test_the_last_thing_is_forgotten_and_so_are_the_turns_that_told_it() -> None:
    async with talk() as us:
        await us.say("remember that tea is good")
        await us.say(f"Remember that {CANARY}.")
        assert on_disk(CANARY), "or this tests nothing"
        assert await us.say("forget that") == f"Forgotten: “{CANARY}”."
        assert us.did == {"forgotten": "1"}
        assert on_disk(CANARY) == []
        assert await us.say("what do you remember") == "I remember: tea is good."


async def test_that_is_the_fact_which_was_just_told() -> None:
    async with talk() as us:
        await us.say(f"Remember that {CANARY}.")
        await us.say("remember that tea is good")
        assert await us.say("what do you remember about tea") == "I remember: tea is good."
        assert await us.say("forget that") == "Forgotten: “tea is good”."
        assert await us.say("what do you remember") == f"I remember: {CANARY}."
        await us.say("remember that tea is bad")
        await us.say("what do you remember")
        assert await us.say("forget that") == "Forgotten: “what do you remember”.", "that told two things"


async def test_forgetting_takes_the_last_turn_if_that_came_later() -> None:
    async with talk() as us:
        await us.say("remember that tea is good")
        await us.say(f"is it true that {CANARY}")
        assert await us.say("forget that") == f"Forgotten: “is it true that {CANARY}”."
        assert on_disk(CANARY) == []
        assert len(await us.notes.recall()) == 1
        assert await us.say("forget that") == "Forgotten: “tea is good”."
        assert await us.say("forget that") == "There is nothing to forget."
        assert us.did == {}


@pytest.mark.parametrize("yes", ["yes", "Yes, please.", "Yes, forget everything."])
async def test_everything_is_forgotten_after_a_yes(yes: str) -> None:
    async with talk() as us:
        cleared: list[str] = []
        us.notes.on_wipe.append(lambda: cleared.append("cache"))
        await us.say(f"Remember that {CANARY}")
        await us.say(f"what about {CANARY}")
        assert (await us.say("forget everything")).endswith("Shall I forget everything?")
        assert on_disk(CANARY), "not before the yes"
        said = await us.say(yes)
        assert said.startswith("I have forgotten everything: ")
        assert us.did["forgotten"] == "4"
        assert (on_disk(CANARY), await us.notes.listed(), cleared) == ([], [], ["cache"])
        await us.say("hello")
        assert [one["text"] for one in await us.notes.listed()] == ["hello"], "a new beginning"


@pytest.mark.parametrize("answer", ["no", "what time is it"])
async def test_without_a_yes_nothing_is_forgotten(answer: str) -> None:
    async with talk() as us:
        await us.say("remember that tea is good")
        await us.say("forget everything")
        await us.say(answer)
        assert await us.say("yes") == "I do not know."
        us.at.now_s += 61
        assert (await us.say("yes, forget everything")).endswith("?"), "that question was long ago"
        assert await us.notes.recall() == ["tea is good"]


async def test_who_keeps_nothing_is_told_that_nothing_is_remembered() -> None:
    async with talk(keep_days=0) as us:
        with pytest.raises(SkillError, match=r"`memory\.keep_days` is 0"):
            await us.say(f"remember that {CANARY}")
        assert us.did == {}
    assert on_disk(CANARY) == []


async def test_when_there_is_no_room_that_is_said_instead_of_dropping_something() -> None:
    async with talk() as us:
        await us.at.store.write_all(
            ("INSERT INTO memory (kind, text, at_unix_s) VALUES ('fact', ?, 0)", (str(n),))
            for n in range(MOST_FACTS)
        )
        with pytest.raises(BadInputError, match="1000 things already"):
            await us.notes.remember("tea")
        assert (await us.say("what do you remember")).endswith("And 995 more: see “jarvis memory list”.")


async def test_what_is_listed_can_be_forgotten_by_its_number() -> None:
    async with talk() as us:
        await us.say(f"remember that {CANARY}")
        await us.say("hello there")
        turn, fact, hello = await us.notes.listed()
        assert [one["kind"] for one in (turn, fact, hello)] == ["turn", "fact", "turn"]
        with pytest.raises(BadInputError, match="nothing with the number 99"):
            await us.notes.forget([hello["number"], 99])
        assert len(await us.notes.listed()) == 3
        assert await us.notes.forget([fact["number"], hello["number"]]) == [fact["number"], hello["number"]]
        assert (await us.notes.listed(), on_disk(CANARY)) == ([], [])


async def test_what_was_copied_before_an_upgrade_is_forgotten_too() -> None:
    async with talk() as us:
        for name in ("jarvis.db.v3", "jarvis.damaged"):
            paths.database().with_name(name).write_text(CANARY)
        await us.notes.forget_everything()
        assert on_disk(CANARY) == []


@pytest.mark.parametrize(
    ("text", "request_", "wanted"),
    [
        ("my pin is 12", "Remember that my PIN is 12, please!", "my PIN is 12, please"),
        ("ada's tea", "remember that Ada\u2019s tea.", "Ada\u2019s tea"),
        ("something else", "Remember that X", "something else"),
        ("x", "", "x"),
    ],
)
def test_own_words_are_found_at_the_end_of_the_request(text: str, request_: str, wanted: str) -> None:
    assert in_own_words(text, request_) == wanted


async def test_what_was_to_be_remembered_is_undone_by_its_number_whatever_was_said_since() -> None:
    async with talk() as us:
        await us.say("remember that tea is good")
        await us.say(f"Remember that {CANARY}.")
        number = us.did["remembered"]
        await us.say("what do you remember")
        assert await us.say(f"forget fact number {number}") == "I have forgotten that."
        assert us.did == {"forgotten": "1"}
        assert on_disk(CANARY) == []
        assert await us.say("what do you remember") == "I remember: tea is good."
