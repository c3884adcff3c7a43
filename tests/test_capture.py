"""A turn that begins with sound: listening, being answered, being spoken over, being put away."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jarvis.answering import Answer
from jarvis.bus import EventBus
from jarvis.capture import MOST_LISTENING
from jarvis.errors import BadInputError, QueueFullError, RecognitionError
from jarvis.events import (
    Event,
    ListeningStarted,
    NothingHeard,
    PartialRecognized,
    QuestionAsked,
    QueueFull,
    SpeakingEnded,
    TaskFinished,
    TaskQueued,
    TurnInterrupted,
    UtteranceEnded,
    VoiceRecognized,
)
from jarvis.pipeline import PipelineOrchestrator
from jarvis.ports import CHUNK_BYTES, Pcm
from jarvis.state import ENDS, PipelineStage, SessionState
from jarvis.tasks import Priority, VoiceQueue, VoiceTask
from jarvis.testing import LoudnessListener, NotingVoice, orchestrator, run, scripted
from jarvis.turn import LARGEST_BYTES, Turn

SPEECH, QUIET = b"\1" * CHUNK_BYTES, bytes(CHUNK_BYTES)
REQUEST = SPEECH * 50 + QUIET * 25
SONG = "la " * 100


class Singer:
    """Sings whatever it is asked; "stop" is urgent. Notes which songs are unfinished."""

    def __init__(self, song: str = SONG) -> None:
        self.song, self.singing = song, list[str]()

    def priority(self, text: str) -> Priority | None:
        """Stopping is urgent."""
        return Priority.CRITICAL if text == "Stop." else None

    def answer(self, task: VoiceTask) -> Answer:
        """A song, or silence."""
        return Answer("singer", self._sing("" if task.text == "Stop." else self.song))

    async def _sing(self, song: str) -> AsyncGenerator[str]:
        self.singing.append(song)
        try:
            yield song
        finally:
            self.singing.remove(song)


@dataclass
class Studio:
    """A pipeline with a singer, and everybody's listeners."""

    bus: EventBus
    pipeline: PipelineOrchestrator
    voice: NotingVoice
    singer: Singer
    listeners: list[LoudnessListener] = field(default_factory=list)

    def happened(self, turn: Turn) -> list[type[Event]]:
        """What a turn went through."""
        return [type(event) for event in self.events() if getattr(event, "turn", "") == turn.pipeline_id]

    def events(self) -> list[Event]:
        """All that happened, as far as the bus remembers."""
        return [record.event for record in self.bus.history()]

    async def singing(self, session_id: str = "") -> Turn:
        """A turn that sings since ten seconds."""
        turn = self.pipeline.start_pipeline(session_id)
        self.pipeline.process_audio_chunk(turn.pipeline_id, REQUEST)
        await asyncio.sleep(10)
        assert turn.stage is PipelineStage.AUDIO_PLAYBACK
        return turn


@asynccontextmanager
async def studio(*heard: str | RecognitionError, queue: VoiceQueue | None = None) -> AsyncIterator[Studio]:
    async with EventBus() as bus, asyncio.TaskGroup() as group:
        voice, singer, listeners = NotingVoice(bus=bus), Singer(), list[LoudnessListener]()

        def listener(before: Sequence[Pcm], partial: Callable[[str], None]) -> LoudnessListener:
            assert not before
            assert callable(partial)
            listeners.append(LoudnessListener())
            return listeners[-1]

        parts = replace(scripted(voice, [singer], *heard), listeners=listener)
        pipeline = orchestrator(bus, parts, queue)
        running = group.create_task(pipeline.run(), name="pipeline")
        await asyncio.sleep(0)
        yield Studio(bus, pipeline, voice, singer, listeners)
        running.cancel()


