"""A short listen to the microphone, of which only numbers are kept: loud, noisy, clipped, or silent."""

import array
import math
import subprocess
import sys
import threading
from dataclasses import dataclass

from voice import frames
from voice.level import SILENT_DBFS
from voice.quality import CLIPPED, FULL_SCALE

_CHUNK = 320
"""Samples of 20 ms."""
_QUIETEST = 5
"""The floor is what a fifth of the chunks are quieter than."""
WAIT_S = 6.0


class NoSampleError(Exception):
    """There was no sound to measure; the text says why."""


@dataclass(frozen=True)
class Levels:
    """What was measured. `floor_dbfs`: how loud it is in the quietest moments; 0 dBFS is the loudest."""

    length_ms: int
    rms_dbfs: float
    floor_dbfs: float
    peak_dbfs: float
    clipped_percent: float
    zeros_percent: float


def measure(pcm: bytes) -> Levels:
    """The numbers of a sound, s16le at 16 kHz with one channel. Raises NoSampleError for less than 20 ms."""
    samples = array.array("h", pcm[: len(pcm) // 2 * 2])
    parts = [samples[at : at + _CHUNK] for at in range(0, len(samples) - _CHUNK + 1, _CHUNK)]
    if not parts:
        raise NoSampleError("the microphone delivered no sound")
    powers = sorted(sum(one * one for one in part) / len(part) for part in parts)
    loud = sum(abs(one) >= CLIPPED for one in samples)
    return Levels(
        len(samples) // 16,
        _dbfs(sum(powers) / len(powers)),
        _dbfs(powers[len(powers) // _QUIETEST]),
        _dbfs(float(max(abs(one) for one in samples)) ** 2),
        round(100 * loud / len(samples), 2),
        round(100 * samples.count(0) / len(samples), 1),
    )


def _dbfs(power: float) -> float:
    level = 10 * math.log10(power / FULL_SCALE**2) if power else SILENT_DBFS
    return max(SILENT_DBFS, round(level, 1))


def listen(device: str, length_s: float) -> Levels:
    """Listen so long, with the process that any listening is done with. Blocks; raises NoSampleError."""
    command = [sys.executable, "-P", "-m", "voice.device", "capture", *([device] if device else [])]
    null, pipe = subprocess.DEVNULL, subprocess.PIPE
    heard, problem, wanted = bytearray(), "", round(length_s * 16_000) * 2
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=null) as process:  # noqa: S603 - ourselves
        assert process.stdout is not None  # noqa: S101 - it is piped
        timer = threading.Timer(length_s + WAIT_S, process.kill)
        timer.start()
        try:
            while len(heard) < wanted and (frame := frames.read(process.stdout)):
                kind, payload = frame
                if kind == frames.AUDIO:
                    heard += payload
                elif "failed" in (told := frames.unpack_json(payload)):
                    problem = str(told["failed"])
        finally:
            timer.cancel()
            process.kill()
    if problem and not heard:
        raise NoSampleError(problem)
    return measure(bytes(heard))
