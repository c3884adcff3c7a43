"""Who speaks over Jarvis is heard; Jarvis itself is not."""

import asyncio

from jarvis.config import ListenConfig
from jarvis.interruption import InterruptionHandler, Policy
from jarvis.ports import CHUNK_MS, Pcm, Said
from jarvis.testing import LoudnessActivity, ScriptedRecognizer
from tests.sound import chunks, noise, silence
from voice.calls import Calls
from voice.draft import Understanding
from voice.listener import Listeners
from voice.overhear import Overhearing
from voice.stop_words import StopSpotter


class Room:
    """Somebody in it speaks while Jarvis does, or while it does not."""

    def __init__(self, *, anybody: bool, stops: Calls | None = None) -> None:
        self.handler = InterruptionHandler(Policy())
        self.overhearing = Overhearing(LoudnessActivity(), lambda: self.handler, lambda: anybody, stops)

    def hears(self, sound: Pcm, *, speaking: bool = True) -> list[int]:
        """After how many milliseconds of the sound Jarvis is interrupted."""
        took = [self.overhearing.feed(chunk, chunk, speaking=speaking) for chunk in chunks(sound)]
        return [number * CHUNK_MS for number, one in enumerate(took, 1) if one is not None]


def test_whoever_speaks_over_it_is_noticed_after_the_policys_time_and_once() -> None:
    room = Room(anybody=True)
    assert room.hears(silence(1) + noise(1)) == [1_160]
    assert room.hears(silence(0.3) + noise(0.12) + silence(0.5)) == [], "a click"


def test_while_it_is_silent_there_is_nothing_to_interrupt() -> None:
    room = Room(anybody=True)
    assert room.hears(noise(2), speaking=False) == []
    assert room.hears(noise(0.1)) == [], "what was said before does not count"
    assert room.hears(noise(0.1)) == [60]


def test_where_it_would_hear_itself_speech_does_not_count() -> None:
    room = Room(anybody=False)
    assert room.hears(noise(3)) == []
    assert room.handler.statistics.interruptions == 0


async def test_stop_is_heard_all_the_same_and_only_while_it_speaks() -> None:
    stopped: list[str] = []

    def listeners(understanding: Understanding) -> Listeners:
        return Listeners(ListenConfig(), LoudnessActivity, understanding)

    calls = Calls(
        StopSpotter(lambda text: text == "stop"),
        ScriptedRecognizer("what else is on", "stop"),
        listeners,
        lambda _: Said.COMPLETE,
        lambda spotted, _: stopped.append(spotted.phrase),
    )
    room = Room(anybody=False, stops=calls)
    async with asyncio.TaskGroup() as group:
        running = group.create_task(calls.run(), name="stops")
        for speaking, words in ((True, []), (False, []), (True, ["stop"])):
            room.hears(noise(0.5) + silence(1), speaking=speaking)
            for _ in range(10):
                await asyncio.sleep(0)
            assert stopped == words
        running.cancel()


def test_whoever_goes_on_when_jarvis_is_silent_is_no_echo() -> None:
    room = Room(anybody=True)
    for after, went_on in ((noise(0.1) + silence(0.6), False), (noise(0.3) + silence(0.4), True)):
        assert len(room.hears(silence(1.5) + noise(0.16))) == 1
        assert not room.overhearing.went_on
        for chunk in chunks(after):
            room.overhearing.follow(chunk)
        assert room.overhearing.went_on is went_on
