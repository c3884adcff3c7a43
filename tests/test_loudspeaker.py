"""The loudspeaker, on a sound server of the test's own: what was really heard."""

import asyncio
import os
import signal
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager

import pytest

from jarvis.bus import EventBus
from jarvis.errors import SynthesisError
from jarvis.events import LoudspeakerLost, SpeakingEnded, SpeakingStarted
from jarvis.ports import RATE_HZ, Pcm, duration_ms
from jarvis.speech import Heard
from tests.sound import PrivatePulse, audible_ms, flite, happened, noise, pulse, runs, until, whereabouts
from voice.loudspeaker import ProcessLoudspeaker
from voice.reference import Played, unheard

__all__ = ["pulse"]
pytestmark = pytest.mark.real_time
SPEECH = flite("good evening")
STARTED = SpeakingStarted(turn="t1", device="default")


async def pieces(*sounds: Pcm, then: Exception | None = None) -> AsyncGenerator[Pcm]:
    """Sound in pieces of 60 ms, as a synthesizer gives it; at last the error, if there is one."""
    for sound in sounds:
        for start in range(0, len(sound), 1_920):
            yield sound[start : start + 1_920]
    if then is not None:
        raise then


@asynccontextmanager
async def opened(
    device: str = "", played: Played = unheard
) -> AsyncIterator[tuple[ProcessLoudspeaker, EventBus]]:
    """A loudspeaker that runs, put away after the story."""
    async with asyncio.timeout(40), EventBus() as bus:
        loudspeaker = ProcessLoudspeaker(bus, device, played)
        async with asyncio.TaskGroup() as group:
            running = group.create_task(loudspeaker.run(), name="loudspeaker")
            yield loudspeaker, bus
            running.cancel()
        assert loudspeaker.pid is None


async def heard(pulse: PrivatePulse, sound: Pcm, after: int = 0) -> int:
    """Wait until a sound has come out of the speaker; the millisecond at which it began."""
    await until(lambda: whereabouts(sound, pulse.recorded()[after:])[0] > 0.95, "heard it")
    return whereabouts(sound, pulse.recorded()[after:])[1]


async def speaking(bus: EventBus, pulse: PrivatePulse, at_least_ms: int = 300) -> None:
    """Wait until somebody in the room could hear something."""
    await until(lambda: bool(happened(bus, SpeakingStarted)), "speaking started")
    await until(lambda: audible_ms(pulse.recorded()) >= at_least_ms, "something was heard")


async def test_what_goes_in_comes_out(pulse: PrivatePulse) -> None:
    async with opened() as (loudspeaker, bus):
        outcome = await loudspeaker.play("t1", pieces(SPEECH), RATE_HZ)
        await heard(pulse, SPEECH)
        assert outcome == Heard(duration_ms(SPEECH), cut=False)
        ended = SpeakingEnded(turn="t1", heard_ms=outcome.heard_ms, cut=False)
        assert [record.event for record in bus.history()] == [STARTED, ended]
        pid = loudspeaker.pid
        assert pid is not None
    assert not runs(pid)


async def test_two_at_once_are_heard_one_after_the_other(pulse: PrivatePulse) -> None:
    other = flite("good night", "rms")
    async with opened() as (loudspeaker, bus):
        async with asyncio.TaskGroup() as group:
            group.create_task(loudspeaker.play("t1", pieces(SPEECH), RATE_HZ))
            group.create_task(loudspeaker.play("t2", pieces(other), RATE_HZ))
        assert await heard(pulse, SPEECH) + duration_ms(SPEECH) <= await heard(pulse, other)
        turns = [getattr(record.event, "turn", "") for record in bus.history()]
        assert turns == ["t1", "t1", "t2", "t2"]


async def test_a_voice_of_another_rate_is_heard_at_its_own_pitch(pulse: PrivatePulse) -> None:
    async with opened() as (loudspeaker, _):
        await loudspeaker.play("t1", pieces(SPEECH), RATE_HZ)
        twice_as_often = b"".join(SPEECH[i : i + 2] * 2 for i in range(0, len(SPEECH), 2))
        so_far = len(pulse.recorded())
        outcome = await loudspeaker.play("t2", pieces(twice_as_often), 2 * RATE_HZ)
        assert outcome == Heard(duration_ms(SPEECH), cut=False)
        await heard(pulse, SPEECH, after=so_far)


async def test_whoever_interrupts_is_met_with_silence(pulse: PrivatePulse) -> None:
    async with opened() as (loudspeaker, bus):
        async with asyncio.TaskGroup() as group:
            speech = group.create_task(loudspeaker.play("t1", pieces(noise(10)), RATE_HZ))
            await speaking(bus, pulse)
            speech.cancel()
        recorded = len(pulse.recorded())
        await until(lambda: len(pulse.recorded()) > recorded + 2 * RATE_HZ, "a second of what follows")
        noticed = audible_ms(pulse.recorded())
        assert audible_ms(pulse.recorded()[-RATE_HZ:]) == 0
        assert noticed < 5_000
        [ended] = happened(bus, SpeakingEnded)
        assert ended.cut
        assert 0 < ended.heard_ms < noticed + 1_000
        assert await loudspeaker.play("t2", pieces(SPEECH), RATE_HZ) == Heard(duration_ms(SPEECH), cut=False)
        assert await heard(pulse, SPEECH) >= recorded * 500 // RATE_HZ


