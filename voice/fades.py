"""Sound made louder and softer without clicks. Plain Python: the playback process stays small.

Samples are `array("h")`: signed 16 bit, one channel. A gain is a factor, 1 changes nothing.
"""

import sys
from array import array

FADE_MS = 5
RAMP_MS = 20
"""A change of the volume takes so long."""
LOUDEST, SOFTEST = 32_767, -32_768


def samples_of(pcm: bytes) -> "array[int]":
    """What `pcm` holds."""
    samples = array("h", pcm)
    if sys.byteorder == "big":
        samples.byteswap()
    return samples


def pcm_of(samples: "array[int]") -> bytes:
    """The sound as the house passes it around."""
    if sys.byteorder == "big":
        samples = samples[:]
        samples.byteswap()
    return samples.tobytes()


def fade_samples(rate_hz: int) -> int:
    """How many samples a fade takes."""
    return max(1, rate_hz * FADE_MS // 1000)


def risen(samples: "array[int]", done: int, length: int) -> "array[int]":
    """Faded in over `length` samples, `done` of which came before."""
    rising = [int(one * (done + i + 1) / length) for i, one in enumerate(samples[: length - done])]
    return array("h", rising) + samples[length - done :]


def fallen(samples: "array[int]", length: int, gain: float = 1.0) -> "array[int]":
    """Faded out from `gain` over `length` samples; where sound is missing, its last sample falls on."""
    rest = length - len(samples)
    last = [samples[-1] if samples else 0] * max(0, rest)
    whole = samples[:length].tolist() + last
    return array("h", [int(one * gain * (length - i - 1) / length) for i, one in enumerate(whole)])


def mixed(one: "array[int]", other: "array[int]") -> "array[int]":
    """Both at once, as long as the first; what is too loud is clipped."""
    both = array("h", [max(SOFTEST, min(LOUDEST, a + b)) for a, b in zip(one, other, strict=False)])
    return both + one[len(both) :]


def gain_of(percent: int) -> float:
    """The factor for a volume: half the percent sounds about half as loud (the square does that)."""
    return (percent / 100) ** 2


class Volume:
    """A gain that changes smoothly."""

    def __init__(self, percent: int = 100) -> None:
        self._gain = self._goal = gain_of(percent)

    def change(self, percent: int) -> None:
        """From now on go to this volume."""
        self._goal = gain_of(percent)

    def apply(self, samples: "array[int]", rate_hz: int) -> "array[int]":
        """The samples, louder or softer."""
        if self._gain == self._goal:
            if self._gain == 1.0:
                return samples
            gain = self._gain
            return array("h", [int(one * gain) for one in samples])
        step = 1000 / (RAMP_MS * rate_hz)
        out, gain, goal = array("h"), self._gain, self._goal
        for one in samples:
            gain = min(goal, gain + step) if gain < goal else max(goal, gain - step)
            out.append(int(one * gain))
        self._gain = gain
        return out
