"""Any sound file (wav, flac, mp3, ogg …; any rate, any number of channels) as the house's own sound."""

import io
from pathlib import Path

import numpy as np
import soundfile
import soxr

from jarvis.errors import BadInputError
from jarvis.headerless import HIGHEST_HZ, LOWEST_HZ, Headerless
from jarvis.ports import CHUNK_BYTES, RATE_HZ, Pcm

LONGEST_S = 60
FULL_SCALE = 32_768
_UNKNOWN_S = 1e9
"""Who writes into a pipe does not know how long it will be; the claim is beyond all bounds then."""
_BLOCK_SAMPLES = 131_072
_SUBTYPES = {"s16le": "PCM_16", "f32le": "FLOAT"}
_CANNOT_READ = "This is not a sound file I can read. Try wav, flac, mp3 or ogg."


class _Forward(soundfile.SoundFile):  # type: ignore[misc] # ships no types
    """Read from its beginning to its end only: what was written into a pipe does not know its length."""

    def seekable(self) -> bool:
        """Not as far as we are concerned."""
        return False


class Recording:
    """A sound file, read piece by piece: however long it is, a piece takes little memory.

    Reading is native code and takes a while: call it in a thread. Raises BadInputError with what is
    wrong and what would do.
    """

    def __init__(self, file: Path | io.BytesIO, raw: Headerless | None = None) -> None:
        source = str(file) if isinstance(file, Path) else file
        how = {} if raw is None else _how(raw)
        try:
            self._file = _Forward(source, **how)
        except (soundfile.SoundFileError, TypeError, ValueError):  # a name can make it ask for more
            raise BadInputError(_CANNOT_READ) from None
        rate_hz = self._file.samplerate
        if not LOWEST_HZ <= rate_hz <= HIGHEST_HZ:
            raise BadInputError(f"This recording has {rate_hz} samples a second. No sound card makes that.")
        self.claimed_s: float = self._file.frames / rate_hz
        """How long it says it is."""
        self._resample = soxr.ResampleStream(rate_hz, RATE_HZ, 1)
        self._over = False

    def read(self) -> Pcm:
        """The next seconds at RATE_HZ, one channel; empty at the end."""
        while not self._over:
            try:
                block = self._file.read(
                    _BLOCK_SAMPLES // self._file.channels, dtype="float32", always_2d=True
                )
            except (soundfile.SoundFileError, ValueError):
                raise BadInputError(_CANNOT_READ) from None
            self._over = not len(block)
            mono = np.nan_to_num(block, posinf=0, neginf=0).mean(axis=1).clip(-1, 1)
            samples = self._resample.resample_chunk(mono, last=self._over) * FULL_SCALE
            if len(samples):  # the first block may be swallowed whole
                return bytes(np.rint(samples).clip(-FULL_SCALE, FULL_SCALE - 1).astype("<i2").tobytes())
        return b""


class Resampler:
    """A stream of sound at another rate, at once: what comes out is not behind what went in."""

    def __init__(self, from_hz: int, to_hz: int) -> None:
        self._same = from_hz == to_hz
        self._stream = soxr.ResampleStream(from_hz, to_hz, 1, dtype="int16", quality="QQ")

    def feed(self, pcm: Pcm) -> Pcm:
        """The next piece, or as much of it as can be worked out already."""
        if self._same:
            return pcm
        return bytes(self._stream.resample_chunk(np.frombuffer(pcm, np.int16)).tobytes())


def decode(content: bytes, raw: Headerless | None = None) -> Pcm:
    """All of a short sound file. Call it in a thread. Raises BadInputError, see `Recording`."""
    recording = Recording(io.BytesIO(content), raw)
    most = f"at most {LONGEST_S} s can be asked at once."
    if LONGEST_S < recording.claimed_s < _UNKNOWN_S:
        raise BadInputError(f"This recording lasts {recording.claimed_s:.0f} s; {most}")
    sound = bytearray()
    while piece := recording.read():
        sound += piece
        if len(sound) > LONGEST_S * RATE_HZ * 2 + CHUNK_BYTES:  # a resampler rounds up
            raise BadInputError(f"This recording is too long; {most}")
    return bytes(sound)


