"""From the microphone to a turn: called, asked, left alone, interrupted."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from jarvis.bus import EventBus
from jarvis.config import ListenConfig
from jarvis.errors import RecognitionError
from jarvis.events import (
    Event,
    ListeningStarted,
    NothingHeard,
    TaskFinished,
    TurnInterrupted,
    UtteranceEnded,
    VoiceFailed,
    VoiceRecognized,
    WakeHeard,
)
from jarvis.pipeline import PipelineOrchestrator
from jarvis.ports import Microphone, Pcm, Wake
from jarvis.testing import LoudnessActivity, NotingVoice, ScriptedMicrophone, orchestrator, scripted
from jarvis.wake_config import WakeConfig
from jarvis.worker import NOT_CAUGHT, Parts
from tests.sound import chunks, flite, moonshine_folder, noise, recognizing, silence
from voice.activity import Silero
from voice.ears import Ears
from voice.listener import Listeners
from voice.wake import WakeWords

__all__ = ["moonshine_folder"]
CALL, PAUSE, REQUEST = noise(0.5, 0.2), silence(1), noise(1)


class Called:
    """Hears CALL, if it heard all of it since the last reset."""

    def __init__(self) -> None:
        self._heard = b""

    def feed(self, chunk: Pcm) -> Wake | None:
        self._heard += chunk
        return Wake("hey jarvis", 0.99) if self._heard.endswith(CALL) else None

    def reset(self) -> None:
        self._heard = b""


Happening = Pcm | float | Callable[[], object]


class Room:
    """A microphone in a room: sounds in real time, pauses in seconds, and things somebody does."""

    def __init__(self, *happenings: Happening) -> None:
        self._happenings = happenings

    async def chunks(self) -> AsyncGenerator[Pcm]:
        for happening in self._happenings:
            if isinstance(happening, bytes):
                for chunk in chunks(happening):
                    await asyncio.sleep(0.02)
                    yield chunk
            elif isinstance(happening, float):
                await asyncio.sleep(happening)
            else:
                happening()


@dataclass
class Story:
    """Ears, what they belong to, and what happened."""

    bus: EventBus
    pipeline: PipelineOrchestrator
    voice: NotingVoice
    ears: Ears

    def events(self, *kinds: type[Event]) -> list[Event]:
        return [record.event for record in self.bus.history() if not kinds or isinstance(record.event, kinds)]

    def heard(self) -> list[str]:
        """What was understood, in order."""
        return [event.text for event in self.events() if isinstance(event, VoiceRecognized)]


@asynccontextmanager
async def listening(
    *happenings: Happening, heard: tuple[str | RecognitionError, ...] = (), by_voice: bool = False
) -> AsyncIterator[Story]:
    """What there is when the room has fallen silent, and everything was answered."""
    async with EventBus() as bus, asyncio.TaskGroup() as group:
        voice = NotingVoice(bus=bus)
        listeners = Listeners(ListenConfig(), LoudnessActivity)
        parts = replace(scripted(voice, [], *heard), listeners=listeners)
        pipeline = orchestrator(bus, parts)
        story: Story

        def listen() -> None:
            story.ears.listen()

        room = Room(*(listen if one is LISTEN else one for one in happenings))
        story = Story(bus, pipeline, voice, Ears(bus, room, Called(), pipeline, by_voice=by_voice))
        working = group.create_task(pipeline.run(), name="pipeline")
        await story.ears.run()
        await asyncio.sleep(60)
        yield story
        working.cancel()


def LISTEN() -> None:  # noqa: N802 - stands for a happening
    """Somebody presses the button."""


async def test_who_calls_and_asks_is_understood() -> None:
    async with listening(CALL + silence(0.2) + REQUEST + PAUSE, heard=("What time is it?",)) as story:
        turn = next(e.turn for e in story.events() if isinstance(e, WakeHeard))
        assert story.events()[:3] == [
            WakeHeard(turn=turn, phrase="hey jarvis", score=0.99),
            ListeningStarted(turn=turn, trigger="wake"),
            UtteranceEnded(turn=turn, duration_ms=120 + 200 + 1_000 + 700, silence_ms=700, reason="silence"),
        ]
        assert story.heard() == ["What time is it?"]
        assert {getattr(event, "turn", turn) for event in story.events()} == {turn}


async def test_what_is_said_to_others_is_forgotten() -> None:
    async with listening(REQUEST + PAUSE + REQUEST * 3 + silence(9)) as story:
        assert story.events() == []


async def test_when_nobody_speaks_it_stops_listening_and_can_be_called_again() -> None:
    async with listening(CALL + silence(6) + CALL + REQUEST + PAUSE, heard=("Stop.",)) as story:
        assert [e.waited_ms for e in story.events() if isinstance(e, NothingHeard)] == [5_000]
        assert story.heard() == ["Stop."]


async def test_one_request_after_the_other_each_with_the_wake_word() -> None:
    called = CALL + REQUEST + silence(0.7)
    async with listening(called + called, heard=("One.", "Two.")) as story:
        assert story.heard() == ["One.", "Two."]


async def test_a_microphone_that_was_interrupted_makes_it_forget_what_was_half_said() -> None:
    async with EventBus() as bus:
        pipeline = orchestrator(bus, scripted(NotingVoice(), []))
        microphone = ScriptedMicrophone(CALL + REQUEST, REQUEST[:6_400] + PAUSE)
        await Ears(bus, microphone, Called(), pipeline).run()
        kinds = [type(record.event) for record in bus.history()]
        assert kinds == [WakeHeard, ListeningStarted, NothingHeard]
        assert pipeline.turns.under_way() == []


async def test_half_a_wake_word_before_an_interruption_is_no_wake_word() -> None:
    async with EventBus() as bus:
        half = len(CALL) // 2
        microphone: Microphone = ScriptedMicrophone(CALL[:half], CALL[half:] + REQUEST[:3_200])
        await Ears(bus, microphone, Called(), orchestrator(bus, scripted(NotingVoice(), []))).run()
        assert bus.history() == []


async def test_when_the_engine_is_broken_the_reason_is_said_and_the_next_request_is_heard() -> None:
    called = CALL + REQUEST + silence(0.7)
    broken = RecognitionError("The speech model is missing.")
    async with listening(called, 10.0, called, heard=(broken, "Two.")) as story:
        failed = [event.reason for event in story.events() if isinstance(event, VoiceFailed)]
        assert failed == ["The speech model is missing."]
        assert story.voice.said[0] == "The speech model is missing."
        assert story.heard() == ["Two."]


@pytest.mark.parametrize("mumbled", ["", " ", "...", "?!"])
async def test_what_nobody_can_understand_is_said_to_be_so(mumbled: str) -> None:
    async with listening(CALL + REQUEST + PAUSE, heard=(mumbled,)) as story:
        assert story.voice.said == [NOT_CAUGHT]
        finished = story.events()[-1]
        assert isinstance(finished, TaskFinished)
        assert (finished.status, finished.answer) == ("failed", NOT_CAUGHT)


async def test_who_presses_the_button_needs_no_wake_word() -> None:
    async with listening(LISTEN, silence(0.2) + REQUEST + PAUSE, heard=("Stop.",)) as story:
        assert [e.trigger for e in story.events() if isinstance(e, ListeningStarted)] == ["asked"]
        assert story.heard() == ["Stop."]


async def test_who_presses_the_button_while_it_listens_already_starts_anew() -> None:
    async with listening(CALL + REQUEST, LISTEN, PAUSE + REQUEST + PAUSE, heard=("Stop.",)) as story:
        ended = [type(event) for event in story.events(NothingHeard, UtteranceEnded)]
        assert ended == [NothingHeard, UtteranceEnded], "whatever waits for the first turn waits for ever"
        assert story.heard() == ["Stop."]


async def test_while_one_request_is_answered_the_next_one_is_heard() -> None:
    called = CALL + REQUEST + silence(0.7)
    async with listening(called, called, heard=("One.", "Two.")) as story:
        assert story.heard() == ["One.", "Two."]
        assert len({e.turn for e in story.events() if isinstance(e, TaskFinished)}) == 2


@pytest.mark.parametrize(("by_voice", "said"), [(True, []), (False, ["whole"])])
async def test_speaking_over_an_answer_interrupts_it_if_that_is_wanted(
    by_voice: bool,  # noqa: FBT001 - a parameter of the story
    said: list[str],
) -> None:
    answer_begins = 2.0
    speech = (CALL + REQUEST + silence(0.7), answer_begins, REQUEST + PAUSE)
    async with listening(*speech, heard=("Sing.", "No, stop."), by_voice=by_voice) as story:
        interrupted = [e.by for e in story.events() if isinstance(e, TurnInterrupted)]
        assert interrupted == (["voice"] if by_voice else [])
        assert story.heard() == (["Sing.", "No, stop."] if by_voice else ["Sing."])
        assert bool(story.voice.cut) is by_voice
        assert len(story.voice.said) == 1 or said == []
        statistics = story.pipeline.sessions.interruptions().statistics
        assert (statistics.interruptions, statistics.true) == ((1, 1) if by_voice else (0, 0))


async def test_who_stops_listening_lets_the_microphone_go() -> None:
    closed: list[bool] = []

    class Noting(ScriptedMicrophone):
        async def chunks(self) -> AsyncGenerator[Pcm]:
            try:
                async for chunk in super().chunks():
                    yield chunk
            finally:
                closed.append(True)

    async with EventBus() as bus:
        microphone = Noting(CALL + REQUEST + PAUSE, stays=True)
        ears = Ears(bus, microphone, Called(), orchestrator(bus, scripted(NotingVoice(), [])))
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(ears.run(), 60)
        assert closed == [True]


@pytest.mark.real_time
@pytest.mark.parametrize("voice", ["rms", "awb"])
async def test_with_its_real_parts_it_hears_what_somebody_asks(voice: str, moonshine_folder: Path) -> None:
    say = flite("hey jarvis", voice) + silence(0.6) + flite("what time is it", voice)
    chat = flite("good morning everybody", "awb") + silence(1)
    sound = noise(1, 0.001) + chat + say + silence(1.5) + chat
    async with (
        asyncio.timeout(60),
        EventBus() as bus,
        recognizing(moonshine_folder) as moonshine,
        asyncio.TaskGroup() as group,
    ):
        parts = Parts(Listeners(ListenConfig(), Silero), moonshine, [], NotingVoice())
        pipeline = orchestrator(bus, parts)
        working = group.create_task(pipeline.run(), name="pipeline")
        await Ears(bus, ScriptedMicrophone(sound), WakeWords(WakeConfig()), pipeline).run()
        for turn in pipeline.turns.under_way():
            await turn.finished.wait()
        events = [record.event for record in bus.history()]
        working.cancel()
    heard = [event.text for event in events if isinstance(event, VoiceRecognized)]
    assert [text.casefold().strip(".?") for text in heard] == ["what time is it"]
    assert [type(event) for event in events[:3]] == [WakeHeard, ListeningStarted, UtteranceEnded]
