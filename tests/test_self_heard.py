"""Whether what a turn heard was Jarvis itself."""

from jarvis.bus import EventBus
from jarvis.events import SentenceStarted, SpeakingEnded, SpeakingStarted
from jarvis.ports import RATE_HZ
from jarvis.state import Session
from jarvis.tasks import VoiceTask
from jarvis.turn import Turn
from voice.own_speech import OwnSpeech
from voice.self_heard import MOST, SelfHeard

SENTENCE = "Your timer for ten minutes is set."


def listener(name: str, heard_s: float = 2.5, silence_ms: int = 500) -> Turn:
    turn = Turn(VoiceTask(name, "", None, 0.0), Session("s", 0.0), aloud=True)
    turn.sound, turn.silence_ms = bytes(int(heard_s * RATE_HZ) * 2), silence_ms
    return turn


async def said(bus: EventBus, ears: SelfHeard) -> None:
    """Jarvis says SENTENCE, which takes two seconds."""
    await bus.publish(SpeakingStarted(turn="t", device="d"))
    await bus.publish(SentenceStarted(turn="t", text=SENTENCE))
    ears.passes(2_000)
    await bus.publish(SpeakingEnded(turn="t", heard_ms=2_000, cut=False))


async def test_what_it_heard_while_it_spoke_was_itself() -> None:
    async with EventBus() as bus:
        ears = SelfHeard(OwnSpeech())
        ears.own.follow(bus)
        await said(bus, ears)
        ears.passes(500)
        own, other = listener("own"), listener("other")
        ears.ended(own)
        ears.ended(other)
        ears.passes(400)  # until it is recognized
        assert ears.is_own(own, "your timer for ten minutes is set")
        assert not ears.is_own(other, "what time is it")


async def test_the_same_words_said_later_are_the_users() -> None:
    async with EventBus() as bus:
        ears, turn = SelfHeard(OwnSpeech()), listener("t2")
        ears.own.follow(bus)
        await said(bus, ears)
        ears.passes(6_000)
        ears.ended(turn)
        assert not ears.is_own(turn, SENTENCE)


def test_a_turn_that_nobody_told_of_is_not_judged() -> None:
    ears = SelfHeard(OwnSpeech())
    turns = [listener(str(number)) for number in range(MOST + 1)]
    for turn in turns:
        ears.ended(turn)
    assert not ears.is_own(turns[0], SENTENCE)
    assert not ears.is_own(listener("typed"), SENTENCE)
