"""The acoustic model: a small feed-forward net that tells phones, trained with Adam in numpy."""

import itertools
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tests.tiny_vosk.features import CEPSTRA, Floats
from tests.tiny_vosk.phones import OUTPUTS, Labels
from tests.tiny_vosk.speech import Take

Single = NDArray[np.float32]
LOOKS_AT = (-10, -7, -5, -3, -1, 0, 1, 3, 5, 7, 10)
"""The frames that are seen at once, counted from the one that is told."""
HIDDEN = 200
_BATCH = 512


@dataclass
class Layer:
    """Affine; all but the last are followed by a rectifier."""

    weights: Single
    bias: Single


@dataclass
class Net:
    """From frames to log-likelihoods. `priors` is how often each output is right."""

    layers: list[Layer]
    priors: Floats

    def scores(self, frames: Floats) -> Floats:
        """Before the softmax."""
        values = neighbours(frames).astype(np.float32)
        for layer in self.layers[:-1]:
            values = np.maximum(values @ layer.weights + layer.bias, 0)
        return np.asarray(values @ self.layers[-1].weights + self.layers[-1].bias, dtype=float)


def neighbours(frames: Floats) -> Floats:
    """Each frame together with those around it; at the ends, the last one is repeated."""
    index = np.arange(len(frames))[:, None] + np.array(LOOKS_AT)
    return np.asarray(frames[np.clip(index, 0, len(frames) - 1)].reshape(len(frames), -1))


class _Adam:
    """Steps for one array."""

    def __init__(self, values: Single) -> None:
        self._values = values
        self._mean, self._square = np.zeros_like(values), np.zeros_like(values)
        self._steps = 0

    def step(self, slope: Single, rate: float) -> None:
        self._steps += 1
        self._mean += 0.1 * (slope - self._mean)
        self._square += 0.001 * (slope * slope - self._square)
        mean = self._mean / (1 - 0.9**self._steps)
        self._values -= rate * mean / (np.sqrt(self._square / (1 - 0.999**self._steps)) + 1e-8)


class Trainer:
    """Teaches a net. The frames are normalized for it, which `net` folds into the first layer."""

    def __init__(self, takes: list[Take], seed: int = 3) -> None:
        self._dice = np.random.default_rng(seed)
        every = np.concatenate([take.frames for take in takes])
        self._mean, self._spread = every.mean(axis=0), every.std(axis=0)
        seen = [neighbours((take.frames - self._mean) / self._spread) for take in takes]
        self._seen = np.concatenate([some.astype(np.float32) for some in seen])
        self._labels: Labels = np.concatenate([take.labels for take in takes])
        sizes = (CEPSTRA * len(LOOKS_AT), HIDDEN, HIDDEN, OUTPUTS)
        self._layers = [
            Layer(self._random(come, go), np.zeros(go, np.float32)) for come, go in itertools.pairwise(sizes)
        ]
        self._adams = [(_Adam(layer.weights), _Adam(layer.bias)) for layer in self._layers]

    def _random(self, come: int, go: int) -> Single:
        return np.asarray(self._dice.standard_normal((come, go)) * np.sqrt(2 / come), dtype=np.float32)

    def round(self, rate: float) -> float:
        """Look at all frames once; the share that was told right."""
        right, order = 0, self._dice.permutation(len(self._labels))
        for start in range(0, len(order), _BATCH):
            chosen = order[start : start + _BATCH]
            right += self._learn(self._seen[chosen], self._labels[chosen], rate)
        return right / len(order)

    def _learn(self, seen: Single, labels: Labels, rate: float) -> int:
        values = [seen]
        for layer in self._layers[:-1]:
            values.append(np.maximum(values[-1] @ layer.weights + layer.bias, 0))
        scores = values[-1] @ self._layers[-1].weights + self._layers[-1].bias
        slope = np.exp(scores - scores.max(axis=1, keepdims=True))
        slope /= slope.sum(axis=1, keepdims=True)
        slope[np.arange(len(labels)), labels] -= 1
        slope /= len(labels)
        for value, layer, adams in zip(values[::-1], self._layers[::-1], self._adams[::-1], strict=True):
            below = (slope @ layer.weights.T) * (value > 0)
            adams[0].step(value.T @ slope, rate)
            adams[1].step(slope.sum(axis=0), rate)
            slope = below
        return int((scores.argmax(axis=1) == labels).sum())

    def net(self) -> Net:
        """What was learnt so far."""
        first, *others = self._layers
        scale = np.tile(1 / self._spread, len(LOOKS_AT))
        weights = first.weights * scale[:, None]
        bias = first.bias - np.tile(self._mean, len(LOOKS_AT)) @ weights
        counts = np.bincount(self._labels, minlength=OUTPUTS) + 20.0
        folded = Layer(weights.astype(np.float32), bias.astype(np.float32))
        return Net([folded, *others], counts / counts.sum())
