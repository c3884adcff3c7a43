"""From the microphone to a turn: called, asked, left alone, interrupted."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from jarvis.answering import Answer
from jarvis.bus import EventBus
from jarvis.config import ListenConfig
from jarvis.errors import RecognitionError
from jarvis.events import (
    Event,
    ListeningStarted,
    NothingHeard,
    SpeakingHeld,
    SpeakingResumed,
    SpeechDismissed,
    TaskFinished,
    TurnInterrupted,
    UtteranceEnded,
    VoiceFailed,
    VoiceRecognized,
    WakeHeard,
)
from jarvis.pipeline import PipelineOrchestrator
from jarvis.ports import Microphone, Pcm, Wake
from jarvis.streams import once
from jarvis.tasks import Priority, VoiceTask
from jarvis.testing import LoudnessActivity, NotingVoice, ScriptedMicrophone, orchestrator, scripted
from jarvis.wake_config import WakeConfig
from jarvis.worker import NOT_CAUGHT, Parts
from tests.sound import chunks, flite, moonshine_folder, noise, recognizing, silence
from voice.activity import Silero
from voice.ears import Ears
from voice.listener import Listeners
from voice.overhear import Overhearing
from voice.own_speech import OwnSpeech
from voice.self_heard import SelfHeard
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


class Sings:
    """Answers everything with a song, but what sounds like the end of one."""

    def __init__(self, song: str) -> None:
        self._song = song

    def priority(self, text: str) -> Priority | None:
        del text
        return None

    def answer(self, task: VoiceTask) -> Answer | None:
        return Answer("singer", once(self._song), {"song": "1"}) if task.text == "Sing." else None


class Room:
    """A microphone in a room: sounds in real time, pauses in seconds, and things somebody does."""

    def __init__(self, *happenings: Happening) -> None:
        self._happenings = happenings

    async def chunks(self) -> AsyncGenerator[Pcm]:
        for happening in self._happenings:
            if happening == b"":
                yield b""
            elif isinstance(happening, bytes):
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

    def when(self, kind: type[Event]) -> float:
        """When it happened first."""
        return next(record.at_s for record in self.bus.history() if isinstance(record.event, kind))

    def heard(self) -> list[str]:
        """What was understood, in order."""
        return [event.text for event in self.events() if isinstance(event, VoiceRecognized)]


@asynccontextmanager
async def listening(
    *happenings: Happening,
    heard: tuple[str | RecognitionError, ...] = (),
    by_voice: bool = False,
    answer: str = "",
    reacts: Callable[[], bool] | None = None,
) -> AsyncIterator[Story]:
    """What there is when the room has fallen silent, and everything was answered."""
    async with EventBus() as bus, asyncio.TaskGroup() as group:
        voice = NotingVoice(bus=bus)
        listeners = Listeners(ListenConfig(), LoudnessActivity)
        parts = replace(scripted(voice, [Sings(answer)] if answer else [], *heard), listeners=listeners)
        pipeline = orchestrator(bus, parts)
        story: Story

        def listen() -> None:
            story.ears.listen()

        room = Room(*(listen if one is LISTEN else one for one in happenings))
        own = SelfHeard(OwnSpeech())
        own.own.follow(bus)
        story = Story(bus, pipeline, voice, Ears(bus, room, Called(), pipeline, own))
        interruptions = pipeline.sessions.interruptions
        pipeline.over.is_own = lambda _turn, text: text in answer
        story.ears.overhearing = Overhearing(LoudnessActivity(), interruptions, lambda: by_voice)
        if reacts is not None:
            story.ears.reacts = reacts
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


SONG = "la " * 40
"""24 seconds of it."""
SUNG = (CALL + REQUEST + silence(0.7), 2.0)
COUGH = noise(0.4)


def over(story: Story) -> list[str]:
    """What became of speech over the song, and of the song."""
    kinds = (SpeakingHeld, SpeakingResumed, SpeechDismissed, TurnInterrupted)
    return [type(event).__name__ for event in story.events(*kinds)]


def finished(story: Story) -> TaskFinished:
    """How the song ended."""
    events = [event for event in story.events() if isinstance(event, TaskFinished)]
    return next(event for event in events if event.did)


async def test_whoever_speaks_over_an_answer_silences_it() -> None:
    sung = (*SUNG, REQUEST + PAUSE)
    async with listening(*sung, heard=("Sing.", "No, not that."), by_voice=True, answer=SONG) as story:
        assert over(story) == ["SpeakingHeld", "TurnInterrupted"]
        held = next(event for event in story.events() if isinstance(event, SpeakingHeld))
        interrupted = next(event for event in story.events() if isinstance(event, TurnInterrupted))
        assert (held.turn, held.reaction_ms) == (interrupted.turn, 20), "silent before it is sure"
        assert (interrupted.by, interrupted.reaction_ms) == ("voice", 160)
        assert (finished(story).status, finished(story).answer, finished(story).cut) == (
            "cancelled", "la la la la", True,
        )  # fmt: skip
        assert story.heard() == ["Sing.", "No, not that."]
        assert story.voice.said == [], "what was perhaps said to somebody else is not answered"
        statistics = story.pipeline.sessions.interruptions().statistics
        assert (statistics.interruptions, statistics.true, statistics.false) == (1, 1, 0)


async def test_where_its_own_voice_would_be_heard_it_is_not_interrupted_by_any_speech() -> None:
    async with listening(*SUNG, REQUEST + PAUSE, heard=("Sing.",), answer=SONG) as story:
        assert over(story) == []
        assert (finished(story).status, story.voice.cut) == ("completed", [])


@pytest.mark.parametrize(
    ("heard", "reason"),
    [("", "nothing said"), ("Uh-huh.", "hesitation"), ("Hmm… mm!", "hesitation"),
     ("la la", "own voice"), (RecognitionError("No."), "nothing said")],
)  # fmt: skip
async def test_a_cough_only_makes_it_pause(heard: str | RecognitionError, reason: str) -> None:
    async with listening(*SUNG, COUGH + PAUSE, heard=("Sing.", heard), by_voice=True, answer=SONG) as story:
        assert over(story) == ["SpeakingHeld", "SpeechDismissed", "SpeakingResumed"]
        assert [e.reason for e in story.events() if isinstance(e, SpeechDismissed)] == [reason]
        held_s, resumed_s = (story.when(kind) for kind in (SpeakingHeld, SpeakingResumed))
        assert 0.5 < resumed_s - held_s < 1.5, "half a second of silence is what it takes"
        assert finished(story) == TaskFinished(
            turn=finished(story).turn, status="completed", answer=SONG, did={"song": "1"}, pieces=1
        )
        assert story.voice.said == [SONG]
        statistics = story.pipeline.sessions.interruptions().statistics
        assert (statistics.interruptions, statistics.true, statistics.false) == (1, 0, 1)


async def test_a_click_makes_it_pause_for_a_moment_only() -> None:
    async with listening(*SUNG, noise(0.1) + PAUSE, heard=("Sing.",), by_voice=True, answer=SONG) as story:
        assert (over(story), finished(story).status) == (["SpeakingHeld", "SpeakingResumed"], "completed")
        assert story.when(SpeakingResumed) - story.when(SpeakingHeld) < 0.4
        assert story.pipeline.sessions.interruptions().statistics.interruptions == 0


async def test_the_wake_word_over_an_answer_is_heard_though_its_beginning_silenced_it() -> None:
    called = noise(0.4) + CALL + REQUEST + PAUSE
    async with listening(*SUNG, called, heard=("Sing.", "Stop."), by_voice=True, answer=SONG) as story:
        assert over(story) == ["SpeakingHeld", "TurnInterrupted"]
        assert [event.by for event in story.events() if isinstance(event, TurnInterrupted)] == ["wake"]
        assert [event.trigger for event in story.events() if isinstance(event, ListeningStarted)] == [
            "wake", "interruption", "wake",
        ]  # fmt: skip
        assert story.heard() == ["Sing.", "Stop."]


@pytest.mark.parametrize("afterwards", [(b"",), ()])
async def test_a_microphone_that_goes_away_meanwhile_does_not_silence_it_for_ever(
    afterwards: tuple[Happening, ...],
) -> None:
    sung = (*SUNG, COUGH, *afterwards)
    async with listening(*sung, heard=("Sing.",), by_voice=True, answer=SONG) as story:
        assert over(story) == ["SpeakingHeld", "SpeakingResumed"]
        assert (finished(story).status, finished(story).answer) == ("completed", SONG)


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
