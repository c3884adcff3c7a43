"""Sounds that are no speech, made: coughs, and noise of a wanted loudness."""

import numpy as np

from jarvis.ports import RATE_HZ, Pcm


def cough(seed: int = 0) -> Pcm:
    """Somebody coughs, once to three times: a burst, a hiss that fades, sometimes a little voice."""
    dice = np.random.default_rng(seed)
    bursts = []
    for _ in range(int(dice.integers(1, 4))):
        count = int(dice.uniform(0.15, 0.3) * RATE_HZ)
        at_s = np.arange(count) / RATE_HZ
        hiss = dice.normal(0, 1, count)
        hiss = np.convolve(hiss, np.ones(6) / 6, "same")  # more below 2.5 kHz than above
        voice = np.sign(np.sin(2 * np.pi * dice.uniform(110, 190) * at_s)) * dice.uniform(0, 0.15)
        shape = np.minimum(at_s / 0.008, 1) * np.exp(-at_s / dice.uniform(0.05, 0.1))
        bursts += [(hiss + voice) * shape, np.zeros(int(dice.uniform(0.08, 0.2) * RATE_HZ))]
    sound = np.concatenate(bursts)
    return bytes((sound / np.abs(sound).max() * 12_000).astype("<i2").tobytes())


def louder(pcm: Pcm, rms_dbfs: float) -> Pcm:
    """The same sound, so loud."""
    samples = np.frombuffer(pcm, "<i2").astype(float)
    rms = np.sqrt(np.mean(samples**2)) if len(samples) else 0.0
    if not rms:
        return pcm
    scaled = samples * (32_768 * 10 ** (rms_dbfs / 20) / rms)
    return bytes(scaled.clip(-32_768, 32_767).astype("<i2").tobytes())