async def test_sound_becomes_a_request_and_the_request_an_answer() -> None:
    followed: list[Event] = []
    async with studio("Sing.") as here:
        turn = here.pipeline.start_pipeline("session_1_abcdefghi", "ada", [followed.append])
        assert (turn.stage, turn.user_id, turn.session.session_id) == ("idle", "ada", "session_1_abcdefghi")
        stages = [here.pipeline.process_audio_chunk(turn.pipeline_id, SPEECH) for _ in range(50)]
        stages += [here.pipeline.process_audio_chunk(turn.pipeline_id, QUIET) for _ in range(25)]
        assert stages == ["audio_capture"] * 74 + ["asr_processing"]
        await turn.finished.wait()
        assert turn.stage is PipelineStage.COMPLETED
        assert here.happened(turn)[:5] == [
            ListeningStarted, UtteranceEnded, TaskQueued, VoiceRecognized, *here.happened(turn)[4:5],
        ]  # fmt: skip
        assert here.voice.said == [SONG]
        await asyncio.sleep(0)
        assert [type(event) for event in followed] == here.happened(turn)
        await here.pipeline.tell("Dinner is ready.")
        assert [type(event) for event in followed] == here.happened(turn), "it is over, and still told"
        assert here.listeners[0].closed


@given(st.lists(st.integers(0, 3_000), max_size=40))
@settings(deadline=None, max_examples=40)
def test_sound_may_come_in_pieces_of_any_length(cuts: list[int]) -> None:
    async def story() -> None:
        async with studio("Sing.") as here:
            turn, rest = here.pipeline.start_pipeline(), REQUEST
            for cut in cuts:
                here.pipeline.process_audio_chunk(turn.pipeline_id, rest[: 2 * cut])
                rest = rest[2 * cut :]
            here.pipeline.process_audio_chunk(turn.pipeline_id, rest)
            await turn.finished.wait()
            [ended] = [event for event in here.events() if isinstance(event, UtteranceEnded)]
            assert ended.duration_ms == 1_500

    run(story())


@pytest.mark.parametrize("sound", [b"1", b"123", bytes(LARGEST_BYTES + 2)])
async def test_what_cannot_be_sound_is_refused_and_the_turn_listens_on(sound: Pcm) -> None:
    async with studio("Sing.") as here:
        turn = here.pipeline.start_pipeline()
        with pytest.raises(BadInputError, match="cannot be sound"):
            here.pipeline.process_audio_chunk(turn.pipeline_id, sound)
        here.pipeline.process_audio_chunk(turn.pipeline_id, REQUEST)
        await turn.finished.wait()
        assert here.voice.said == [SONG]


async def test_a_turn_that_never_was_is_told_so_and_one_that_is_over_says_how_it_ended() -> None:
    async with studio("Sing.") as here:
        with pytest.raises(BadInputError, match="There is no turn 'nobody'"):
            here.pipeline.process_audio_chunk("nobody", SPEECH)
        turn = here.pipeline.start_pipeline()
        here.pipeline.end_pipeline(turn.pipeline_id)
        assert here.pipeline.process_audio_chunk(turn.pipeline_id, SPEECH) is PipelineStage.COMPLETED


async def test_putting_a_turn_away_twice_changes_nothing() -> None:
    async with studio("Sing.") as here:
        listening, singing = here.pipeline.start_pipeline("guest"), await here.singing()
        for _ in range(2):
            here.pipeline.end_pipeline(listening.pipeline_id)
            here.pipeline.end_pipeline(singing.pipeline_id)
            here.pipeline.end_pipeline("nobody")
            await singing.finished.wait()
        assert here.happened(listening) == [NothingHeard]
        assert here.happened(singing)[-3:] == [TurnInterrupted, SpeakingEnded, TaskFinished]
        assert (listening.stage, singing.stage) == (PipelineStage.COMPLETED, PipelineStage.INTERRUPTED)
        assert here.singer.singing == []


