"""A Piper voice of a few hundred bytes that hums: the longer the phonemes, the longer it hums.

Its network is written as ONNX has it (protobuf), without the package `onnx`: so much of it is not needed.
"""

import json
import struct
from pathlib import Path

SAMPLES_A_PHONEME = 200
_FLOAT, _INT64 = 1, 7


def _field(number: int, content: bytes | str | int) -> bytes:
    if isinstance(content, int):
        return _number(number << 3) + _number(content)
    raw = content.encode() if isinstance(content, str) else content
    return _number(number << 3 | 2) + _number(len(raw)) + raw


def _number(value: int) -> bytes:
    raw = b""
    while value > 127:
        raw += bytes([value & 127 | 128])
        value >>= 7
    return raw + bytes([value])


def _node(kind: str, inputs: str, output: str, *attributes: bytes) -> bytes:
    content = b"".join(_field(1, name) for name in inputs.split()) + _field(2, output) + _field(4, kind)
    return _field(1, content + b"".join(_field(5, attribute) for attribute in attributes))


def _to(kind: int) -> bytes:
    """The attribute of a Cast."""
    return _field(1, "to") + _field(3, kind) + _field(20, 2)


def _constant(name: str, kind: int, raw: bytes) -> bytes:
    return _field(5, _field(1, 1) + _field(2, kind) + _field(8, name) + _field(9, raw))


def _value(field: int, name: str, kind: int, *sizes: str) -> bytes:
    shape = b"".join(_field(1, _field(2, size)) for size in sizes)
    return _field(field, _field(1, name) + _field(2, _field(1, _field(1, kind) + _field(2, shape))))


def network(*, speakers: bool = False) -> bytes:
    """Each number of the input becomes a moment of a tone, `length_scale` times as long as usual."""
    nodes = [
        _node("Gather", "scales one", "slower"),
        _node("Mul", "slower usual", "samples"),
        _node("Cast", "samples", "count", _to(_INT64)),
        _node("Concat", "one count", "repeats", _field(1, "axis") + _field(3, 0) + _field(20, 2)),
        _node("Cast", "input", "numbers", _to(_FLOAT)),
        _node("Tile", "numbers repeats", "long"),
        _node("Sin", "long", "output"),
    ]
    constants = [
        _constant("one", _INT64, struct.pack("<q", 1)),
        _constant("usual", _FLOAT, struct.pack("<f", SAMPLES_A_PHONEME)),
    ]
    inputs = [
        _value(11, "input", _INT64, "batch", "phonemes"),
        _value(11, "input_lengths", _INT64, "batch"),
        _value(11, "scales", _FLOAT, "three"),
        *([_value(11, "sid", _INT64, "batch")] if speakers else []),
    ]
    graph = b"".join(nodes) + _field(2, "hum") + b"".join(constants + inputs)
    graph += _value(12, "output", _FLOAT, "batch", "time")
    return _field(1, 8) + _field(8, _field(1, "") + _field(2, 13)) + _field(7, graph)


def make_voice(folder: Path, name: str = "en_US-hum-low", /, **changed: object) -> Path:
    """A folder with the voice; `changed` stands in its description instead of what is usual."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.onnx").write_bytes(network(speakers=changed.get("num_speakers", 1) != 1))
    known = "_^$ !',-.:;?abcdefghijklmnopqrstuvwxyzæðŋɐɑɒɔəɚɛɜɡɪɹɾʃʊʌʒˈˌːθᵻ0123456789"  # noqa: RUF001 - IPA
    description = {
        "audio": {"sample_rate": 16_000, "quality": "low"},
        "espeak": {"voice": "en-us"},
        "inference": {"noise_scale": 0.6, "length_scale": 1.0, "noise_w": 0.8},
        "num_speakers": 1,
        "phoneme_id_map": {letter: [number] for number, letter in enumerate(known)},
    } | changed
    (folder / f"{name}.onnx.json").write_text(json.dumps(description))
    return folder
