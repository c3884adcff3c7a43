"""A Piper voice: what its files say, and how phonemes become what its network wants to see."""

import unicodedata
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Literal

import numpy as np
from pydantic import BaseModel, Field, ValidationError

from jarvis.errors import ModelError
from jarvis.ports import Pcm
from voice.audio import from_float32
from voice.onnx import Model, Stop

_BEGIN, _PAD, _END = "^", "_", "$"
_LARGEST_DESCRIPTION = 1_000_000
_Scale = Annotated[float, Field(ge=0, le=10)]


class _Audio(BaseModel):
    sample_rate: Annotated[int, Field(ge=8_000, le=48_000)]


class _Espeak(BaseModel):
    voice: Annotated[str, Field(max_length=40)] = "en-us"


class _Inference(BaseModel):
    noise_scale: _Scale = 0.667
    length_scale: Annotated[float, Field(gt=0, le=10)] = 1.0
    noise_w: _Scale = 0.8


class Description(BaseModel):
    """What stands in the .onnx.json beside a voice. Much else does, that is not needed here."""

    audio: _Audio
    espeak: _Espeak = _Espeak()
    inference: _Inference = _Inference()
    num_speakers: Annotated[int, Field(ge=1)] = 1
    phoneme_type: Literal["espeak", "text"] = "espeak"
    phoneme_id_map: Annotated[dict[str, tuple[int, ...]], Field(min_length=1)]

    def ids(self, phonemes: Iterable[str]) -> list[int]:
        """The numbers of phonemes, each followed by a pad; those the voice was not taught are left out."""
        ids = [*self.phoneme_id_map.get(_BEGIN, ()), *self._pad]
        for phoneme in phonemes:
            if known := self.phoneme_id_map.get(phoneme):
                ids += [*known, *self._pad]
        return [*ids, *self.phoneme_id_map.get(_END, ())]

    @property
    def _pad(self) -> tuple[int, ...]:
        return self.phoneme_id_map.get(_PAD, ())


def letters(clauses: Iterable[tuple[str, str]]) -> list[str]:
    """Phonemes one by one, as Piper was taught: clauses with their punctuation, accents apart."""
    text = " ".join(said + (mark if mark in ".,;:!?" else "") for said, mark in clauses if said)
    return list(unicodedata.normalize("NFD", text))


def file_in(folder: Path) -> Path:
    """The voice in a folder. Raises ModelError."""
    found = sorted(folder.glob("*.onnx")) if folder.is_dir() else []
    if len(found) != 1 or not _description_of(found[0]).is_file():
        raise ModelError(
            f"{folder} is no folder of a Piper voice: one .onnx file, with its .onnx.json beside it. "
            "Correct speech.model."
        )
    return found[0]


def name_in(folder: Path) -> str:
    """What the voice in a folder is called: "en_US-lessac-medium". Raises ModelError."""
    return file_in(folder).stem


class PiperVoice:
    """A voice that is loaded. Call everything in a thread. Raises ModelError."""

    def __init__(self, folder: Path) -> None:
        file = file_in(folder)
        try:
            with _description_of(file).open("rb") as text:
                self.description = Description.model_validate_json(text.read(_LARGEST_DESCRIPTION))
        except (OSError, ValidationError):
            raise ModelError(
                f"{_description_of(file)} does not describe a Piper voice. Fetch it again."
            ) from None
        self._model = Model(file)

    def speak(self, ids: list[int], slower: float, stop: Stop) -> Pcm:
        """The sound of some phonemes, `slower` times as slow as usual, at the voice's own rate."""
        how = self.description.inference
        given: dict[str, object] = {
            "input": np.array([ids], np.int64),
            "input_lengths": np.array([len(ids)], np.int64),
            "scales": np.array([how.noise_scale, how.length_scale * slower, how.noise_w], np.float32),
        }
        if "sid" in self._model.inputs:
            given["sid"] = np.array([0], np.int64)
        samples = self._model.run(given, stop)[0]
        return from_float32(np.asarray(samples, np.float32).tobytes())


def _description_of(file: Path) -> Path:
    return file.with_name(f"{file.name}.json")