def flac(pcm: Pcm) -> bytes:
    """Our sound as a file that anything can play, without loss. `decode` gives the same samples."""
    file = io.BytesIO()
    soundfile.write(file, np.frombuffer(pcm, "<i2"), RATE_HZ, format="FLAC", subtype="PCM_16")
    return file.getvalue()


def at_rate(pcm: Pcm, rate_hz: int, wanted_hz: int) -> Pcm:
    """The same sound at another rate; that of a second takes about a millisecond."""
    if rate_hz == wanted_hz:
        return pcm
    samples = np.frombuffer(pcm, "<i2").astype(np.float32)
    resampled = soxr.resample(samples, rate_hz, wanted_hz)
    return bytes(np.rint(resampled).clip(-FULL_SCALE, FULL_SCALE - 1).astype("<i2").tobytes())


def speech_in(file: Path) -> tuple[int, Pcm]:
    """The rate and the samples of a whole sound file, one channel. Raises BadInputError."""
    try:
        samples, rate_hz = soundfile.read(str(file), dtype="int16", always_2d=True)
    except (soundfile.SoundFileError, ValueError, TypeError):
        raise BadInputError(_CANNOT_READ) from None
    return int(rate_hz), bytes(samples[:, 0].astype("<i2").tobytes())


class Rate:
    """A stream of sound at another rate. Its pieces may be cut anywhere: what comes out is one sound."""

    def __init__(self, from_hz: int, to_hz: int) -> None:
        same = from_hz == to_hz
        self._stream = None if same else soxr.ResampleStream(from_hz, to_hz, 1, dtype="int16")

    def feed(self, pcm: Pcm, *, last: bool = False) -> Pcm:
        """What can be given by now; with `last`, the rest of it."""
        if self._stream is None:
            return pcm
        samples = self._stream.resample_chunk(np.frombuffer(pcm, "<i2"), last=last)
        return bytes(samples.astype("<i2").tobytes())


def louder(pcm: Pcm, percent: int) -> Pcm:
    """The same at so many percent of its volume; what would be beyond the loudest sample is cut."""
    if percent == 100:  # noqa: PLR2004 - as it is
        return pcm
    samples = np.frombuffer(pcm, "<i2").astype(np.float32) * (percent / 100)
    return bytes(np.rint(samples).clip(-FULL_SCALE, FULL_SCALE - 1).astype("<i2").tobytes())


def from_float32(samples: bytes) -> Pcm:
    """Native 32-bit floats of any size as sound whose loudest sample is as loud as can be."""
    floats = np.nan_to_num(np.frombuffer(samples, np.float32), posinf=0, neginf=0)
    loudest = max(0.01, float(np.abs(floats).max(initial=0.0)))
    scaled = np.rint(floats * ((FULL_SCALE - 1) / loudest))
    return bytes(scaled.clip(-FULL_SCALE, FULL_SCALE - 1).astype("<i2").tobytes())


def loudness(pcm: Pcm) -> tuple[float, float]:
    """The highest sample, and the mean power; 1 is that of the loudest sample there is."""
    samples = np.frombuffer(pcm, "<i2").astype(np.float32) / FULL_SCALE
    return float(np.abs(samples).max()), float(np.dot(samples, samples) / len(samples))


def float32(pcm: Pcm) -> bytearray:
    """The samples as native 32-bit floats from -1 to 1, without holding the interpreter for long."""
    samples = np.frombuffer(pcm, np.int16).astype(np.float32)
    return bytearray((samples / 32_768).tobytes())


def _how(raw: Headerless) -> dict[str, object]:
    return {
        "samplerate": raw.rate_hz,
        "channels": raw.channels,
        "format": "RAW",
        "subtype": _SUBTYPES[raw.format],
        "endian": "LITTLE",
    }