async def test_a_long_answer_is_handed_over_as_it_is_heard(pulse: PrivatePulse) -> None:
    clock = asyncio.get_running_loop().time
    started_s: list[float] = []
    ahead_ms: list[float] = []

    async def answer() -> AsyncGenerator[Pcm]:
        taken = 0
        async for piece in pieces(noise(6.5)):
            taken += len(piece)
            heard_s = clock() - started_s[0] if started_s else 0.0
            ahead_ms.append(duration_ms(bytes(taken)) - heard_s * 1_000)
            yield piece

    async with opened() as (loudspeaker, bus):
        bus.subscribe(SpeakingStarted, lambda _: started_s.append(clock()))
        assert await loudspeaker.play("t1", answer(), RATE_HZ) == Heard(6_500, cut=False)
    assert max(ahead_ms) < 6_000, "everything was handed over at once"
    await until(lambda: 6_000 < audible_ms(pulse.recorded()) < 7_000, "all of it was heard")


async def test_without_a_loudspeaker_it_says_so_once_and_works_as_soon_as_there_is_one(
    pulse: PrivatePulse,
) -> None:
    pulse.stop()
    async with opened() as (loudspeaker, bus):
        for _ in range(2):
            with pytest.raises(SynthesisError, match=r"^I cannot speak: no output device\. Connect"):
                await loudspeaker.play("t1", pieces(SPEECH), RATE_HZ)
        assert [record.event for record in bus.history()] == [LoudspeakerLost(reason="no output device")]
        assert loudspeaker.lost_because == "no output device"
        pulse.start()
        await loudspeaker.play("t1", pieces(SPEECH), RATE_HZ)
        await heard(pulse, SPEECH)
        assert loudspeaker.lost_because == ""


async def test_a_crash_between_two_answers_is_not_noticed(pulse: PrivatePulse) -> None:
    async with opened() as (loudspeaker, bus):
        await loudspeaker.open()
        os.kill(loudspeaker.pid or 0, signal.SIGKILL)
        await until(lambda: loudspeaker.pid is None)
        await loudspeaker.play("t2", pieces(SPEECH), RATE_HZ)
        await heard(pulse, SPEECH)
        assert happened(bus, LoudspeakerLost) == []


async def test_a_sound_server_that_was_restarted_between_two_answers_is_no_trouble(
    pulse: PrivatePulse,
) -> None:
    async with opened() as (loudspeaker, bus):
        await loudspeaker.play("t1", pieces(SPEECH), RATE_HZ)
        pulse.stop()
        pulse.start()
        so_far = len(pulse.recorded())
        await loudspeaker.play("t2", pieces(SPEECH), RATE_HZ)
        await heard(pulse, SPEECH, after=so_far)
        assert happened(bus, LoudspeakerLost) == []


async def test_a_voice_that_breaks_off_is_heard_to_where_it_broke(pulse: PrivatePulse) -> None:
    broken = SynthesisError("I cannot pronounce that.")
    async with opened() as (loudspeaker, bus):
        with pytest.raises(SynthesisError, match="pronounce"):
            await loudspeaker.play("t1", pieces(SPEECH, then=broken), RATE_HZ)
        await heard(pulse, SPEECH)
        assert happened(bus, SpeakingEnded) == [
            SpeakingEnded(turn="t1", heard_ms=duration_ms(SPEECH), cut=False)
        ]
        assert happened(bus, LoudspeakerLost) == []


@pytest.mark.usefixtures("pulse")
async def test_nothing_to_say_takes_no_time() -> None:
    async with opened() as (loudspeaker, _):
        assert await loudspeaker.play("t1", pieces(), RATE_HZ) == Heard(0, cut=False)


async def test_a_voice_that_must_think_in_between_is_waited_for(
    pulse: PrivatePulse, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def hesitating() -> AsyncGenerator[Pcm]:
        await asyncio.sleep(1.2)
        yield SPEECH

    async with opened() as (loudspeaker, _):
        await loudspeaker.open()
        monkeypatch.setattr("voice.playback.STALLED_S", 0.5)
        assert await loudspeaker.play("t1", hesitating(), RATE_HZ) == Heard(duration_ms(SPEECH), cut=False)
        await heard(pulse, SPEECH)


async def failing(loudspeaker: ProcessLoudspeaker, sound: Pcm) -> str:
    """Why playing failed."""
    with pytest.raises(SynthesisError) as failed:
        await loudspeaker.play("t1", pieces(sound), RATE_HZ)
    return str(failed.value)


async def test_what_is_being_said_goes_on_from_another_loudspeaker(pulse: PrivatePulse) -> None:
    await asyncio.to_thread(pulse.pactl, "load-module", "module-null-sink", "sink_name=den", "norewinds=1")
    async with opened("Nowhere") as (loudspeaker, bus), asyncio.TaskGroup() as group:
        with pytest.raises(SynthesisError):
            await loudspeaker.open()
        loudspeaker.apply("")
        saying = group.create_task(loudspeaker.play("t1", pieces(SPEECH), RATE_HZ), name="say")
        await speaking(bus, pulse)
        first = loudspeaker.pid
        loudspeaker.apply("default")
        outcome = await saying
        assert outcome == Heard(duration_ms(SPEECH), cut=False)
        assert loudspeaker.pid != first
