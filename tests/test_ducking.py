"""Others are lowered while Jarvis listens and speaks, and not for a moment longer than they need be."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from jarvis import paths
from jarvis.bus import EventBus
from jarvis.events import (
    Event,
    LoudspeakerLost,
    MicrophoneLost,
    MicrophoneMuted,
    NothingHeard,
    SpeakingEnded,
    SpeakingStarted,
    TurnInterrupted,
    WakeHeard,
)
from jarvis.manners_config import DuckingConfig
from tests import happened
from tests.players import Jukebox, jukebox
from tests.sound import PrivatePulse, pulse, runs, until
from voice import ducking
from voice.ducking import Ducking, Need

__all__ = ["jukebox", "pulse"]

WOKEN = WakeHeard(turn="t", phrase="hey jarvis", score=0.99)
SPOKEN_OVER = TurnInterrupted(turn="t", stage="audio_capture", by="hand", reaction_ms=None)


@asynccontextmanager
async def at_work(config: DuckingConfig | None = None) -> AsyncIterator[tuple[EventBus, Ducking]]:
    """Jarvis, as far as it lowers others."""
    async with EventBus() as bus, asyncio.TaskGroup() as group:
        one = Ducking(bus, config or DuckingConfig(), paths.ducked())
        running = group.create_task(one.run(), name="ducking")
        yield bus, one
        running.cancel()


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for long."""
    monkeypatch.setattr(ducking, "IDLE_S", 0.5)


@pytest.mark.real_time
@pytest.mark.usefixtures("impatient")
async def test_music_is_low_from_the_wake_word_to_the_end_of_the_answer(jukebox: Jukebox) -> None:
    jukebox.play("Music")
    async with at_work() as (bus, one):
        assert one.pid is None  # nobody needed it yet
        bus.post(WOKEN)
        await until(lambda: jukebox.volume("Music") == 30)
        bus.post(happened.listening())
        bus.post(happened.ended())
        bus.post(happened.speaking())  # at once, so that nothing is heard of the music in between
        await asyncio.sleep(ducking.LINGER_S + 0.3)
        assert jukebox.volume("Music") == 30
        bus.post(happened.silent())
        await until(lambda: jukebox.volume("Music") == 100)
        await until(lambda: one.pid is None, "the process ends when it is not needed")
    assert not paths.ducked().exists()


@pytest.mark.real_time
async def test_when_jarvis_stops_music_comes_back(jukebox: Jukebox) -> None:
    jukebox.play("Music")
    async with at_work() as (bus, _):
        bus.post(WOKEN)
        await until(lambda: jukebox.volume("Music") == 30)
    assert jukebox.volume("Music") == 100


@pytest.mark.real_time
async def test_a_process_that_is_killed_is_followed_by_one_that_goes_on(jukebox: Jukebox) -> None:
    jukebox.play("Music")
    async with at_work() as (bus, one):
        bus.post(WOKEN)
        await until(lambda: jukebox.volume("Music") == 30)
        first = one.pid
        assert first is not None
        os.kill(first, signal.SIGKILL)
        await until(lambda: one.pid not in (None, first) and not runs(first))
        bus.post(NothingHeard(turn="t", waited_ms=5_000))
        await until(lambda: jukebox.volume("Music") == 100)


@pytest.mark.real_time
@pytest.mark.usefixtures("impatient")
async def test_what_was_left_behind_is_put_back_at_the_next_start(jukebox: Jukebox) -> None:
    """The daemon and its process were both killed; ducking may have been turned off since."""
    jukebox.play("Music")
    async with at_work() as (bus, one):
        bus.post(WOKEN)
        await until(lambda: jukebox.volume("Music") == 30)
        kept = paths.ducked().read_bytes()
        bus.post(SPOKEN_OVER)
        await until(lambda: jukebox.volume("Music") == 100)
        await until(lambda: one.pid is None)
    paths.ducked().write_bytes(kept)
    jukebox.turn("Music", 30)
    async with at_work(DuckingConfig(enabled=False)) as (bus, _):
        await until(lambda: jukebox.volume("Music") == 100)
        bus.post(WOKEN)
        await until(lambda: not paths.ducked().exists())
    assert jukebox.volume("Music") == 100


@pytest.mark.real_time
async def test_without_a_sound_server_nothing_happens_but_one_warning(
    pulse: PrivatePulse, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ducking, "AGAIN_S", 0.05)
    pulse.stop()
    async with at_work() as (bus, one):
        bus.post(WOKEN)
        await until(lambda: one.problem != "")
        tried = one.pid
        await until(lambda: one.pid not in (None, tried), "it is tried again")
        await until(lambda: one.pid is None)
        assert one.problem == "no sound server can be reached"
        pulse.start()
        await until(lambda: one.problem == "", "the server is back")
    assert [record.message for record in caplog.records if record.name == ducking.__name__] == [
        "other players are not lowered: no sound server can be reached"
    ]


@pytest.mark.parametrize(
    ("story", "need"),
    [
        ([WOKEN], True),
        ([happened.listening()], True),
        ([WOKEN, happened.listening(), happened.ended()], False),
        ([WOKEN, NothingHeard(turn="t", waited_ms=5_000)], False),
        ([WOKEN, happened.finished()], False),
        ([WOKEN, MicrophoneMuted()], False),
        ([WOKEN, MicrophoneLost(reason="unplugged")], False),
        ([happened.listening(), SPOKEN_OVER], False),
        ([happened.speaking()], True),
        ([happened.speaking(), happened.silent(cut=True)], False),
        ([happened.speaking(), LoudspeakerLost(reason="unplugged")], False),
        ([happened.speaking(), WakeHeard(turn="u", phrase="p", score=1.0), happened.silent()], True),
        ([SpeakingStarted(turn="a", device="d"), SpeakingEnded(turn="b", heard_ms=1, cut=False)], True),
        ([happened.queued(), happened.started()], False),
    ],
)
def test_need_is_listening_or_speaking(story: list[Event], *, need: bool) -> None:
    rule = Need()
    for event in story:
        rule.feed(event)
    assert bool(rule) is need


def test_the_notes_lie_beside_the_mark_of_mute() -> None:
    assert paths.ducked().parent == paths.mute_mark().parent
    assert isinstance(paths.ducked(), Path)


@pytest.mark.real_time
async def test_new_settings_are_used_the_next_time(jukebox: Jukebox) -> None:
    jukebox.play("Music")
    async with at_work() as (bus, one):
        bus.post(WOKEN)
        await until(lambda: jukebox.volume("Music") == 30)
        one.apply(DuckingConfig(percent=60))
        bus.post(NothingHeard(turn="t", waited_ms=5_000))
        await until(lambda: jukebox.volume("Music") == 100)
        bus.post(WOKEN)
        await until(lambda: jukebox.volume("Music") == 60)
        bus.post(NothingHeard(turn="t", waited_ms=5_000))
        await until(lambda: jukebox.volume("Music") == 100)
        one.apply(DuckingConfig(enabled=False))
        await until(lambda: one.pid is None, "nobody is needed any more")
        bus.post(WOKEN)
        one.apply(DuckingConfig(percent=50))
        await until(lambda: jukebox.volume("Music") == 50)
