"""Every turn is watched: what was too slow is told, and numbers are kept, but nothing that was said."""

import asyncio
import json
import logging
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing
from pathlib import Path

import pytest

from jarvis import paths
from jarvis.bus import EventBus
from jarvis.errors import StoreError
from jarvis.events import Event, LatencyViolation, TaskFinished, TaskStarted, VoiceRecognized
from jarvis.latency import LatencyMonitor
from jarvis.store import Store, open_store
from jarvis.watch import KEPT_DAYS, Watch
from tests.happened import Told, finished, queued, spoken, started

CANARY = "zanzibar"
INSERT = """
    INSERT INTO turns (turn, answerer, status, stages, at_unix_s)
    VALUES (?, 'a', ?, '{}', unixepoch('now', 'localtime', 'start of day', '+12 hours', ?, 'utc'))
"""
"""A turn at noon of another day."""


class Broken(Store):
    """A store whose disk is full, from when `full` is set on."""

    full = True

    async def write(self, statement: str, values: object = ()) -> int:
        """Write, or not."""
        if self.full:
            raise StoreError("The database could not be written (full).")
        return await super().write(statement, values)  # type: ignore[arg-type]


@asynccontextmanager
async def watching(store: Store) -> AsyncIterator[tuple[EventBus, Watch]]:
    """Somebody watches the bus, and stops at the end."""
    async with EventBus() as bus, asyncio.TaskGroup() as group:
        watch = Watch(bus, store, LatencyMonitor())
        task = group.create_task(watch.run(), name="watch")
        await settled(store)
        yield bus, watch
        await settled(store)
        task.cancel()


async def settled(store: Store) -> None:
    """What was told is read, and what is to be written is written."""
    for _ in range(5):
        await asyncio.sleep(1)
        await store.read("SELECT 1")


async def live(bus: EventBus, story: list[Told]) -> None:
    """Let it happen on the bus, each event in its moment."""
    began_s = asyncio.get_running_loop().time()
    for at_ms, event in story:
        await asyncio.sleep(max(0.0, began_s + at_ms / 1000 - asyncio.get_running_loop().time()))
        bus.post(event)


def told(bus: EventBus) -> list[Event]:
    return [record.event for record in bus.history() if isinstance(record.event, LatencyViolation)]


@pytest.fixture
def traced() -> Iterator[list[str]]:
    """The lines for the trace file."""
    lines: list[str] = []
    handler = logging.Handler()
    handler.emit = lambda record: lines.append(record.getMessage())  # type: ignore[method-assign]
    logger = logging.getLogger("jarvis.trace")
    before = logger.level
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    yield lines
    logger.removeHandler(handler)
    logger.setLevel(before)


def secret(turn: str = "t") -> list[Told]:
    """Somebody says what nobody else may know."""
    story = spoken(turn, tts_to_client=2_500)
    story[3] = (
        story[3][0],
        VoiceRecognized(turn=turn, text=f"my {CANARY}", confidence=1, engine="e", took_ms=1),
    )
    story[4] = (story[4][0], TaskStarted(turn=turn, text=f"my {CANARY}"))
    done = {"noted": CANARY}
    story[-1] = (story[-1][0], TaskFinished(turn=turn, status="completed", answer=CANARY, did=done, pieces=1))
    return story


async def test_of_every_turn_there_is_a_receipt() -> None:
    async with open_store(paths.database()) as store, watching(store) as (bus, watch):
        assert watch.why() == "I have no times for that: I have answered nothing yet."
        await live(bus, spoken("a"))
        await live(bus, spoken("b", llm_first_token=900))
        await settled(store)
        assert [receipt.turn for receipt in watch.monitor.receipts] == ["a", "b"]
        assert "finding the answer took 900 milliseconds instead of 300 milliseconds" in watch.why()


