"""The stopwatch: laps, pauses, and a restart in between."""

import asyncio

from tests.promised import World, life


async def test_a_run_with_laps_and_a_restart_in_between() -> None:
    world = World()
    async with life(world) as jarvis:
        assert (
            await jarvis.ask("stop the stopwatch") == "The stopwatch does not run. Say: start the stopwatch."
        )
        assert await jarvis.ask("start the stopwatch") == "The stopwatch runs."
        assert jarvis.did["what"] == "stopwatch started"
        await asyncio.sleep(65)
        assert await jarvis.ask("lap") == "Lap 1: 1 minute and 5 seconds. 1 minute and 5 seconds in all."
    await asyncio.sleep(5)
    async with life(world) as jarvis:
        await asyncio.sleep(25)
        assert await jarvis.ask("take a lap") == "Lap 2: 30 seconds. 1 minute and 35 seconds in all."
        assert await jarvis.ask("start the stopwatch") == "It runs already: 1 minute and 35 seconds."
        assert await jarvis.ask("stop the stopwatch") == "Stopped at 1 minute and 35 seconds."
        await asyncio.sleep(600)
        assert await jarvis.ask("read the stopwatch") == (
            "It stands at 1 minute and 35 seconds. Lap 1, 1 minute and 5 seconds; lap 2, 30 seconds."
        )
        assert await jarvis.ask("resume the stopwatch") == "It goes on from 1 minute and 35 seconds."
        await asyncio.sleep(5)
        assert await jarvis.ask("reset the stopwatch") == "The stopwatch is at zero."
        assert await jarvis.ask("restore the stopwatch") == "It is back: 1 minute and 40 seconds."
        assert jarvis.texts == []
