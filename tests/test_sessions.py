"""Conversations: the desktop's own and those of clients, and what the outside is told of them."""

import re

import pytest

from jarvis.errors import IllegalStepError
from jarvis.interruption import Policy
from jarvis.sessions import MOST_SESSIONS, PipelineStateManager, ServiceCoordinator
from jarvis.state import ENDS, STAGES, PipelineStage, Session, SessionState
from jarvis.tasks import VoiceTask
from jarvis.testing import LoudnessListener
from jarvis.turn import Turn

P = PipelineStage


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
    assert set(told["services"]) == {"stt", "llm", "tts"}
    assert set(told["services"].values()) <= {"idle", "waiting", "executing", "complete"}
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
