"""Models in ONNX form: one thread each, on the processor, without holding the interpreter's lock."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import onnxruntime

from jarvis.errors import ModelError, contained


class Stop:
    """Ends a run that is under way: its caller gets ModelError."""

    def __init__(self) -> None:
        self.options = onnxruntime.RunOptions()

    def __call__(self) -> None:
        """End it; any thread may do that."""
        self.options.terminate = True


class Model:
    """A loaded model. Raises ModelError when the file is none."""

    def __init__(self, file: Path) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 4  # what goes wrong is raised, not printed
        made = contained(
            lambda: onnxruntime.InferenceSession(file, options, providers=["CPUExecutionProvider"])
        )
        if isinstance(made, Exception):
            raise ModelError(f"{file} cannot be used as a model. Fetch it again.")
        self._session = made

    @property
    def inputs(self) -> frozenset[str]:
        """The names of what it wants to be given."""
        return frozenset(one.name for one in self._session.get_inputs())

    def run(self, given: Mapping[str, Any], stop: Stop | None = None) -> Any:  # noqa: ANN401 - arrays
        """Its outputs. Raises ModelError when it was stopped, or cannot do with what it was given."""
        result = contained(lambda: self._session.run(None, given, stop.options if stop else None))
        if isinstance(result, Exception):
            raise ModelError(f"A model failed: {type(result).__name__}. Fetch it again.")
        return result
