"""What happens in a turn, as the bus tells it: one short name for each event, and whole stories."""

from collections.abc import Iterable

from jarvis.events import (
    AnswerStarted,
    Event,
    ListeningStarted,
    SentenceReady,
    SpeakingEnded,
    SpeakingStarted,
    SynthesisStarted,
    TaskFinished,
    TaskQueued,
    TaskStarted,
    TurnInterrupted,
    UtteranceEnded,
    VoiceRecognized,
)
from jarvis.latency import LatencyMonitor
from jarvis.records import Record

Told = tuple[float, Event]
"""An event and its moment, in milliseconds of the story."""
BEGAN_S = 1_000.3
"""A moment that no binary fraction hits."""


def listening(turn: str = "t") -> Event:
    return ListeningStarted(turn=turn, trigger="wake")


def ended(turn: str = "t") -> Event:
    return UtteranceEnded(turn=turn, duration_ms=1_500, silence_ms=700, reason="silence")


def queued(turn: str = "t") -> Event:
    return TaskQueued(turn=turn, priority=1, waiting=0)


def recognized(turn: str = "t") -> Event:
    return VoiceRecognized(turn=turn, text="what time is it", confidence=0.9, engine="e", took_ms=40)


def started(turn: str = "t") -> Event:
    return TaskStarted(turn=turn, text="what time is it")


def answering(turn: str = "t") -> Event:
    return AnswerStarted(turn=turn, answerer="clock.tell_time", took_ms=8)


def sentence(turn: str = "t") -> Event:
    return SentenceReady(turn=turn, text="It is noon.")


def synthesized(turn: str = "t") -> Event:
    return SynthesisStarted(turn=turn, engine="espeak", took_ms=20)


def speaking(turn: str = "t") -> Event:
    return SpeakingStarted(turn=turn, device="USB")


def silent(turn: str = "t", *, cut: bool = False) -> Event:
    return SpeakingEnded(turn=turn, heard_ms=900, cut=cut)


def interrupted(turn: str = "t", by: str = "voice") -> Event:
    return TurnInterrupted(turn=turn, stage="audio_playback", by=by, reaction_ms=160)


def finished(turn: str = "t", status: str = "completed") -> Event:
    return TaskFinished(turn=turn, status=status, answer="It is noon.", did={}, pieces=3)


def feed(monitor: LatencyMonitor, story: Iterable[Told]) -> list[Event]:
    """Tell a monitor what happened; gives what it tells."""
    told: list[Event] = []
    for number, (at_ms, event) in enumerate(story):
        told += monitor.feed(Record(number, BEGAN_S + at_ms / 1000, event))
    return told


def spoken(turn: str = "t", begins_ms: float = 0, **took_ms: float) -> list[Told]:
    """Somebody asks aloud and is answered aloud; some stages take so long."""
    now_ms = begins_ms + 2_000
    story: list[Told] = [(begins_ms, listening(turn)), (now_ms, ended(turn)), (now_ms, queued(turn))]
    for stage, usual_ms, then in (
        ("audio_to_asr", 40, recognized),
        ("asr_to_llm", 2, started),
        ("llm_first_token", 8, answering),
        ("llm_to_tts", 20, synthesized),
        ("tts_to_client", 30, speaking),
        ("talk", 900, silent),
    ):
        now_ms += took_ms.get(stage, usual_ms)
        story += [(now_ms, sentence(turn))] if then is synthesized else []
        story.append((now_ms, then(turn)))
    return [*story, (now_ms, finished(turn))]


SPOKEN_MS = {
    "silence_wait": 700, "audio_to_asr": 40, "asr_to_llm": 2, "llm_first_token": 8, "llm_to_tts": 20,
    "tts_to_client": 30, "first_token": 50, "end_to_end": 100,
}  # fmt: skip
"""What the times of `spoken` come to."""
TYPED: list[Told] = [(0, queued()), (3, started()), (12, answering()), (40, finished())]
"""Somebody types and reads the answer."""
