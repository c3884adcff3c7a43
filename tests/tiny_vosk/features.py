"""What the net sees of sound: mel-frequency cepstra, as Kaldi computes them, and what tells Kaldi so."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

RATE_HZ = 16_000
STEP = 160
"""Samples from one frame to the next: 10 ms."""
SPAN = 400
"""Samples in a frame: 25 ms."""
CEPSTRA = 18
_BANDS = 26
_LOWEST_HZ, _HIGHEST_HZ = 60.0, 7000.0
_LIFTER = 22.0
_FFT = 512
_TINY = float(np.finfo(np.float32).eps)

CONF = f"""--sample-frequency={RATE_HZ}
--use-energy=false
--dither=0
--num-mel-bins={_BANDS}
--num-ceps={CEPSTRA}
--low-freq={_LOWEST_HZ:g}
--high-freq={_HIGHEST_HZ:g}
--cepstral-lifter={_LIFTER:g}
"""
"""conf/mfcc.conf: the same figures for Kaldi's own front end."""


def _mel(hertz: Floats) -> Floats:
    return np.asarray(1127.0 * np.log1p(hertz / 700.0))


def _triangles() -> Floats:
    """How much each bin of the spectrum adds to each band; the last bin (Nyquist) adds nothing."""
    lowest, highest = _mel(np.array([_LOWEST_HZ, _HIGHEST_HZ]))
    corners = lowest + (highest - lowest) / (_BANDS + 1) * np.arange(_BANDS + 2)
    bins = _mel(np.arange(_FFT // 2) * RATE_HZ / _FFT)
    rising = (bins[:, None] - corners[:-2]) / np.diff(corners)[:-1]
    falling = (corners[2:] - bins[:, None]) / np.diff(corners)[1:]
    return np.asarray(np.clip(np.minimum(rising, falling), 0, None))


def _cosines() -> Floats:
    """From bands to cepstra, with the lifter in it."""
    orders, bands = np.arange(CEPSTRA), np.arange(_BANDS) + 0.5
    matrix = np.cos(np.pi / _BANDS * np.outer(bands, orders)) * np.sqrt(2 / _BANDS)
    matrix[:, 0] = np.sqrt(1 / _BANDS)
    return np.asarray(matrix * (1 + _LIFTER / 2 * np.sin(np.pi * orders / _LIFTER)))


_WINDOW = np.hanning(SPAN) ** 0.85
_TO_BANDS, _TO_CEPSTRA = _triangles(), _cosines()


def cepstra(samples: Floats) -> Floats:
    """Frames by CEPSTRA, from samples on the scale of 16-bit integers."""
    frames = np.lib.stride_tricks.sliding_window_view(samples, SPAN)[::STEP]
    frames = frames - frames.mean(axis=1, keepdims=True)
    before = np.concatenate([frames[:, :1], frames[:, :-1]], axis=1)
    spectrum = np.fft.rfft((frames - 0.97 * before) * _WINDOW, _FFT)[:, :-1]
    energies = np.abs(spectrum) ** 2 @ _TO_BANDS
    return np.asarray(np.log(np.maximum(energies, _TINY)) @ _TO_CEPSTRA)