async def test_speaking_over_the_answer_interrupts_it_and_only_what_was_heard_was_said() -> None:
    async with studio("Sing.") as here:
        turn = await here.singing()
        stages = [here.pipeline.process_audio_chunk(turn.pipeline_id, SPEECH) for _ in range(8)]
        assert stages[:7] == [PipelineStage.AUDIO_PLAYBACK] * 7
        await turn.finished.wait()
        [told] = [event for event in here.events() if isinstance(event, TurnInterrupted)]
        assert (told.by, told.reaction_ms, told.stage) == ("voice", 160, "audio_playback")
        finished = here.events()[-1]
        assert isinstance(finished, TaskFinished)
        assert (finished.status, finished.answer) == ("cancelled", " ".join(["la"] * 16))
        assert turn.task.result == finished.answer
        assert turn.session.state is SessionState.LISTENING
        assert here.singer.singing == []


async def test_a_client_that_detects_speech_itself_interrupts_by_saying_so() -> None:
    async with studio("Sing.") as here:
        turn = await here.singing()
        here.pipeline.voice_detected(turn.pipeline_id, 0.85, 100)
        here.pipeline.voice_detected(turn.pipeline_id, 0.3, 200)
        assert not turn.silenced
        with pytest.raises(BadInputError, match="from 0 to 1"):
            here.pipeline.voice_detected(turn.pipeline_id, 7.0, 200)
        here.pipeline.voice_detected(turn.pipeline_id, 0.85, 200)
        await turn.finished.wait()
        assert here.pipeline.voice_detected(turn.pipeline_id, 0.85, 200) is PipelineStage.INTERRUPTED


async def test_a_cough_does_not_interrupt() -> None:
    async with studio("Sing.") as here:
        turn = await here.singing()
        for _ in range(20):
            here.pipeline.process_audio_chunk(turn.pipeline_id, SPEECH * 7 + QUIET * 5)
        await turn.finished.wait()
        assert here.voice.said == [SONG]
        assert here.pipeline.sessions.interruptions().statistics.ignored == 20


async def test_interrupting_one_turn_by_hand_leaves_the_others_alone() -> None:
    async with studio("Sing.", "Sing.") as here:
        first = await here.singing("guest")
        second = here.pipeline.submit("sing")
        assert here.pipeline.interrupt_pipeline(first.pipeline_id)
        assert not here.pipeline.interrupt_pipeline(first.pipeline_id)
        assert not here.pipeline.interrupt_pipeline("nobody")
        await second.finished.wait()
        assert here.voice.said == [SONG]
        assert here.pipeline.sessions.interruptions("guest").statistics.manual == 1
        assert here.pipeline.sessions.interruptions().statistics.manual == 0


async def test_who_starts_anew_in_a_session_ends_the_listening_there_and_nowhere_else() -> None:
    async with studio() as here:
        mine, guests = here.pipeline.start_pipeline(), here.pipeline.start_pipeline("guest")
        again = here.pipeline.start_pipeline()
        assert (mine.over, guests.listening, again.listening) == (True, True, True)
        assert here.happened(mine) == [NothingHeard]


async def test_when_nobody_speaks_the_turn_is_over_without_a_request() -> None:
    async with studio() as here:
        turn = here.pipeline.start_pipeline()
        stage = here.pipeline.process_audio_chunk(turn.pipeline_id, QUIET * 250)
        assert stage is PipelineStage.COMPLETED
        assert here.happened(turn) == [ListeningStarted, NothingHeard]
        assert turn.finished.is_set()


async def test_when_too_many_wait_a_spoken_request_is_told_so_aloud() -> None:
    async with studio("Sing.", queue=VoiceQueue(maxsize=1, in_flight=1)) as here:
        for text in ("sing", "sing"):
            here.pipeline.submit(text)
            await asyncio.sleep(1)
        turn = here.pipeline.start_pipeline()
        here.pipeline.process_audio_chunk(turn.pipeline_id, REQUEST)
        assert turn.stage is PipelineStage.ERROR
        assert here.happened(turn)[-2:] == [QueueFull, TaskFinished]
        await asyncio.sleep(300)
        assert any("I am busy" in said for said in here.voice.said)