async def test_what_was_too_slow_is_told_and_logged_without_its_words(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with open_store(paths.database()) as store, watching(store) as (bus, _):
        await live(bus, secret())
        await settled(store)
        assert told(bus) == [
            LatencyViolation(turn="t", stage="tts_to_client", took_ms=2_500, budget_ms=100),
            LatencyViolation(turn="t", stage="end_to_end", took_ms=2_570, budget_ms=2_000),
        ]
    assert "t: tts_to_client took 2500 ms" in caplog.text
    assert CANARY not in caplog.text


async def test_what_the_watch_tells_does_not_go_round_in_circles() -> None:
    async with open_store(paths.database()) as store, watching(store) as (bus, watch):
        await live(bus, secret())
        await settled(store)
        assert len(bus.history(1_000)) == len(secret()) + 2
        assert len(watch.monitor.receipts) == 1


async def test_the_trace_has_a_line_for_each_turn_and_none_of_its_words(traced: list[str]) -> None:
    async with open_store(paths.database()) as store, watching(store) as (bus, _):
        await live(bus, secret())
        await live(bus, spoken("b"))
    assert [json.loads(line)["turn"] for line in traced] == ["t", "b"]
    assert not any(CANARY in line or "\n" in line for line in traced)


async def test_numbers_survive_a_restart() -> None:
    async with open_store(paths.database()) as store, watching(store) as (bus, _):
        await live(bus, spoken("a"))
        await live(bus, spoken("b", llm_first_token=58))
        await live(bus, [(0, queued("c")), (1, started("c")), (2, finished("c", "cancelled"))])
        await live(bus, [(0, queued("d")), (1, started("d")), (201, finished("d", "failed"))])
    async with open_store(paths.database()) as store, watching(store) as (bus, watch):
        (today,) = await watch.stats(7)
        assert (today["turns"], today["failed"], today["cancelled"]) == (4, 1, 1)
        assert today["first_token_ms"] == round((50 + 100 + 201) / 3, 1)
        assert today["end_to_end_ms"] == round((100 + 150 + 201) / 3, 1)
        assert watch.monitor.receipt() is None  # what was said did not survive


async def test_each_stage_is_kept_and_where_it_came_from() -> None:
    async with open_store(paths.database()) as store, watching(store) as (bus, _):
        await live(bus, spoken("a"))
        await settled(store)
        ((stages, answerer, status),) = await store.read("SELECT stages, answerer, status FROM turns")
    assert (answerer, status) == ("clock.tell_time", "completed")
    assert json.loads(stages) == {
        "silence_wait": 700, "audio_to_asr": 40, "asr_to_llm": 2, "llm_first_token": 8, "llm_to_tts": 20,
        "tts_to_client": 30, "first_token": 50, "end_to_end": 100,
        "asr_partials": 0, "llm_tokens": 3, "tts_chunks": 1,
    }  # fmt: skip


async def test_nothing_that_was_said_is_on_the_disk() -> None:
    async with open_store(paths.database()) as store:
        async with watching(store) as (bus, watch):
            await live(bus, secret())
            await settled(store)
            receipt = watch.monitor.receipt()
            assert receipt
            assert CANARY in receipt.heard  # only in memory
        wal = paths.database().with_name("jarvis.db-wal")
        written = [file for file in paths.database().parent.iterdir() if file.is_file()]
        assert wal in written
        assert b"clock.tell_time" in wal.read_bytes()  # so this is where it would be
        assert not [file for file in written if CANARY.encode() in file.read_bytes()]
    assert CANARY.encode() not in paths.database().read_bytes()


async def test_a_full_disk_does_not_stop_the_watching(caplog: pytest.LogCaptureFixture) -> None:
    async with open_store(paths.database()) as open_:
        store = Broken(open_._connection)  # noqa: SLF001 - the real file behind a full disk
        async with watching(store) as (bus, watch):
            await live(bus, secret("a"))
            await settled(store)
            assert len(told(bus)) == 2
            assert "from your last word" in watch.why().lower()
            assert (
                caplog.text.count("the turn is not counted") == 2  # this one, and what was to go
            )  # this one, and twice what was to be forgotten
            store.full = False
            await live(bus, spoken("b"))
            await settled(store)
            assert [day["turns"] for day in await watch.stats(1)] == [1]
    assert CANARY not in caplog.text


async def test_a_turn_is_told_of_however_slow_the_disk_is() -> None:
    """What happens while old rows are deleted is not missed."""
    async with EventBus() as bus, open_store(paths.database()) as store, asyncio.TaskGroup() as group:
        watch = Watch(bus, store, LatencyMonitor())
        task = group.create_task(watch.run(), name="watch")
        await asyncio.sleep(0)
        for _, event in spoken("early"):
            bus.post(event)
        await settled(store)
        assert watch.monitor.receipt("early")
        task.cancel()


def days_kept(file: Path) -> list[str]:
    with closing(sqlite3.connect(file)) as database:
        return [turn for (turn,) in database.execute("SELECT turn FROM turns ORDER BY at_unix_s")]


async def test_old_rows_are_deleted_at_the_start() -> None:
    async with open_store(paths.database()) as store:
        for days in (KEPT_DAYS + 300, KEPT_DAYS + 1, KEPT_DAYS - 1, 1):
            await store.write(INSERT, (f"{days} days ago", "completed", f"-{days} days"))
        async with watching(store):
            pass
    assert days_kept(paths.database()) == [f"{KEPT_DAYS - 1} days ago", "1 days ago"]


async def test_statistics_are_of_the_last_days_the_newest_first() -> None:
    async with open_store(paths.database()) as store, watching(store) as (_, watch):
        for turn, status, days in (
            ("a", "completed", 0),
            ("b", "failed", 0),
            ("c", "cancelled", 2),
            ("d", "x", 7),
        ):
            await store.write(INSERT, (turn, status, f"-{days} days"))
        today, before = await watch.stats(7)
        assert (today["turns"], today["failed"], today["cancelled"]) == (2, 1, 0)
        assert (before["turns"], before["failed"], before["cancelled"]) == (1, 0, 1)
        assert today["day"] > before["day"]
        assert (today["first_token_ms"], today["end_to_end_ms"]) == (None, None)
        assert [day["day"] for day in await watch.stats(2)] == [today["day"]]
        assert len(await watch.stats(8)) == 3
