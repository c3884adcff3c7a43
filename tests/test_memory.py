"""What is kept of what was said: on disk before it is heard, gone when it should be, never in the log."""

import asyncio
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path

import pytest

from jarvis import paths
from jarvis.bus import EventBus
from jarvis.errors import StoreError
from jarvis.events import AnswerStarted, SentenceReady, TaskFinished, TaskStarted, TurnInterrupted
from jarvis.mind.memory import DAY_S, Memory
from jarvis.store import Store, open_store

pytestmark = pytest.mark.real_time
ROOT = Path(paths.__file__).parents[1]
CANARY = "my heron flies at 4711"
TURNS = "SELECT text, answer, status, answerer, cut, session FROM memory WHERE kind = 'turn' ORDER BY number"


class House:
    """A memory that writes, around a bus and a clock that the test moves."""

    def __init__(self, bus: EventBus, store: Store, keep_days: int) -> None:
        self.bus, self.store, self.now_s = bus, store, 1_000_000.0
        self.memory = Memory(bus, store, lambda: self.now_s, keep_days, lambda turn: f"session of {turn}")

    async def turns(self) -> list[tuple[str, ...]]:
        """What is on disk."""
        return [tuple(row) for row in await self.store.read(TURNS)]

    def say(self, turn: str, text: str, *sentences: str) -> None:
        """A request and an answer that is still being said."""
        self.bus.post(TaskStarted(turn=turn, text=text))
        self.bus.post(AnswerStarted(turn=turn, answerer="llm", took_ms=1))
        for sentence in sentences:
            self.bus.post(SentenceReady(turn=turn, text=sentence))

    def end(self, turn: str, heard: str, status: str = "completed") -> None:
        """It was heard as far as this."""
        self.bus.post(TaskFinished(turn=turn, status=status, answer=heard, did={}, pieces=1))


@asynccontextmanager
async def house(keep_days: int = 30) -> AsyncIterator[House]:
    """A daemon's memory; closed as the daemon does it."""
    async with open_store(paths.database()) as store, EventBus() as bus, asyncio.TaskGroup() as group:
        found = House(bus, store, keep_days)
        running = group.create_task(found.memory.run(), name="memory")
        yield found
        running.cancel()
        await found.memory.close()


def on_disk(words: str) -> list[str]:
    """The files of the data folder that have these words in them."""
    files = [file for file in paths.database().parent.rglob("*") if file.is_file()]
    assert files
    return [file.name for file in files if words.encode() in file.read_bytes()]


async def test_a_turn_is_on_disk_as_soon_as_its_sentence_is_ready_and_ends_as_it_was_heard() -> None:
    async with house() as at:
        at.say("t1", "tell me a story", "Once there was a heron.", " It flew away. ")
        assert await at.memory.kept("t1", 5)
        whole = "Once there was a heron. It flew away."
        row = ("tell me a story", whole, "processing", "llm", "", "session of t1")
        assert await at.turns() == [row]
        at.bus.post(TurnInterrupted(turn="t1", stage="tts", by="voice", reaction_ms=100))
        at.end("t1", "Once there was", "cancelled")
        assert await at.memory.kept("t1", 5)
        cut = ("tell me a story", "Once there was", "cancelled", "llm", "voice", "session of t1")
        assert await at.turns() == [cut]


async def test_a_turn_that_is_tried_again_is_one_turn() -> None:
    async with house() as at:
        at.say("t1", "hello", "Well,")
        at.say("t1", "hello", "Hello.")
        at.end("t1", "Hello.")
        assert await at.memory.kept("t1", 5)
        assert [row[:3] for row in await at.turns()] == [("hello", "Hello.", "completed")]


async def test_what_was_said_last_is_written_when_the_daemon_ends() -> None:
    async with house() as at:
        at.say("t1", "hello")
        at.end("t1", "Hello.")
    async with open_store(paths.database()) as store:
        assert [tuple(row)[:3] for row in await store.read(TURNS)] == [("hello", "Hello.", "completed")]


