"""How big a model is, read from the head of its file."""

import struct
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jarvis.errors import EngineError
from jarvis.mind import gguf
from jarvis.mind.embedded import packaged


def text(words: str) -> bytes:
    return struct.pack("<Q", len(words)) + words.encode()


def a_file(architecture: str = "llama") -> bytes:
    entries = text("general.architecture") + struct.pack("<I", 8) + text(architecture)
    entries += text("tokenizer.chat_template") + struct.pack("<I", 8) + text("x")
    entries += text("tokens") + struct.pack("<IIQ", 9, 8, 2) + text("a") + text("b")
    entries += text("scores") + struct.pack("<IIQff", 9, 6, 2, 0, 1) + text("n") + struct.pack("<II", 4, 7)
    tensors = (
        text("w") + struct.pack("<IQQIQ", 2, 10, 20, 0, 0) + text("b") + struct.pack("<IQIQ", 1, 5, 0, 0)
    )
    return struct.pack("<4sIQQ", b"GGUF", 3, 2, 5) + entries + tensors


def test_parameters_are_counted(tmp_path: Path) -> None:
    (tmp_path / "m.gguf").write_bytes(a_file())
    assert gguf.read(tmp_path / "m.gguf") == gguf.Gguf("m", 205, chats=True)
    (tmp_path / "m.gguf").write_bytes(a_file("nomic-bert"))
    assert not gguf.read(tmp_path / "m.gguf").chats


def test_the_model_that_comes_along_is_what_it_is_called() -> None:
    file = packaged()
    assert file
    assert gguf.read(file).parameters == 134_515_008


def test_a_file_that_is_not_there_is_told() -> None:
    with pytest.raises(EngineError, match="There is no file"):
        gguf.read(Path("/nowhere/m.gguf"))


@settings(deadline=None)
@given(st.data())
def test_a_file_that_is_cut_or_changed_is_an_error_or_another_model(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    whole = bytearray(a_file())
    at = data.draw(st.integers(0, len(whole) - 1))
    file = tmp_path_factory.mktemp("gguf") / "m.gguf"
    file.write_bytes(whole[:at])
    with pytest.raises(EngineError):
        gguf.read(file)
    whole[at] = data.draw(st.integers(0, 255))
    file.write_bytes(whole)
    with suppress(EngineError):
        gguf.read(file)
