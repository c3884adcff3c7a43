"""What is held while it is found out what was said over it. How ears use it: test_ears.py."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from jarvis.bus import EventBus
from jarvis.events import Event, SpeakingHeld, SpeakingResumed, SpeechDismissed
from jarvis.speech import Speech
from jarvis.spoken_over import LONGEST_S, SpokenOver
from jarvis.state import Session
from jarvis.streams import once
from jarvis.tasks import VoiceTask
from jarvis.testing import NotingVoice
from jarvis.turn import Turn


def listener(name: str, trigger: str = "interruption") -> Turn:
    return Turn(VoiceTask(name, "", None, 0.0), Session("s", 0.0), aloud=True, trigger=trigger)


@asynccontextmanager
async def speaking() -> AsyncIterator[tuple[SpokenOver, NotingVoice, list[Event]]]:
    """Jarvis says a hundred words, which takes a minute."""
    async with EventBus() as bus, asyncio.TaskGroup() as group:
        voice, told = NotingVoice(), list[Event]()
        for kind in (SpeakingHeld, SpeakingResumed, SpeechDismissed):
            bus.subscribe(kind, told.append)
        saying = group.create_task(voice.say(Speech("t1", once("word " * 100))), name="saying")
        await asyncio.sleep(3)
        yield SpokenOver(bus, voice), voice, told
        await saying


async def test_it_falls_silent_and_goes_on() -> None:
    async with speaking() as (over, voice, told):
        by = listener("t2")
        assert over.hold(by, 160)
        assert over.reaction_ms == 160
        await asyncio.sleep(5)
        assert voice.said == []
        over.over(listener("another"))
        over.over(by)
        over.over(by)
        await asyncio.sleep(60)
        assert told == [SpeakingHeld(turn="t1", reaction_ms=160), SpeakingResumed(turn="t1")]
        assert len(voice.said) == 1
        assert over.reaction_ms is None


async def test_what_will_be_cut_does_not_go_on_for_a_moment() -> None:
    async with speaking() as (over, voice, told):
        by = listener("t2")
        over.hold(by, 160)
        over.forget()
        over.over(by)
        await asyncio.sleep(LONGEST_S * 2)
        assert told == [SpeakingHeld(turn="t1", reaction_ms=160)]
        voice.resume()


async def test_if_nothing_is_ever_heard_of_it_again_it_goes_on_by_itself() -> None:
    async with speaking() as (over, voice, told):
        over.hold(listener("t2"), 160)
        await asyncio.sleep(LONGEST_S + 61)
        assert told[1:] == [SpeakingResumed(turn="t1")]
        assert len(voice.said) == 1


async def test_where_nothing_is_being_said_there_is_nothing_to_hold() -> None:
    async with EventBus() as bus:
        over = SpokenOver(bus, NotingVoice())
        assert not over.hold(listener("t2"), 160)


@pytest.mark.parametrize(
    ("trigger", "text", "reason"),
    [
        ("interruption", "Stop.", ""),
        ("interruption", "Oh no.", ""),
        ("interruption", "", "nothing said"),
        ("interruption", "Uh-huh…", "hesitation"),
        ("interruption", "Um, er", "hesitation"),
        ("interruption", "It is noon.", "own voice"),
        ("follow-up", "It is noon.", "own voice"),
        ("follow-up", "", ""),
        ("wake", "Hm.", ""),
    ],
)
async def test_what_was_not_meant_for_jarvis_is_dismissed_and_that_is_told(
    trigger: str, text: str, reason: str
) -> None:
    async with EventBus() as bus:
        over, turn = SpokenOver(bus, NotingVoice()), listener("t2", trigger)
        over.is_own = lambda _turn, said: said == "It is noon."
        assert over.dismisses(turn, text) is bool(reason)
        assert turn.dismissed == reason
        assert [record.event for record in bus.history()] == (
            [SpeechDismissed(turn="t2", reason=reason)] if reason else []
        )
