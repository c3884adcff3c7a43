"""People's commands through the real listener and the real engine: what is chosen, and how soon."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from typing import NamedTuple

from jarvis.config import ListenConfig
from jarvis.nearest import ALIKE, Nearest
from jarvis.ports import CHUNK_MS, Pcm, Said, Utterance, unheeded
from jarvis.templates import Templates
from tests.bench.ears_material import Clip, clips, in_its_room, some, speech_end_ms
from tests.living import MODELS
from tests.sound import chunks, recognizing
from voice.activity import Silero
from voice.draft import Understanding
from voice.listener import Listeners
from voice.recognize.remote import RemoteRecognizer

SPOKEN_BY_NOBODY = "s2p_tts_"
SURELY = 0.9
"""So like a known command that nothing more is waited for."""
BEFORE_S, AFTER_S = 1.0, 2.0
SLEEP_S = 0.001


class Chosen(NamedTuple):
    """What became of a recording."""

    clip: Clip
    text: str
    chosen: str
    """The known command it was taken for, "" for none."""

    @property
    def right(self) -> bool:
        """Whether that is what was said."""
        return bool(self.chosen) and self.chosen == _same(self.clip.label)


class Timed(NamedTuple):
    """A recording in real time."""

    name: str
    text: str
    right: bool
    said: Said
    too_soon: bool
    """The utterance was ended before the last word was."""
    latency_ms: float


def commands() -> list[Clip]:
    """The recordings of which we know what is said, people's first."""
    known = [clip for clip in clips("commands") if clip.label]
    return sorted(known, key=lambda clip: not by_people(clip))


def by_people(clip: Clip) -> bool:
    """Whether a person speaks."""
    return not clip.name.startswith(SPOKEN_BY_NOBODY)


class Known:
    """All commands there are, as the daemon knows its phrases."""

    def __init__(self, sentences: Sequence[str]) -> None:
        self.sentences = sorted(set(sentences))
        self._nearest = Nearest(self.sentences)
        self._templates = Templates()
        self._templates.add("known", [sentence.replace(":", " ") for sentence in self.sentences], {})

    def choose(self, text: str) -> str:
        """The command that is taken for it, "" for none."""
        near = self._nearest.find(text)
        return near.phrase if near is not None and near.likeness >= ALIKE else ""

    def judge(self, text: str) -> Said:
        """Whether more may come."""
        near = self._nearest.find(text)
        return Said.COMPLETE if near is not None and near.likeness >= SURELY else self._templates.said(text)


@asynccontextmanager
async def engine() -> AsyncIterator[RemoteRecognizer]:
    """The engine that is used unless another one is set, in its process, warm."""
    async with recognizing(MODELS / "moonshine-tiny-en") as recognizer:
        await recognizer.recognize(bytes(32_000))
        yield recognizer


async def choose_all(said: Sequence[Clip], known: Known, recognizer: RemoteRecognizer) -> list[Chosen]:
    """Cut each out with the listener, recognize it, and take it for a command."""
    found = []
    for clip in said:
        listener = Listeners(ListenConfig(), Silero)((), unheeded)
        feeds = map(listener.feed, chunks(in_its_room(clip.pcm, BEFORE_S, AFTER_S)))
        utterance = next(filter(None, feeds), None)
        pcm = utterance.pcm if utterance is not None else b""
        text = (await recognizer.recognize(pcm)).text if pcm else ""
        found.append(Chosen(clip, text, known.choose(text)))
    return found


async def in_real_time(
    said: Sequence[Clip], known: Known, recognizer: RemoteRecognizer
) -> tuple[list[Timed], list[float]]:
    """Speak each, 20 ms every 20 ms; and by how many ms a sleep of 1 ms on the same loop was too long."""
    too_long_ms: list[float] = []
    judged = [Said.OPEN]

    def judge(text: str) -> Said:
        judged[0] = known.judge(text)
        return judged[0]

    listeners = Listeners(ListenConfig(), Silero, Understanding(recognizer.draft, judge))
    timed = []
    async with asyncio.TaskGroup() as group:
        sleeper = group.create_task(_oversleep(too_long_ms), name="oversleep")
        for clip in said:
            judged[0] = Said.OPEN
            pcm = in_its_room(clip.pcm, BEFORE_S, AFTER_S)
            one = await _timed(pcm, listeners, recognizer)
            if one is not None:
                text, ended_ms, over_ms = one
                end_ms = speech_end_ms(in_its_room(clip.pcm, BEFORE_S, 0))
                right = Chosen(clip, text, known.choose(text)).right
                timed.append(Timed(clip.name, text, right, judged[0], ended_ms < end_ms, over_ms - end_ms))
        sleeper.cancel()
    return timed, too_long_ms


async def _timed(
    pcm: Pcm, listeners: Listeners, recognizer: RemoteRecognizer
) -> tuple[str, int, float] | None:
    """The text, at which ms of the sound it was cut, and at which ms its text was there; None if unheeded."""
    loop = asyncio.get_running_loop()
    listener = listeners((), unheeded)
    began_s = loop.time()
    for number, chunk in enumerate(chunks(pcm), 1):
        await asyncio.sleep(max(0.0, began_s + number * CHUNK_MS / 1000 - loop.time()))
        utterance: Utterance | None = listener.feed(chunk)
        if utterance is not None and utterance.pcm:
            text = (await recognizer.recognize(utterance.pcm, utterance.draft)).text
            return text, number * CHUNK_MS, (loop.time() - began_s) * 1000
    listener.close()
    return None


async def _oversleep(too_long_ms: list[float], clock: Callable[[], float] = time.perf_counter) -> None:
    while True:
        began_s = clock()
        await asyncio.sleep(SLEEP_S)
        too_long_ms.append((clock() - began_s - SLEEP_S) * 1000)


def representative(said: Sequence[Clip], most: int) -> list[Clip]:
    """So many, people's before all others."""
    people = [clip for clip in said if by_people(clip)]
    others = [clip for clip in said if not by_people(clip)]
    return [*some(people, most), *some(others, max(0, most - len(people)))]


def _same(label: str) -> str:
    """As `Nearest` gives a phrase back."""
    near = Nearest([label]).find(label)
    return near.phrase if near is not None else ""
