"""Models in ONNX form: they run, are stopped, and say when they are none."""

import threading
from pathlib import Path

import numpy as np
import pytest

from jarvis import paths
from jarvis.errors import ModelError
from tests.tiny_piper import network
from voice.onnx import Model, Stop


@pytest.fixture
def hum(tmp_path: Path) -> Model:
    (tmp_path / "hum.onnx").write_bytes(network())
    return Model(tmp_path / "hum.onnx")


def given(phonemes: int) -> dict[str, object]:
    return {
        "input": np.ones((1, phonemes), np.int64),
        "input_lengths": np.array([phonemes], np.int64),
        "scales": np.array([0, 1, 0], np.float32),
    }


def test_a_model_runs_and_tells_what_it_wants(hum: Model) -> None:
    assert hum.run(given(5))[0].shape == (1, 1_000)
    assert hum.inputs == {"input", "input_lengths", "scales"}


def test_the_model_we_ship_is_one() -> None:
    assert "state" in Model(paths.assets() / "silero/voice_activity_16k.onnx").inputs


def test_a_run_that_was_stopped_is_over(hum: Model) -> None:
    stop = Stop()
    threading.Timer(0.0, stop).run()
    with pytest.raises(ModelError, match="A model failed"):
        hum.run(given(5), stop)
    assert hum.run(given(5), Stop())[0].shape == (1, 1_000)


def test_what_it_cannot_do_with_is_told(hum: Model) -> None:
    with pytest.raises(ModelError, match="A model failed"):
        hum.run({"input": np.ones((1, 5), np.float32)})


@pytest.mark.parametrize("content", [b"", b"nonsense", network()[:-40]])
def test_a_file_that_is_no_model_is_told(content: bytes, tmp_path: Path) -> None:
    file = tmp_path / "x.onnx"
    file.write_bytes(content)
    with pytest.raises(ModelError, match=r"x\.onnx cannot be used as a model. Fetch it again."):
        Model(file)
    with pytest.raises(ModelError):
        Model(tmp_path / "missing.onnx")