async def test_a_turn_counts_as_kept_when_its_end_is_on_disk_not_before(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with house() as at:
        writing, let_go, write_all = asyncio.Event(), asyncio.Event(), at.store.write_all

        async def slowly(steps: list[tuple[str, tuple[object, ...]]]) -> None:
            writing.set()
            await let_go.wait()
            await write_all(steps)

        at.say("t1", "hello", "Hello.")
        assert await at.memory.kept("t1", 5)
        monkeypatch.setattr(at.store, "write_all", slowly)
        at.end("t1", "Hel")
        await writing.wait()
        assert not await at.memory.kept("t1", 0.01), "it is still being written"
        let_go.set()
        await at.memory.flush()
        assert await at.memory.kept("t1", 5)
        assert [row[1] for row in await at.turns()] == ["Hel"]


async def test_what_a_killed_daemon_left_unfinished_is_told_as_such() -> None:
    async with house() as at:
        at.say("t1", "hello", "Hello.")
    async with house() as at:
        at.say("t2", "again")
        assert await at.memory.kept("t2", 5)
        assert [row[2] for row in await at.turns()] == ["killed", "processing"]


async def test_a_disk_that_hangs_delays_a_sentence_once_and_briefly(monkeypatch: pytest.MonkeyPatch) -> None:
    async with house() as at:
        hanging, let_go = asyncio.Event(), asyncio.Event()
        write_all = at.store.write_all

        async def hang(steps: list[tuple[str, tuple[object, ...]]]) -> None:
            hanging.set()
            await let_go.wait()
            await write_all(steps)

        monkeypatch.setattr(at.store, "write_all", hang)
        at.say("t1", "hello", "Hello.")
        await hanging.wait()
        assert not await at.memory.kept("t1")
        async with asyncio.timeout(20):  # for the same words nobody waits twice
            assert not await at.memory.kept("t1", 60)
        let_go.set()
        await at.memory.flush()
        assert [row[:2] for row in await at.turns()] == [("hello", "Hello.")]


async def test_a_full_disk_is_told_without_a_word_of_what_was_said(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async with house() as at:

        async def full(_: object) -> None:
            raise StoreError("The database could not be written (disk full).")

        with monkeypatch.context() as patched:
            patched.setattr(at.store, "write_all", full)
            at.say("t1", CANARY, CANARY)
            assert await at.memory.kept("t1", 5), "nobody waits for what cannot be"
        assert "disk full" in at.memory.problem
        assert "1 turns could not be kept" in caplog.text
        assert CANARY not in caplog.text
        at.end("t1", "Yes.")
        assert await at.memory.kept("t1", 5)
        assert (at.memory.problem, len(await at.turns())) == ("", 1)


async def test_with_nothing_to_be_kept_nothing_ever_reaches_the_disk() -> None:
    async with house(keep_days=0) as at:
        at.say("t1", CANARY, CANARY)
        assert await at.memory.kept("t1")
        assert on_disk(CANARY) == []
        at.end("t1", CANARY)
        await at.memory.flush()
        assert on_disk(CANARY) == []
    assert on_disk(CANARY) == []


async def test_after_the_days_that_were_set_a_turn_is_off_the_disk_too() -> None:
    async with house() as at:
        at.say("t1", CANARY, CANARY)
        at.end("t1", CANARY)
        assert await at.memory.kept("t1", 5)
        await at.memory.flush()
        assert on_disk(CANARY), "or this tests nothing"
        await at.store.write("INSERT INTO memory (kind, text, at_unix_s) VALUES ('fact', 'tea', 0)")
        at.now_s += 30 * DAY_S
        await at.memory.expire()
        assert len(await at.turns()) == 1, "thirty days are not over"
        at.now_s += 1
        await at.memory.expire()
        assert await at.turns() == []
        assert on_disk(CANARY) == []
        assert len(await at.store.read("SELECT 1 FROM memory")) == 1, "a fact stays until it is forgotten"


async def test_whoever_switches_keeping_off_has_the_old_turns_deleted() -> None:
    async with house() as at:
        at.say("t1", CANARY)
    async with house(keep_days=0) as at:
        at.now_s += 1
        await at.memory.expire()
        assert on_disk(CANARY) == []


WRITER = """
import asyncio, json, sys
from jarvis import paths
from jarvis.bus import EventBus
from jarvis.events import SentenceReady, TaskFinished, TaskStarted
from jarvis.mind.memory import Memory
from jarvis.store import open_store

async def talk():
    async with open_store(paths.database()) as store, EventBus() as bus, asyncio.TaskGroup() as group:
        memory = Memory(bus, store, lambda: 1e9, 30, lambda turn: "s")
        group.create_task(memory.run(), name="memory")
        for n in range(100_000):
            turn = f"{sys.argv[1]}_{n}"
            bus.post(TaskStarted(turn=turn, text=f"question {turn}"))
            for part in ("One.", "Two."):
                bus.post(SentenceReady(turn=turn, text=part))
                if await memory.kept(turn, 10):
                    print(json.dumps([turn, part]), flush=True)
            bus.post(TaskFinished(turn=turn, status="completed", answer="One. Two.", did={}, pieces=2))

asyncio.run(talk())
"""


def test_kill_9_at_any_moment_loses_nothing_that_was_acknowledged() -> None:
    chance = random.Random(7)  # noqa: S311 - a story, not a secret
    acknowledged: list[list[str]] = []
    for number in range(10):
        command = [sys.executable, "-c", WRITER, str(number)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT, env=os.environ) as writer:
            assert writer.stdout
            lines = [writer.stdout.readline() for _ in range(chance.randint(1, 40))]
            writer.send_signal(signal.SIGKILL)
            lines += writer.stdout.read().splitlines(keepends=True)
        acknowledged += [json.loads(line) for line in lines if line.endswith(b"\n")]
    assert len(acknowledged) >= 10
    with closing(sqlite3.connect(paths.database())) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        found = dict(database.execute("SELECT turn, text || '|' || answer FROM memory"))
    for turn, part in acknowledged:
        assert found[turn].startswith(f"question {turn}|")
        assert part in found[turn]


async def test_a_turn_that_was_restated_is_kept_with_what_it_really_asked_for() -> None:
    async with house() as at:
        at.say("t", "yes", "I will remember: Ada.")
        await at.memory.kept("t")
        at.memory.restate("t", "remember Ada")
        at.memory.restate("another", "never was")
        assert at.memory.words_of("t") == "remember Ada"
        await at.memory.kept("t")
        assert [(text, answer) for text, answer, *_ in await at.turns()] == [
            ("remember Ada", "I will remember: Ada.")
        ]


async def test_keeping_can_be_switched_off_and_on_while_it_runs() -> None:
    async with house() as found:
        found.say("t1", CANARY, "Noted.")
        found.end("t1", "Noted.")
        assert await found.memory.kept("t1", 5)
        found.say("t2", f"{CANARY} again")
        await asyncio.sleep(0)
        found.now_s += 1
        await found.memory.apply(0)
        assert await found.turns() == []
        found.end("t2", "Yes.")
        found.say("t3", CANARY, "No.")
        found.end("t3", "No.")
        await found.memory.flush()
        assert await found.turns() == []
        assert not on_disk(CANARY)
        await found.memory.apply(30)
        found.say("t4", "hello", "Hi.")
        found.end("t4", "Hi.")
        assert await found.memory.kept("t4", 5)
        assert [turn[0] for turn in await found.turns()] == ["hello"]
