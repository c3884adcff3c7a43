"""Conversations: the desktop's own and those of clients, and what the outside is told of them."""

import asyncio
import re
from collections.abc import AsyncGenerator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jarvis.answering import Answer
from jarvis.bus import EventBus
from jarvis.errors import IllegalStepError
from jarvis.events import Event
from jarvis.interruption import Policy
from jarvis.ports import CHUNK_BYTES
from jarvis.sessions import MOST_SESSIONS, PipelineStateManager, ServiceCoordinator
from jarvis.state import ENDS, STAGES, PipelineStage, Session, SessionState
from jarvis.tasks import Priority, VoiceTask
from jarvis.testing import LoudnessListener, NotingVoice, orchestrator, scripted
from jarvis.turn import Turn

P = PipelineStage
IN_USE = [stage for stage in P if stage not in ENDS]
SERVICES = {
    P.IDLE: ("idle", "idle", "idle"),
    P.AUDIO_CAPTURE: ("idle", "idle", "idle"),
    P.ASR_PROCESSING: ("executing", "waiting", "waiting"),
    P.LLM_PROCESSING: ("complete", "executing", "waiting"),
    P.RAG_RETRIEVAL: ("complete", "executing", "waiting"),
    P.TTS_SYNTHESIS: ("complete", "complete", "executing"),
    P.AUDIO_PLAYBACK: ("complete", "complete", "executing"),
    P.COMPLETED: ("complete", "complete", "complete"),
    P.ERROR: ("idle", "idle", "idle"),
    P.INTERRUPTED: ("idle", "idle", "idle"),
}
"""What speech recognition, answering and the voice do in each stage."""


def manager(*resting: str) -> PipelineStateManager:
    coordinator = ServiceCoordinator(lambda: frozenset(resting))
    return PipelineStateManager(lambda: 1_700_000_000.123, Policy(), coordinator)


def turn_in(session: Session, stage: PipelineStage = P.IDLE) -> Turn:
    turn = Turn(VoiceTask("voice_1_0", "", None, 0.0), session, aloud=True)
    turn.stage = stage
    return turn


def test_the_desktop_has_a_session_of_its_own_and_listens() -> None:
    sessions = manager()
    assert re.fullmatch(r"session_1700000000123_[0-9a-z]{9}", sessions.local.session_id)
    assert sessions.session("") is sessions.local is sessions.session(sessions.local.session_id)
    assert (sessions.local.state, sessions.local.created_at) == (SessionState.LISTENING, 1_700_000_000.123)
    assert sessions.local.worker_addr is None


def test_a_client_gets_a_session_when_it_first_names_one() -> None:
    sessions = manager()
    guest = sessions.session("session_1_abcdefghi")
    assert guest is sessions.session("session_1_abcdefghi")
    assert guest is not sessions.local
    assert guest.state is SessionState.LISTENING


def test_the_quietest_session_is_closed_when_there_are_too_many_but_never_one_in_use() -> None:
    sessions = manager()
    first, busy = sessions.session("first"), sessions.session("busy")
    sessions.begin(turn_in(busy, P.AUDIO_PLAYBACK))
    over = sessions.session("over")
    sessions.begin(turn_in(over, P.COMPLETED))
    kept = [sessions.session(str(number)) for number in range(MOST_SESSIONS - 4)]
    sessions.session("first")  # it speaks up again
    assert over.state is SessionState.LISTENING
    for name in ("x", "y"):
        sessions.session(name)
    assert (over.state, kept[0].state) == (SessionState.CLOSED, SessionState.CLOSED)
    assert {one.state for one in (first, busy, sessions.local, *kept[1:])} == {SessionState.LISTENING}
    assert sessions.session("over") is not over


def test_all_sessions_may_be_in_use_and_are_closed_when_they_are_not() -> None:
    sessions = manager()
    turns = [turn_in(sessions.session(str(number)), IN_USE[number % len(IN_USE)]) for number in range(99)]
    for turn in turns:
        sessions.begin(turn)
    for number in range(5):
        more = turn_in(sessions.session(f"more {number}"), P.AUDIO_CAPTURE)
        sessions.begin(more)
        turns.append(more)
    assert {turn.session.state for turn in turns} == {SessionState.LISTENING}
    for turn in turns:
        turn.stage = P.COMPLETED
    sessions.session("one more")
    closed = [turn.session.state is SessionState.CLOSED for turn in turns]
    assert closed == [True] * 6 + [False] * 98, "the desktop's, one more and 98: a hundred"


