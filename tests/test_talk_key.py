"""A key to talk: held and released, tapped, pressed twice, and held by somebody who vanishes."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace

import pytest

from jarvis.bus import EventBus
from jarvis.config import ListenConfig
from jarvis.errors import BadInputError
from jarvis.events import (
    AnnouncementMade,
    Event,
    ListeningStarted,
    NothingHeard,
    UtteranceEnded,
    VoiceRecognized,
)
from jarvis.ports import Pcm
from jarvis.testing import (
    LoudnessActivity,
    NotingVoice,
    ScriptedMicrophone,
    ScriptedWakeWord,
    orchestrator,
    scripted,
)
from tests.sound import chunks, noise, silence
from voice.ears import Ears
from voice.listener import Listeners
from voice.segment import HELD_MS, PRESS_LAG_MS, REST_MS
from voice.talk_key import KEY, TalkKey

Deed = Pcm | Callable[["Desk"], object]


@dataclass
class Desk:
    """A room, the key, and what happens."""

    bus: EventBus
    key: TalkKey
    ears: Ears
    deaf: str = ""
    turns: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)

    def heard(self, kind: type[Event]) -> list[Event]:
        """What happened, of one kind."""
        return [record.event for record in self.bus.history() if isinstance(record.event, kind)]

    def utterance(self) -> UtteranceEnded:
        """The one that was said."""
        [event] = self.heard(UtteranceEnded)
        assert isinstance(event, UtteranceEnded)
        return event


def press(desk: Desk) -> None:
    desk.turns.append(desk.key.press())


def release(desk: Desk) -> None:
    desk.told.append(desk.key.release(desk.turns[-1]))


def vanish(desk: Desk) -> None:
    desk.key.lost(desk.turns[-1])


def toggle(desk: Desk) -> None:
    desk.told.append(str(desk.key.toggle()[1]))


@asynccontextmanager
async def desk(*deeds: Deed, deaf: str = "") -> AsyncIterator[Desk]:
    """What there is a minute after all that was done; sound takes its time."""

    class Room:
        async def chunks(self) -> AsyncGenerator[Pcm]:
            for deed in deeds:
                if not isinstance(deed, bytes):
                    deed(one)
                    continue
                for chunk in chunks(deed) if deed else [b""]:
                    await asyncio.sleep(0.02)
                    yield chunk

    async with EventBus() as bus, asyncio.TaskGroup() as group:
        parts = scripted(NotingVoice(bus=bus), [], *["what time is it"] * 5)
        parts = replace(parts, listeners=Listeners(ListenConfig(), LoudnessActivity))
        pipeline = orchestrator(bus, parts)
        ears = Ears(bus, Room(), ScriptedWakeWord(), pipeline)
        clock = asyncio.get_running_loop().time
        one = Desk(bus, TalkKey(bus, ears, pipeline, lambda: deaf, clock), ears)
        working = group.create_task(pipeline.run(), name="pipeline")
        await asyncio.sleep(0)
        await ears.run()
        await asyncio.sleep(60)
        yield one
        working.cancel()


async def test_what_is_said_while_the_key_is_held_is_taken_pauses_and_all() -> None:
    said = noise(1) + silence(3) + noise(1)
    async with desk(silence(1), press, silence(8), said, release, silence(2)) as found:
        assert found.told == ["released"]
        ended = found.utterance()
        assert ended.reason == "released"
        assert 5_000 <= ended.duration_ms <= 5_000 + 400 + REST_MS
        assert len(found.heard(VoiceRecognized)) == 1
        [began] = found.heard(ListeningStarted)
        assert isinstance(began, ListeningStarted)
        assert began.trigger == KEY


async def test_the_release_ends_it_almost_at_once() -> None:
    times: list[float] = []

    def note(_: Desk) -> None:
        times.append(asyncio.get_running_loop().time())

    async with desk(silence(1), press, noise(1), note, release, silence(2)) as found:
        [at_s] = [one.at_s for one in found.bus.history() if isinstance(one.event, UtteranceEnded)]
        assert at_s - times[0] == pytest.approx(REST_MS / 1000, abs=0.05)


async def test_a_word_begun_a_little_before_the_press_is_whole() -> None:
    async with desk(silence(1), noise(0.2), press, noise(1), release, silence(2)) as found:
        assert found.utterance().duration_ms >= 1_200
    async with desk(noise(5), press, noise(1), release, silence(2)) as found:  # the talk before is not
        assert found.utterance().duration_ms <= 1_000 + PRESS_LAG_MS + REST_MS


async def test_a_tap_means_listen_now_and_a_silence_ends_it() -> None:
    async with desk(silence(1), press, silence(0.1), release, silence(1), noise(1), silence(2)) as found:
        assert found.told == ["tapped"]
        assert found.utterance().reason == "silence"


async def test_a_tap_after_which_nobody_speaks_ends_as_usual() -> None:
    async with desk(silence(1), press, silence(0.1), release, silence(10)) as found:
        assert not found.heard(UtteranceEnded)
        [nothing] = found.heard(NothingHeard)
        assert isinstance(nothing, NothingHeard)
        assert 4_000 < nothing.waited_ms <= 5_200


async def test_holding_it_in_silence_asks_nothing() -> None:
    async with desk(silence(1), press, silence(12), release, silence(2)) as found:
        assert not found.heard(UtteranceEnded)
        assert len(found.heard(NothingHeard)) == 1


async def test_a_key_that_is_stuck_does_not_listen_for_ever() -> None:
    async with desk(silence(1), press, noise(1), silence(HELD_MS / 1000 + 5), release) as found:
        assert found.utterance().reason == "too long"
        assert found.told == ["over"]


async def test_whoever_vanishes_while_holding_it_has_asked_nothing() -> None:
    async with desk(silence(1), press, noise(1), vanish, silence(5)) as found:
        assert not found.heard(UtteranceEnded)
        assert not found.heard(VoiceRecognized)
        assert len(found.heard(NothingHeard)) == 1
    async with desk(silence(1), press, noise(1), release, vanish, silence(5)) as found:  # too late
        assert found.utterance().reason == "released"


async def test_the_second_press_of_a_toggle_ends_it_and_silence_does_not() -> None:
    pause = silence(1)
    deeds = (pause, toggle, noise(1), silence(4), noise(1), toggle, silence(1))
    async with desk(*deeds, toggle, noise(1), toggle, silence(1)) as found:
        assert found.told == ["True", "False", "True", "False"]
        assert [one.reason for one in found.heard(UtteranceEnded) if isinstance(one, UtteranceEnded)] == [
            "released"
        ] * 2


async def test_a_key_that_repeats_by_itself_toggles_once() -> None:
    repeats = [one for _ in range(5) for one in (toggle, silence(0.04))]
    async with desk(silence(1), *repeats, noise(1), toggle, silence(1)) as found:
        assert found.told == ["True"] * 5 + ["False"]
        assert len(found.heard(ListeningStarted)) == 1


async def test_a_microphone_that_goes_ends_it() -> None:
    async with desk(silence(1), press, noise(1), b"", silence(1), release, silence(2)) as found:
        assert not found.heard(UtteranceEnded)
        assert found.told == ["over"]


async def test_without_a_moment_of_sound_there_is_nothing_to_ask() -> None:
    def hold(found: Desk) -> None:
        press(found)
        found.key._presses[found.turns[-1]].since_s -= 1  # noqa: SLF001 - the microphone gives nothing for a second
        release(found)

    async with desk(silence(1), hold) as found:
        assert not found.heard(ListeningStarted)
        assert len(found.heard(NothingHeard)) == 1


async def test_muted_it_says_so_and_listens_to_nothing() -> None:
    def refused(found: Desk) -> None:
        with pytest.raises(BadInputError, match="unmute"):
            found.key.press()

    sentence = "The microphone is muted. Use `jarvis unmute` first."
    async with desk(silence(1), refused, noise(1), silence(1), deaf=sentence) as found:
        [said] = found.heard(AnnouncementMade)
        assert isinstance(said, AnnouncementMade)
        assert said.text == sentence.replace("`", "")
        assert not found.heard(ListeningStarted)


async def test_pressed_before_jarvis_can_speak_it_refuses_all_the_same() -> None:
    async with EventBus() as bus:
        pipeline = orchestrator(bus, scripted(NotingVoice(bus=bus), []))
        ears = Ears(bus, ScriptedMicrophone(), ScriptedWakeWord(), pipeline)
        key = TalkKey(bus, ears, pipeline, lambda: "There is no microphone.", asyncio.get_running_loop().time)
        with pytest.raises(BadInputError, match="no microphone"):
            key.press()


async def test_who_waits_for_the_end_is_told_why() -> None:
    ends: list[str] = []
    waiting: list[asyncio.Task[None]] = []

    async def wait(found: Desk) -> None:
        ends.append(await found.key.ended(found.turns[-1]))

    def watch(found: Desk) -> None:
        waiting.append(asyncio.get_running_loop().create_task(wait(found), name="waits"))

    async with desk(silence(1), press, watch, noise(1), release, silence(1)) as found:
        assert ends == ["released"]
        assert await found.key.ended(found.turns[-1]) == "over"
        assert found.key.release("voice_of_nobody") == "over"
