"""What is promised lies in the database as it was said, and what is long over is erased."""

from datetime import datetime

from jarvis import paths
from jarvis.due import KEPT_S, DueShelf, Row
from jarvis.store import open_store
from tests.promised import SATURDAY


def row(kind: str, number: int, **more: object) -> Row:
    values = {"name": "", "text": "", "due_unix_s": 1_000.0, "length_s": 60.0, "local_at": "", "days": ""}
    return Row(id=0, kind=kind, number=number, paused_left_s=None, **(values | more))  # type: ignore[arg-type]


async def test_what_is_written_is_read_again() -> None:
    tea = row("timer", 1, name="tea")
    seven = row("alarm", 1, local_at="2026-11-22T07:00:00", days="01234")
    async with open_store(paths.database()) as store:
        for one in (tea, seven):
            await DueShelf(store).add(one)
        await store.write("INSERT INTO reminders (due_unix_s, text) VALUES (5, 'from before')")
    async with open_store(paths.database()) as store:
        found = await DueShelf(store).open_rows()
    assert found[:2] == [tea, seven]
    assert (tea.counted, seven.counted, tea.id, seven.id) == (True, False, 1, 2)
    assert (found[2].kind, found[2].text) == ("later", "from before")


async def test_what_was_told_or_cancelled_is_not_open_and_what_rings_again_is() -> None:
    async with open_store(paths.database()) as store:
        shelf = DueShelf(store)
        tea, egg, seven = row("timer", 1), row("timer", 2), row("alarm", 1, days="5")
        for one in (tea, egg, seven):
            await shelf.add(one)
        await shelf.rings([tea, seven], 1_000)
        seven.due_unix_s = 2_000
        await shelf.told([tea, seven], 1_001)
        await shelf.cancel([egg], 1_002)
        assert await shelf.open_rows() == [seven]
        assert await shelf.cancelled("timer") == [(1_002, egg)]
        await shelf.restore(egg)
        assert await shelf.open_rows() == [egg, seven]


async def test_a_day_later_what_is_over_is_erased_whichever_way_the_clock_was_set() -> None:
    async with open_store(paths.database()) as store:
        shelf, rows = DueShelf(store), [row("timer", number) for number in (1, 2, 3)]
        for one in rows:
            await shelf.add(one)
        await shelf.told(rows[:1], 10 * KEPT_S)
        await shelf.cancel(rows[1:2], 10 * KEPT_S)
        await shelf.prune(10.9 * KEPT_S)
        assert len(await store.read("SELECT id FROM reminders")) == 3
        await shelf.prune(8.9 * KEPT_S)
        assert await shelf.open_rows() == rows[2:]
        assert len(await store.read("SELECT id FROM reminders")) == 1


def test_others_see_when_it_rings_and_how_much_is_left() -> None:
    now = SATURDAY
    paused = row("timer", 1)
    paused.paused_left_s = 30
    assert (paused.plain(now, 0).left_s, paused.rings) == (30, False)
    counted = row("timer", 1)
    counted.due_count_s = 500
    assert counted.plain(now, 440).at == datetime(2026, 11, 21, 15, 1, tzinfo=now.tzinfo)
    wall = row("alarm", 1, local_at="2026-11-21T15:02", due_unix_s=now.timestamp() + 120)
    assert (wall.plain(now, 0).left_s, wall.rings) == (120, True)
    assert not row("stopwatch", 1).rings