def test_a_turn_that_is_over_ends_nothing_for_the_one_before_it() -> None:
    sessions = manager()
    guest = sessions.session("guest")
    speaking, second = turn_in(guest, P.AUDIO_PLAYBACK), turn_in(guest, P.AUDIO_CAPTURE)
    for turn in (speaking, second):
        sessions.begin(turn)
    assert sessions.update("guest")["state"] == "listening"
    second.stage = P.COMPLETED  # nobody said anything
    assert sessions.update("guest")["state"] == "processing"
    for number in range(MOST_SESSIONS):
        sessions.session(str(number))
    assert (sessions.session("guest"), guest.state) == (guest, SessionState.LISTENING)
    speaking.stage = P.INTERRUPTED
    assert sessions.update("guest")["state"] == "complete"


@given(st.lists(st.tuples(st.integers(0, 150), st.sampled_from([None, *P])), min_size=100, max_size=400))
def test_who_was_quiet_for_longest_goes_whatever_was_said(story: list[tuple[int, P | None]]) -> None:
    sessions = manager()
    kept: dict[int, tuple[Session, bool]] = {}  # those we expect, the quietest first, and whether in use
    for number, stage in story:
        if number not in kept:
            idle = [other for other, (_, used) in kept.items() if not used]
            for other in idle[: max(0, len(kept) + 2 - MOST_SESSIONS)]:
                assert kept.pop(other)[0].state is SessionState.LISTENING
        session = sessions.session(f"guest {number}")
        known, used = kept.pop(number, (session, False))
        assert known is session
        if stage is not None:
            sessions.begin(turn_in(session, stage))
        kept[number] = (session, used or stage in IN_USE)
        assert {one.state for one, _ in kept.values()} == {SessionState.LISTENING}
    assert (sessions.session(""), sessions.local.state) == (sessions.local, SessionState.LISTENING)


class Clock:
    """Answers everything."""

    def priority(self, _: str) -> Priority | None:
        """Nothing is urgent."""

    def answer(self, _: VoiceTask) -> Answer:
        """One sentence."""
        return Answer("clock", self._say())

    async def _say(self) -> AsyncGenerator[str]:
        yield "It is noon."


async def test_a_whole_turn_is_told_step_by_step_and_only_of_its_own_session() -> None:
    steps: list[tuple[Any, ...]] = []
    async with EventBus() as bus:
        pipeline = orchestrator(bus, scripted(NotingVoice(bus=bus), [Clock()], "What time is it?"))

        def look(_: Event) -> None:
            told = pipeline.sessions.update("session_1_abcdefghi")
            step = (told["state"], *told["services"].values())
            assert pipeline.sessions.update()["state"] == "listening"
            if steps[-1:] != [step]:
                steps.append(step)

        turn = pipeline.start_pipeline("session_1_abcdefghi", callbacks=[look])
        pipeline.process_audio_chunk(turn.pipeline_id, b"\1" * CHUNK_BYTES * 10)
        told = pipeline.sessions.update("session_1_abcdefghi")
        assert told["metadata"] == {"buffer_size": 10 * CHUNK_BYTES, "audio_quality": 1.0}
        async with asyncio.TaskGroup() as group:
            running = group.create_task(pipeline.run(), name="pipeline")
            pipeline.process_audio_chunk(turn.pipeline_id, bytes(CHUNK_BYTES) * 25)
            await turn.finished.wait()
            await asyncio.sleep(0.1)
            running.cancel()
    overall = [step[0] for step in steps]
    assert overall == sorted(overall, key=["listening", "processing", "complete"].index)
    assert ("processing", *SERVICES[P.AUDIO_PLAYBACK]) in steps
    assert steps[-1] == ("complete", *SERVICES[P.COMPLETED])


