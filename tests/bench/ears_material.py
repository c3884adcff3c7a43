"""What the ears are measured with: recordings of people, what is said in them, and noise to put over them."""

import csv
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import numpy as np

from jarvis.errors import BadInputError
from jarvis.ports import CHUNK_BYTES, CHUNK_MS, RATE_HZ, Pcm
from tests.sound import chunks, people, silence
from voice.activity import Silero
from voice.audio import Recording

HEY = "wake_hey_jarvis"
OTHERS = (
    "wake_negative",
    "vad",
    "commands",
    "commands_coffee_slots",
    "read_speech",
    "digits",
    "noise_rir_aec",
)
"""Where nobody says "hey jarvis"."""
SPEECH_DB = 35.0
"""Sound so far below the loudest moment of a recording is not what is said."""
SNR_DB = 10.0
_RESPONSES = ("rir", "_ir_")
"""Recordings of how a room answers to a clap: nothing one listens to."""
_TOO_QUIET = 10.0
"""A noise of which 16 bits hold less than this (RMS) is mostly their rounding."""


class Clip(NamedTuple):
    """A recording, and what is said in it, "" if that is not known."""

    name: str
    pcm: Pcm
    label: str = ""


def read(file: Path) -> Pcm:
    """All of a recording, however long. Raises BadInputError for one that is damaged."""
    recording = Recording(file)
    return b"".join(iter(recording.read, b""))


def labels(folder: str) -> dict[str, str]:
    """What the list beside the recordings says is in them; remarks in brackets are no labels."""
    beside = [file.parent / "MANIFEST.tsv" for file in people(folder)[:1]]
    found = {}
    for manifest in beside:
        with manifest.open(newline="") as lines:
            for entry in csv.DictReader(lines, delimiter="\t"):
                label = entry["label"].strip().casefold()
                found[entry["file"]] = "" if label.startswith(("(", "{")) else label
    return found


def clips(folder: str) -> Iterator[Clip]:
    """The recordings of a folder; damaged ones are left out."""
    known = labels(folder)
    for file in people(folder):
        if not any(part in file.name for part in _RESPONSES):
            with suppress(BadInputError):
                yield Clip(file.name, read(file), known.get(file.name, ""))


def noises() -> list[Clip]:
    """Noise without people in it."""
    known = [clip for clip in clips("noise_rir_aec") if clip.label.startswith("noise")]
    return [clip for clip in known if np.abs(_samples(clip.pcm)).std() > _TOO_QUIET]


def mixed(pcm: Pcm, noise: Pcm, offset: int = 0) -> Pcm:
    """Noise (from its sample `offset` on, again and again) over all of `pcm`, SNR_DB below what is said."""
    if len(pcm) < CHUNK_BYTES or not any(pcm):
        return pcm
    speech, heard = _samples(pcm), _levels_db(pcm)
    said = np.repeat(heard > heard.max() - SPEECH_DB, CHUNK_BYTES // 2)
    power = np.mean(speech[: len(said)][said] ** 2)
    over = np.resize(np.roll(_samples(noise), -offset), len(speech))
    over *= np.sqrt(power / 10 ** (SNR_DB / 10) / max(np.mean(over**2), 1e-9))
    return bytes((speech + over).clip(-32_768, 32_767).astype("<i2").tobytes())


def between_silences(pcm: Pcm, seconds: float = 1.0) -> Pcm:
    """With a moment before and after it."""
    return silence(seconds) + pcm + silence(seconds)


def in_its_room(pcm: Pcm, before_s: float, after_s: float) -> Pcm:
    """A recording as a microphone gives it: with the noise of its room before and after it, not nothing.

    It is as loud and sounds as the quietest twentieth of the recording (white noise in its spectrum).
    """
    levels = _levels_db(pcm)
    quiet = [chunk for chunk, db in zip(chunks(pcm), levels, strict=True) if db <= np.percentile(levels, 5)]
    spectrum = np.sqrt(np.mean([np.abs(np.fft.rfft(_samples(chunk))) ** 2 for chunk in quiet], axis=0))
    response = np.roll(np.fft.irfft(spectrum), CHUNK_BYTES // 4) / np.sqrt(CHUNK_BYTES // 2)
    generator = np.random.default_rng(7)

    def room(time_s: float) -> Pcm:
        white = generator.normal(0, 1, int(time_s * RATE_HZ) + len(response) - 1)
        return bytes(np.convolve(white, response, "valid").clip(-32_768, 32_767).astype("<i2").tobytes())

    return room(before_s) + pcm + room(after_s)


def speech_end_ms(pcm: Pcm) -> int:
    """Where the last word ends.

    That is after the last chunk within SPEECH_DB of the loudest one; where there is noise at the end,
    after the last one in which Silero, fed with all of it, finds speech.
    """
    loud = np.flatnonzero(_levels_db(pcm) > _levels_db(pcm).max() - SPEECH_DB)
    activity = Silero()
    spoken = [number for number, chunk in enumerate(chunks(pcm)) if activity.feed(chunk) >= 0.5]
    if not spoken:
        return 0
    return int(min(loud[-1], spoken[-1]) + 1) * CHUNK_MS


def seconds(sounds: Sequence[Pcm]) -> float:
    """How long they last, all together."""
    return sum(map(len, sounds)) / (2 * RATE_HZ)


def some(items: Sequence[Clip], most: int | None) -> list[Clip]:
    """At most so many, from all over the list."""
    if most is None or len(items) <= most:
        return list(items)
    return [items[at * len(items) // most] for at in range(most)]


def _samples(pcm: Pcm) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    return np.frombuffer(pcm, "<i2").astype(np.float64)


def _levels_db(pcm: Pcm) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """The level of each whole chunk."""
    powers = [float(np.mean(_samples(chunk) ** 2)) for chunk in chunks(pcm)] or [0.0]
    levels: np.ndarray[tuple[int], np.dtype[np.float64]] = 10 * np.log10(np.maximum(np.array(powers), 1e-3))
    return levels
