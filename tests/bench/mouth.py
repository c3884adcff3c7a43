"""How soon it speaks, how soon it stops, and whether it knows what was heard: real sound, real voice."""

import asyncio
import os
import random
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soxr

from jarvis.bus import EventBus
from jarvis.events import SentenceReady, SpeakingStarted
from jarvis.ports import RATE_HZ, Pcm
from jarvis.speech import Speech, Synthesizer
from jarvis.speech_config import SpeechConfig
from jarvis.streams import once
from tests.bench import mouth_room
from tests.bench.goals import Row, row
from tests.bench.turn import Witness
from tests.sound import PrivatePulse, whereabouts
from voice.loudspeaker import ProcessLoudspeaker
from voice.mouth import Mouth
from voice.synthesize.espeak import Espeak
from voice.synthesize.espeak_library import EspeakLibrary

SENTENCES = (
    "It is twenty past nine.",
    "Your timer for ten minutes is set.",
    "I have nothing on that, but I can search your notes.",
    "The washing machine will be ready in a quarter of an hour.",
    "Tomorrow is Friday.",
)
LONG = (
    "The lighthouse stands on a rock in the sea. Every evening the keeper climbs two hundred steps. "
    "At the top she lights the lamp, and looks out for ships. In winter the waves are higher than houses. "
    "She has lived there for thirty years, and she says that no two days have been alike."
)
SHORTEST_S, LONGEST_S = 0.5, 6.0


@dataclass
class Room:
    """A mouth, and what belongs to it."""

    bus: EventBus
    espeak: Synthesizer
    mouth: Mouth
    pulse: PrivatePulse

    def when(self, kind: type[SentenceReady | SpeakingStarted], turn: str) -> float:
        """When it happened in this turn, in seconds."""
        found = (one for one in self.bus.history() if isinstance(one.event, kind))
        return next(one.at_s for one in found if getattr(one.event, "turn", "") == turn)


def rows(*, quick: bool) -> Iterator[Row]:
    """All rows of this bench."""
    with tempfile.TemporaryDirectory() as folder, PrivatePulse(Path(folder) / "pulse") as pulse:
        os.environ.update(pulse.environment)
        yield from asyncio.run(_of_the_mouth(pulse, quick=quick))
    yield from mouth_room.rows(quick=quick)


async def _of_the_mouth(pulse: PrivatePulse, *, quick: bool) -> list[Row]:
    async with _room(pulse) as room:
        return [
            await _first_sample(room, rounds=5 if quick else 30),
            *await _stop_silence(room, rounds=5 if quick else 40),
            await _cut_words(room, rounds=5 if quick else 50),
        ]


@asynccontextmanager
async def _room(pulse: PrivatePulse) -> AsyncIterator[Room]:
    library = EspeakLibrary()
    espeak = Espeak(library).synthesizer("", SpeechConfig())
    async with EventBus() as bus:
        loudspeaker = ProcessLoudspeaker(bus)
        async with asyncio.TaskGroup() as group:
            running = group.create_task(loudspeaker.run(), name="loudspeaker")
            await loudspeaker.open()
            yield Room(bus, espeak, Mouth(bus, espeak, loudspeaker), pulse)
            running.cancel()
    library.close()


async def _first_sample(room: Room, rounds: int) -> Row:
    took_ms: list[float] = []
    for number in range(rounds):
        turn = f"first{number}"
        await room.mouth.say(Speech(turn, once(SENTENCES[number % len(SENTENCES)])))
        took_ms.append((room.when(SpeakingStarted, turn) - room.when(SentenceReady, turn)) * 1000)
        await asyncio.sleep(1.5 if number % 2 else 0.1)  # half of them after the device was closed
    why = "a sentence is whole → its first sample was taken by the device; every other one after a pause"
    return row("first_sample", took_ms, why=why)


async def _stop_silence(room: Room, rounds: int) -> list[Row]:
    """How long the speaker is still heard after somebody said stop."""
    witness, took_ms = Witness(room.pulse, "speaker.monitor"), list[float]()
    dice = random.Random(7)  # noqa: S311 - the same every time
    for number in range(rounds):
        speech = Speech(f"stop{number}", once(LONG))
        async with asyncio.TaskGroup() as group:
            saying = group.create_task(room.mouth.say(speech), name="saying")
            while speech.heard_ms < 500:  # noqa: ASYNC110 - what it waits for happens in other processes
                await asyncio.sleep(0.01)
            await asyncio.sleep(dice.uniform(0, 1))
            while not witness.loud_at_s or time.monotonic() - witness.loud_at_s[-1] > 0.03:  # noqa: ASYNC110 - as above
                await asyncio.sleep(0.005)  # not in a pause between words, where nothing can be heard
            stopped_s = time.monotonic()
            saying.cancel()
        await asyncio.sleep(0.5)
        took_ms.append(max(0.0, witness.loud_at_s[-1] - stopped_s) * 1000)
    witness.close()
    why = "stop → the last loud sample at the speaker, by a recorder that is late itself by some milliseconds"
    return [
        row("stop_silence", took_ms, why=f"p50 of {rounds}; {why}"),
        row("stop_silence_max", took_ms, why=f"the longest of {rounds}", value=max(took_ms)),
    ]


async def _cut_words(room: Room, rounds: int) -> Row:
    """What counts as heard beside what the speaker really played, at cuts anywhere."""
    whole, words = await _with_times(room.espeak)
    differ: list[float] = []
    dice = random.Random(7)  # noqa: S311 - the same every time
    for number in range(rounds):
        began = len(room.pulse.recorded())
        speech = Speech(f"cut{number}", once(LONG))
        async with asyncio.TaskGroup() as group:
            saying = group.create_task(room.mouth.say(speech), name="saying")
            await asyncio.sleep(dice.uniform(SHORTEST_S, LONGEST_S))
            saying.cancel()
        await asyncio.sleep(0.4)
        played_ms = _played_ms(room.pulse.recorded()[began:], whole)
        really = sum(end_ms <= played_ms for end_ms in words)
        differ.append(abs(really - len(speech.heard.split())))
    exact = sum(not one for one in differ)
    why = f"the largest difference in {rounds} cuts at random; {exact} were exact"
    return row("cut_words", differ, why=why, value=max(differ))


async def _with_times(espeak: Synthesizer) -> tuple[Pcm, list[float]]:
    """The sound of LONG at 16 kHz, and when each of its words ends, in milliseconds."""
    pcm, ends_ms = b"", list[float]()
    for sentence in LONG.split(". "):
        text = sentence.rstrip(".") + "."
        before_ms = len(pcm) * 500 / espeak.rate_hz
        sound = [piece async for piece in espeak.synthesize(text)]
        pcm += b"".join(piece.pcm for piece in sound)
        began_ms = [before_ms + mark.at_ms for piece in sound for mark in piece.words]
        ends_ms += [*began_ms[1:], len(pcm) * 500 / espeak.rate_hz]
    samples = soxr.resample(np.frombuffer(pcm, "<i2"), espeak.rate_hz, RATE_HZ)
    return bytes(samples.astype("<i2").tobytes()), ends_ms


def _played_ms(recording: Pcm, whole: Pcm) -> float:
    """How much of a sound a recording holds: where it begins, and where it falls silent."""
    second = RATE_HZ * 2
    _, began_ms = whereabouts(whole[: second // 2], recording)
    loud = np.flatnonzero(np.abs(np.frombuffer(recording, "<i2").astype(int)) > 30)
    return float(loud[-1] * 1000 / RATE_HZ - began_ms) if len(loud) else 0.0