def test_a_turn_that_speaks_makes_its_session_speak_and_one_that_is_cut_barges_in() -> None:
    sessions = manager()
    turn = turn_in(sessions.local)
    states = []
    for stage in (P.LLM_PROCESSING, P.TTS_SYNTHESIS, P.AUDIO_PLAYBACK, P.TTS_SYNTHESIS, P.COMPLETED):
        turn.step(stage)
        states.append(sessions.local.state)
    assert states == [*["listening"] * 2, "speaking", "speaking", "listening"]
    with pytest.raises(IllegalStepError):
        turn.step(P.AUDIO_PLAYBACK)
    assert sessions.local.state is SessionState.LISTENING
    other = turn_in(sessions.local, P.TTS_SYNTHESIS)
    other.step(P.AUDIO_PLAYBACK)
    other.cut("wake")
    assert (sessions.local.state, other.interrupted_by) == (SessionState.LISTENING, "wake")


@pytest.mark.parametrize("stage", PipelineStage)
def test_the_outside_is_told_in_exactly_this_form(stage: PipelineStage) -> None:
    sessions = manager()
    turn = turn_in(sessions.local, stage)
    turn.listener = LoudnessListener()
    turn.listener.feed(b"\1" * 640)
    sessions.begin(turn)
    told = sessions.update()
    assert list(told) == ["type", "session_id", "state", "services", "metadata"]
    assert (told["type"], told["session_id"]) == ("pipeline_state_update", sessions.local.session_id)
    wanted = (
        "listening" if stage in (P.IDLE, P.AUDIO_CAPTURE) else "complete" if stage in ENDS else "processing"
    )
    assert told["state"] == wanted
    assert told["services"] == dict(zip(("stt", "llm", "tts"), SERVICES[stage], strict=True))
    assert told["metadata"] == {"buffer_size": 640, "audio_quality": 1.0}


def test_before_anything_was_said_it_listens_and_has_heard_nothing() -> None:
    told = manager().update()
    assert told["state"] == "listening"
    assert told["services"] == {"stt": "idle", "llm": "idle", "tts": "idle"}
    assert told["metadata"] == {"buffer_size": 0, "audio_quality": 0.0}


@pytest.mark.parametrize(
    ("part", "service"), [("asr", "stt"), ("llm", "llm"), ("rag", "llm"), ("tts", "tts"), ("redis", "")]
)
def test_a_part_that_rests_makes_its_service_degraded_and_no_other(part: str, service: str) -> None:
    for stage in STAGES:
        states = ServiceCoordinator(lambda: frozenset({part})).states(stage)
        assert [name for name, state in states.items() if state == "degraded"] == (
            [service] if service else []
        )


def test_who_rests_is_asked_each_time() -> None:
    resting: set[str] = set()
    coordinator = ServiceCoordinator(lambda: frozenset(resting))
    assert coordinator.states(P.COMPLETED)["stt"] == "complete"
    resting |= {"asr", "tts"}
    assert coordinator.states(P.COMPLETED) == {"stt": "degraded", "llm": "complete", "tts": "degraded"}
    resting.clear()
    assert coordinator.states(P.COMPLETED)["tts"] == "complete"


def test_interruptions_are_counted_for_each_session() -> None:
    sessions = manager()
    for _ in range(8):
        sessions.interruptions("guest").feed(0.9, 20, speaking=True)
    assert sessions.interruptions("guest").statistics.interruptions == 1
    assert sessions.interruptions().statistics.interruptions == 0
    sessions.passes("guest", 1_000)
    for _ in range(8):
        sessions.interruptions("guest").feed(0.9, 20, speaking=True)
    assert sessions.interruptions("guest").statistics.interruptions == 2


def test_what_counts_as_an_interruption_can_change_in_the_middle_of_one() -> None:
    sessions = PipelineStateManager(lambda: 0.0, Policy(), ServiceCoordinator(frozenset))
    before = sessions.interruptions()
    sessions.apply(Policy(vad_duration_ms=20))
    assert before.feed(0.9, 20, speaking=True) == 20
    assert sessions.interruptions("another").policy.vad_duration_ms == 20
