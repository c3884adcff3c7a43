"""What may follow what, and what the outside is told of it."""

import re
from collections.abc import Callable
from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jarvis.errors import IllegalStepError
from jarvis.state import (
    ENDS,
    SESSIONS,
    STAGES,
    PipelineStage,
    Service,
    Session,
    SessionState,
    new_session_id,
    overall,
    services,
    step,
)

STAGE_NAMES = [
    "IDLE", "AUDIO_CAPTURE", "ASR_PROCESSING", "LLM_PROCESSING", "RAG_RETRIEVAL", "TTS_SYNTHESIS",
    "AUDIO_PLAYBACK", "COMPLETED", "ERROR", "INTERRUPTED",
]  # fmt: skip
ON = {
    "IDLE": "AUDIO_CAPTURE ASR_PROCESSING LLM_PROCESSING TTS_SYNTHESIS COMPLETED",
    "AUDIO_CAPTURE": "ASR_PROCESSING COMPLETED",
    "ASR_PROCESSING": "RAG_RETRIEVAL LLM_PROCESSING TTS_SYNTHESIS COMPLETED",
    "RAG_RETRIEVAL": "LLM_PROCESSING TTS_SYNTHESIS",
    "LLM_PROCESSING": "RAG_RETRIEVAL TTS_SYNTHESIS COMPLETED",
    "TTS_SYNTHESIS": "AUDIO_PLAYBACK COMPLETED",
    "AUDIO_PLAYBACK": "TTS_SYNTHESIS COMPLETED",
}
AGREED = {
    "INITIALIZING": "LISTENING",
    "LISTENING": "SPEAKING CLOSED",
    "SPEAKING": "LISTENING BARGED_IN",
    "BARGED_IN": "CLOSED LISTENING",
    "CLOSED": "",
}
ANY_STATE = st.sampled_from(SessionState)
ANY_STAGE = st.sampled_from(PipelineStage)
every_stage = pytest.mark.parametrize("stage", PipelineStage)


def session() -> Session:
    return Session("session_1700000000123_0a1b2c3d4", 1_700_000_000.123)


def test_the_stages_are_the_ten_that_were_agreed() -> None:
    assert [stage.name for stage in PipelineStage] == STAGE_NAMES
    assert list(STAGES) == list(PipelineStage)


@every_stage
def test_a_turn_goes_on_as_the_table_says_and_can_always_fail_or_be_cut_short(stage: PipelineStage) -> None:
    following = {each.name for each in STAGES[stage]}
    if stage.name in {"COMPLETED", "ERROR", "INTERRUPTED"}:
        assert following == set()
    else:
        assert following == {*ON[stage.name].split(), "ERROR", "INTERRUPTED"}


def test_a_session_goes_on_as_agreed_and_can_always_be_closed() -> None:
    assert [state.name for state in SESSIONS] == list(AGREED)
    for state, following in SESSIONS.items():
        assert {each.name for each in following} == set(AGREED[state.name].split()) | (
            {"CLOSED"} if state is not SessionState.CLOSED else set()
        )


@given(st.lists(ANY_STATE))
def test_an_illegal_step_of_a_session_is_refused_and_changes_nothing(wanted: list[SessionState]) -> None:
    walker = session()
    for state in wanted:
        before = walker.state
        legal = state.name in AGREED[before.name].split() or (state.name, before.name) in {
            ("CLOSED", "INITIALIZING"),
            ("CLOSED", "SPEAKING"),
        }
        if legal:
            walker.transition_to(state)
            assert walker.state is state
        else:
            with pytest.raises(IllegalStepError, match=f"From {before} one cannot get to {state}"):
                walker.transition_to(state)
            assert walker.state is before
    assert (walker.session_id, walker.created_at) == (session().session_id, session().created_at)


@given(st.lists(ANY_STAGE, max_size=60))
def test_a_turn_that_is_over_stays_over(wanted: list[PipelineStage]) -> None:
    stage, ended = PipelineStage.IDLE, False
    for to in wanted:
        assert not (ended and to in STAGES[stage])
        try:
            stage = step(STAGES, stage, to)
        except IllegalStepError:
            assert ended or to.name not in {"ERROR", "INTERRUPTED"}
        else:
            assert stage is to
            ended = ended or to.name in {"COMPLETED", "ERROR", "INTERRUPTED"}
    assert ended == (stage in ENDS)


def can_get_to(stage: PipelineStage, to: Callable[[PipelineStage], bool]) -> bool:
    seen, ahead = set(), [stage]
    while ahead:
        if (now := ahead.pop()) not in seen:
            seen.add(now)
            ahead += STAGES[now]
    return any(to(each) for each in seen)


@every_stage
def test_every_stage_is_reached_and_from_every_one_a_turn_can_end_well(stage: PipelineStage) -> None:
    assert can_get_to(PipelineStage.IDLE, lambda each: each is stage)
    if stage not in ENDS:
        assert can_get_to(stage, lambda each: each is PipelineStage.COMPLETED)


@pytest.mark.parametrize(
    ("stage", "seen_as", "doing"),
    [
        ("IDLE", "listening", "idle idle idle"),
        ("AUDIO_CAPTURE", "listening", "idle idle idle"),
        ("ASR_PROCESSING", "processing", "executing waiting waiting"),
        ("LLM_PROCESSING", "processing", "complete executing waiting"),
        ("RAG_RETRIEVAL", "processing", "complete executing waiting"),
        ("TTS_SYNTHESIS", "processing", "complete complete executing"),
        ("AUDIO_PLAYBACK", "processing", "complete complete executing"),
        ("COMPLETED", "complete", "complete complete complete"),
        ("ERROR", "complete", "idle idle idle"),
        ("INTERRUPTED", "complete", "idle idle idle"),
    ],
)
def test_the_outside_sees_three_states_and_what_each_service_does(
    stage: str, seen_as: str, doing: str
) -> None:
    assert overall(PipelineStage[stage]) == seen_as
    found = services(PipelineStage[stage])
    assert list(found) == ["stt", "llm", "tts"]
    assert [str(each) for each in found.values()] == doing.split()


@given(ANY_STAGE, st.frozensets(st.sampled_from(["stt", "llm", "tts", "rag", ""])))
def test_a_service_that_only_has_a_fallback_is_degraded_and_the_others_are_not(
    stage: PipelineStage, degraded: frozenset[str]
) -> None:
    usual = services(stage)
    expected = {name: Service.DEGRADED if name in degraded else usual[name] for name in usual}
    assert services(stage, degraded) == expected


@given(st.integers(0, 10**13))
def test_a_session_id_tells_when_it_began(epoch_ms: int) -> None:
    found = re.fullmatch(r"session_(\d+)_([0-9a-f]{9})", new_session_id(epoch_ms / 1000))
    assert found is not None
    assert abs(int(found[1]) - epoch_ms) <= 1  # a float holds no more
    assert new_session_id(epoch_ms / 1000) != found[0]


def test_a_session_is_what_was_agreed() -> None:
    agreed = {"session_id", "state", "created_at", "worker_addr", "metadata"}
    assert {field.name for field in fields(Session)} == agreed
    mine, other = session(), session()
    assert (mine.state, mine.worker_addr, mine.metadata) == (SessionState.INITIALIZING, None, {})
    mine.metadata["language"] = "en"
    assert other.metadata == {}
    remote = Session("s", 0.0, worker_addr="grpc://localhost:7001")
    assert remote.worker_addr == "grpc://localhost:7001"
