"""Any sound file (wav, flac, mp3, ogg …; any rate, any number of channels) as the house's own sound."""

import io

import numpy as np
import soundfile
import soxr

from jarvis.errors import BadInputError
from jarvis.ports import RATE_HZ, Pcm

LONGEST_S = 60
_BLOCK_FRAMES = 16_384


def decode(content: bytes) -> Pcm:
    """Sound at RATE_HZ, one channel. Raises BadInputError with what is wrong and what would do.

    Decoding is native code and takes a while: call it in a thread.
    """
    try:
        with soundfile.SoundFile(io.BytesIO(content)) as file:
            if file.frames > LONGEST_S * file.samplerate:
                length_s = file.frames / file.samplerate
                raise BadInputError(
                    f"This recording lasts {length_s:.0f} s; at most {LONGEST_S} s can be asked at once."
                )
            return _converted(file)
    except (soundfile.SoundFileError, ValueError):
        raise BadInputError("This is not a sound file I can read. Try wav, flac, mp3 or ogg.") from None


def _converted(file: soundfile.SoundFile) -> Pcm:
    """Block by block: a small file can hold many channels at a high rate, and would fill the memory."""
    resample = soxr.ResampleStream(file.samplerate, RATE_HZ, 1)
    pieces = []
    while len(block := file.read(_BLOCK_FRAMES, dtype="float32", always_2d=True)):
        mono = np.nan_to_num(block, posinf=0, neginf=0).mean(axis=1)
        pieces.append(resample.resample_chunk(mono.clip(-1, 1)))
    pieces.append(resample.resample_chunk(np.zeros(0, np.float32), last=True))
    samples = np.concatenate(pieces) * 32767
    return bytes(samples.clip(-32768, 32767).astype("<i2").tobytes())


def float32(pcm: Pcm) -> bytearray:
    """The samples as native 32-bit floats from -1 to 1, without holding the interpreter for long."""
    samples = np.frombuffer(pcm, np.int16).astype(np.float32)
    return bytearray((samples / 32_768).tobytes())
