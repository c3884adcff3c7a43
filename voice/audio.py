"""Any sound file (wav, flac, mp3, ogg …; any rate, any number of channels) as the house's own sound."""

import io

import numpy as np
import soundfile
import soxr

from jarvis.errors import BadInputError
from jarvis.ports import RATE_HZ, Pcm

LONGEST_S = 60


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
            samples = file.read(dtype="float32", always_2d=True)
            rate_hz = file.samplerate
    except soundfile.SoundFileError:
        raise BadInputError("This is not a sound file I can read. Try wav, flac, mp3 or ogg.") from None
    mono = np.nan_to_num(samples).clip(-1, 1).mean(axis=1)
    at_rate = soxr.resample(mono, rate_hz, RATE_HZ)
    return bytes((at_rate * 32767).clip(-32768, 32767).astype("<i2").tobytes())