async def test_far_too_many_listeners_are_refused() -> None:
    async with studio() as here:
        for number in range(MOST_LISTENING):
            here.pipeline.start_pipeline(f"session_1_{number}")
        with pytest.raises(QueueFullError):
            here.pipeline.start_pipeline("session_2_0")
        here.pipeline.start_pipeline("session_1_0")  # in the place of the one there
        assert len([one for one in here.listeners if not one.closed]) == MOST_LISTENING


async def test_whoever_says_stop_aloud_silences_the_others() -> None:
    async with studio("Sing.", "Stop.") as here:
        song = await here.singing("guest")
        stop = here.pipeline.start_pipeline()
        here.pipeline.process_audio_chunk(stop.pipeline_id, REQUEST)
        await stop.finished.wait()
        await song.finished.wait()
        assert (song.stage, stop.stage) == (PipelineStage.INTERRUPTED, PipelineStage.COMPLETED)
        assert stop.task.priority is Priority.CRITICAL


STEPS = st.lists(
    st.tuples(st.sampled_from(["start", "say", "hush", "cut", "end", "wait"]), st.integers(0, 3))
)


@settings(deadline=None, max_examples=60)
@given(STEPS)
def test_whatever_people_do_every_turn_ends_once_and_nothing_stays_open(steps: list[tuple[str, int]]) -> None:
    async def story() -> None:
        async with studio(*["Sing."] * 100) as here:
            turns: list[Turn] = []
            for step, choice in steps:
                if step == "start":
                    turns.append(here.pipeline.start_pipeline(f"session_1_{choice}"))
                elif step == "wait":
                    await asyncio.sleep(choice * 20)
                elif turns:
                    name = turns[-1 - choice % len(turns)].pipeline_id
                    if step in ("say", "hush"):
                        here.pipeline.process_audio_chunk(name, REQUEST if step == "say" else QUIET * 30)
                    elif step == "cut":
                        here.pipeline.interrupt_pipeline(name)
                    else:
                        here.pipeline.end_pipeline(name)
            for turn in turns:
                if turn.listening:
                    here.pipeline.end_pipeline(turn.pipeline_id)
                await turn.finished.wait()
                assert turn.stage in ENDS
                ends = [kind for kind in here.happened(turn) if kind in (NothingHeard, TaskFinished)]
                assert len(ends) <= 1  # the history forgets the first ones
            assert here.singer.singing == []
            assert all(listener.closed for listener in here.listeners)
            assert here.pipeline.turns.under_way() == []

    run(story())


async def test_the_text_so_far_is_told_and_a_question_asks_for_an_answer() -> None:
    class Curious(LoudnessListener):
        def __init__(self, before: Sequence[Pcm], partial: Callable[[str], None]) -> None:
            super().__init__(before)
            partial("What")

    async with EventBus() as bus, asyncio.TaskGroup() as group:
        asking, plain = Singer("Which one?"), Singer("This one.")
        asked = list[Event]()
        bus.subscribe(QuestionAsked, asked.append)
        for singer, questions in ((asking, 1), (plain, 1)):
            parts = replace(scripted(NotingVoice(bus=bus), [singer], "What?"), listeners=Curious)
            pipeline = orchestrator(bus, parts)
            running = group.create_task(pipeline.run(), name="pipeline")
            await asyncio.sleep(0)
            turn = pipeline.start_pipeline()
            for chunk in (SPEECH * 50, QUIET * 25):
                pipeline.process_audio_chunk(turn.pipeline_id, chunk)
            await turn.finished.wait()
            await asyncio.sleep(0)
            assert len(asked) == questions
            running.cancel()
        typed = [record.event for record in bus.history() if isinstance(record.event, PartialRecognized)]
        assert [event.text for event in typed] == ["What", "What"]
