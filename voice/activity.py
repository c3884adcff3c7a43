"""Is somebody speaking? Silero's model, a window of 32 ms at a time."""

import functools

import numpy as np

from jarvis import paths
from jarvis.ports import RATE_HZ, Pcm
from voice import onnx

_WINDOW = 512
_CONTEXT = 64
"""Samples of the window before that the model wants to see again."""
_STATE = (2, 1, 128)
_RATE = np.array(RATE_HZ, dtype=np.int64)


class Silero:
    """0.12 ms of work for each 32 ms of sound, on one thread and without the interpreter's lock.

    `data/silero/voice_activity_16k.onnx` is `silero_vad_16k_op15.onnx` of silero-vad 6.2.3. It takes
    float32 samples of shape (1, 64 + 512) and a state of shape (2, 1, 128).
    """

    def __init__(self) -> None:
        self._model = _model()
        self._pending = np.zeros(_CONTEXT, np.float32)
        self._state = np.zeros(_STATE, np.float32)
        self._probability = 0.0

    def feed(self, chunk: Pcm) -> float:
        """The probability (0 to 1) of speech in the newest whole window of 32 ms."""
        self._pending = np.append(self._pending, np.frombuffer(chunk, "<i2").astype(np.float32) / 32_768)
        while len(self._pending) >= _CONTEXT + _WINDOW:
            window, self._pending = self._pending[: _CONTEXT + _WINDOW], self._pending[_WINDOW:]
            given = {"input": window[None], "state": self._state, "sr": _RATE}
            probability, self._state = self._model.run(given)
            self._probability = float(probability[0, 0])
        return self._probability

    def reset(self) -> None:
        """Forget what was heard so far."""
        self._pending, self._state = self._pending[:_CONTEXT] * 0, self._state * 0
        self._probability = 0.0


@functools.cache
def _model() -> onnx.Model:
    """One for all detectors: what they heard is in their own states."""
    return onnx.Model(paths.assets() / "silero/voice_activity_16k.onnx")
