"""A conversation is paused, started again and stopped."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from jarvis.attention import Attention
from jarvis.bus import EventBus
from jarvis.errors import BadInputError, JarvisError
from jarvis.events import ConversationControlled, NothingHeard, TaskFinished, WakeHeard
from jarvis.pipeline import PipelineOrchestrator
from jarvis.testing import NotingVoice, orchestrator, scripted
from tests.test_api import call, door
from tests.test_ears import CALL, LISTEN, PAUSE, REQUEST, SONG, SUNG, finished, listening, over
from tests.test_latency_command import jarvis


@asynccontextmanager
async def conversation() -> AsyncIterator[tuple[EventBus, PipelineOrchestrator, Attention]]:
    async with EventBus() as bus, asyncio.TaskGroup() as group:
        pipeline = orchestrator(bus, scripted(NotingVoice(), []))
        working = group.create_task(pipeline.run(), name="pipeline")
        yield bus, pipeline, Attention(bus, pipeline)
        working.cancel()


async def test_a_pause_lasts_until_it_is_started_and_everybody_is_told() -> None:
    async with conversation() as (bus, pipeline, attention):
        local = pipeline.sessions.local.session_id
        told = attention.control("pause")
        assert told == {
            "type": "conversation_control",
            "action": "pause",
            "session_id": local,
            "paused": True,
        }
        assert attention.control("stop", local)["paused"]
        assert not attention.control("start")["paused"]
        actions = [one.event.action for one in bus.history() if isinstance(one.event, ConversationControlled)]
        assert actions == ["pause", "stop", "start"]


async def test_whoever_pauses_is_not_listened_to_any_more() -> None:
    async with conversation() as (bus, pipeline, attention):
        turn = pipeline.start_pipeline()
        attention.control("pause")
        assert pipeline.turns.under_way() == []
        assert NothingHeard(turn=turn.pipeline_id, waited_ms=0) in [one.event for one in bus.history()]


async def test_stop_ends_what_waits_to_be_said() -> None:
    async with conversation() as (bus, pipeline, attention):
        pipeline.submit("sing")
        attention.control("stop")
        ended = [one.event for one in bus.history() if isinstance(one.event, TaskFinished)]
        assert [one.status for one in ended] == ["cancelled"]


async def test_only_a_conversation_that_there_is_can_be_controlled() -> None:
    async with conversation() as (_, pipeline, attention):
        with pytest.raises(BadInputError, match="There is no conversation"):
            attention.control("stop", "session_of_somebody")
        elsewhere = pipeline.start_pipeline("session_elsewhere")
        with pytest.raises(BadInputError, match="Only the conversation at this computer"):
            attention.control("pause", "session_elsewhere")
        attention.control("stop", "session_elsewhere")
        assert elsewhere.over


async def test_paused_the_wake_word_does_nothing_but_the_button_still_does() -> None:
    paused = [False]
    events = []

    def pause() -> None:
        paused[0] = True

    def start() -> None:
        paused[0] = False

    called = CALL + REQUEST + PAUSE
    happenings = (called, pause, called, LISTEN, REQUEST + PAUSE, start, called)
    async with listening(
        *happenings, heard=("One.", "Two.", "Three."), reacts=lambda: not paused[0]
    ) as story:
        events = story.events(WakeHeard)
        assert story.heard() == ["One.", "Two.", "Three."]  # the second was asked for by hand
    assert len(events) == 2


async def test_half_a_wake_word_before_a_pause_is_none_after_it() -> None:
    paused = [False]

    def toggle() -> None:
        paused[0] = not paused[0]

    half = len(CALL) // 2
    happenings = (CALL[:half], toggle, REQUEST, toggle, CALL[half:] + REQUEST + PAUSE)
    async with listening(*happenings, reacts=lambda: not paused[0]) as story:
        assert story.events() == []


@pytest.mark.parametrize(("pauses", "told"), [(True, []), (False, ["SpeakingHeld", "TurnInterrupted"])])
async def test_paused_nobody_can_speak_over_it(*, pauses: bool, told: list[str]) -> None:
    paused = [False]

    def pause() -> None:
        paused[0] = pauses

    happenings = (*SUNG, pause, REQUEST + PAUSE)
    heard = ("Sing.", "No, not that.")
    async with listening(
        *happenings, heard=heard, by_voice=True, answer=SONG, reacts=lambda: not paused[0]
    ) as story:
        assert over(story) == told
        assert finished(story).cut is not pauses


@pytest.mark.real_time
async def test_the_terminal_says_what_is_so_now(capsys: pytest.CaptureFixture[str]) -> None:
    async with door():
        assert await jarvis("conversation", "pause") == 0
        assert "microphone stays open" in capsys.readouterr().out
        told = await call("POST", "/conversation", {"action": "pause", "type": "conversation_control"})
        assert (told["type"], told["paused"]) == ("conversation_control", True)
        with pytest.raises(JarvisError, match="action: Input should be"):
            await call("POST", "/conversation", {"action": "dance"})
