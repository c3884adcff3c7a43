"""What the recognizer mishears is repaired, unless that would break a good command."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pytest

from jarvis import paths
from jarvis.bus import EventBus
from jarvis.errors import BadInputError
from jarvis.events import VoiceRecognized
from jarvis.several import commands
from jarvis.store import open_store
from jarvis.templates import Templates
from jarvis.vocabulary import MOST, Vocabulary

pytestmark = pytest.mark.real_time
PHRASES = {
    "stop.stop": ["stop"],
    "player.next": ["next song"],
    "notes.search": ["what do my notes say about {topic}", "search {topic}"],
    "programs.open": ["open {name}"],
    "programs.open_door": ["open the door"],
    "correct.correct": ["[no] I said {meant}"],
}


@dataclass
class Clock:
    """A clock that the test moves."""

    now_s: float = 1_000_000.0


@asynccontextmanager
async def kept(clock: Clock | None = None) -> AsyncIterator[Vocabulary]:
    """A vocabulary on disk, among some commands."""
    told = clock or Clock()
    templates = Templates()
    for name, sentences in PHRASES.items():
        templates.add(name, sentences, {"topic": str, "name": str, "meant": str})
    async with open_store(paths.database()) as store:
        found = Vocabulary(store, lambda: told.now_s)
        found.commands = lambda text: commands(text, templates.match)
        await found.load()
        yield found


async def test_a_word_is_repaired_wherever_it_stands_and_the_rest_stays() -> None:
    async with kept() as words:
        await words.learn("bosk", "Vosk")
        await words.learn("cube ernetes", "Kubernetes")
        assert words.repair("Bosk, and bosk's friend: bosk!") == "Vosk, and bosk's friend: Vosk!"
        assert words.repair("tell me of cube, ernetes.") == "tell me of Kubernetes."
        assert words.repair("boskage is no mistake") == "boskage is no mistake"
        assert words.repair("") == ""


async def test_it_survives_a_restart() -> None:
    async with kept() as words:
        await words.learn("bosk", "Vosk")
    async with kept() as words:
        assert words.repair("search bosk") == "search Vosk"
        assert [(one.heard, one.meant) for one in words.entries()] == [("bosk", "Vosk")]


async def test_a_good_command_stays_what_it_is() -> None:
    async with kept() as words:
        await words.learn("next song", "necks on")
        await words.learn("search", "church")
        await words.learn("notes", "Otis")
        await words.learn("door", "Dora")
        assert words.repair("Next song!") == "Next song!"
        assert words.repair("search the net") == "search the net"
        assert words.repair("what do my notes say about notes") == "what do my notes say about notes"
        assert words.repair("open the door") == "open the door"
        assert words.repair("open door") == "open Dora", "any words may stand there"
        assert words.repair("there is a church next song") == "there is a church necks on", "no command"


async def test_a_repair_never_makes_another_command_of_it() -> None:
    async with kept() as words:
        await words.learn("dorr", "the door")
        assert words.repair("open dorr") == "open dorr"


async def test_what_was_repaired_is_not_repaired_again_and_the_longest_mistake_counts() -> None:
    async with kept() as words:
        await words.learn("bosk", "Vosk")
        await words.learn("vosk", "Bosch")
        await words.learn("bosk box", "voice box")
        assert words.repair("bosk vosk") == "Vosk Bosch"
        assert words.repair("a bosk box") == "a voice box"


async def test_a_correction_is_taken_as_it_was_heard() -> None:
    async with kept() as words:
        await words.learn("bosk", "Vosk")
        assert words.repair("no, I said bosk") == "no, I said bosk"


async def test_what_is_learned_anew_replaces_the_old() -> None:
    async with kept() as words:
        await words.learn("bosk", "Vosk")
        await words.learn("Bosk", "Bosch")
        assert [(one.heard, one.meant) for one in words.entries()] == [("bosk", "Bosch")]


@pytest.mark.parametrize(
    ("heard", "meant"), [("the", "Thea"), ("ten", "tan"), ("bosk", "bosk"), ("bosk", "V\x1b[2J"), ("!", "x")]
)
async def test_what_would_do_harm_is_refused(heard: str, meant: str) -> None:
    async with kept() as words:
        with pytest.raises(BadInputError, match="cannot learn"):
            await words.learn(heard, meant)
        assert words.to_json() == []


async def test_uses_are_counted_and_the_useless_one_goes_when_it_is_full() -> None:
    clock = Clock()
    async with kept(clock) as words, EventBus() as bus:
        words.follow(bus)
        for number in range(MOST):
            clock.now_s += 1
            await words.learn(f"bosk{'abcdefghij'[number % 10]}{'k' * (number // 10)}", "Vosk")
        first, second = words.entries()[:2]
        text = words.repair(f"search {first.heard}")
        heard = VoiceRecognized(
            turn="t", text=text, confidence=1.0, engine="e", took_ms=1, heard_text=f"search {first.heard}"
        )
        await bus.publish(heard)
        await asyncio.sleep(0)
        assert (words.entries()[0].used, words.entries()[0].used_unix_s) == (1, clock.now_s)
        await words.learn("more bosk", "Vosk")
        left = {one.heard for one in words.entries()}
        assert len(left) == MOST
        assert first.heard in left
        assert second.heard not in left


async def test_what_is_forgotten_is_gone_from_the_disk_too() -> None:
    async with kept() as words:
        one = await words.learn("canarybird", "Canary Wharf")
        await words.learn("bosk", "Vosk")
        with pytest.raises(BadInputError, match="no correction number 99"):
            await words.forget([one.number, 99])
        assert len(words.entries()) == 2, "none was forgotten"
        assert await words.forget([one.number]) == [one.number]
        assert words.repair("a canarybird sings") == "a canarybird sings"
        assert await words.wipe() == 1
        files = list(paths.database().parent.glob("jarvis.db*"))
        assert files
        assert not [file for file in files if b"canarybird" in file.read_bytes()]
        assert not [file for file in files if b"Vosk" in file.read_bytes()]
