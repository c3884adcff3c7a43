"""Reading the stream of an OpenAI-compatible server, strictly: what is not understood is an error."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from jarvis.errors import EngineError

_MOST_CALLS = 16


@dataclass(frozen=True)
class Delta:
    """What one line adds: text, bits of tool calls, and whether that was all."""

    text: str = ""
    calls: Sequence[Any] = ()
    done: bool = False


def delta_of(line: str) -> Delta | None:
    """What a line says; None for one without news. Raises EngineError, or ValueError for what is no JSON."""
    if not line or line.startswith((":", "event:", "id:", "retry:")):
        return None
    if not line.startswith("data:"):
        raise EngineError("The model server does not speak OpenAI's protocol. Check `mind.url`.")
    data = line.removeprefix("data:").strip()
    if data == "[DONE]":
        return Delta(done=True)
    values = json.loads(data)
    if not isinstance(values, dict) or "error" in values:
        raise EngineError("The model server failed in the middle of the answer. Its own log tells more.")
    choices = values.get("choices")
    if not choices:
        return None  # figures of use at the end
    return _delta(choices)


def _delta(choices: object) -> Delta:
    choice = choices[0] if isinstance(choices, list) else None
    delta = choice.get("delta") if isinstance(choice, dict) else None
    if not isinstance(delta, dict):
        raise EngineError("The model server sent what cannot be read.")
    text, calls = delta.get("content") or "", delta.get("tool_calls") or []
    if not isinstance(text, str) or not isinstance(calls, list):
        raise EngineError("The model server sent what cannot be read.")
    return Delta(text, tuple(calls))


class Calls:
    """Tool calls, whose arguments come in bits. No more than `_MOST_CALLS`."""

    def __init__(self) -> None:
        self._bits: dict[int, tuple[str, str]] = {}

    def add(self, bits: Sequence[Any]) -> None:
        """Some more. Raises EngineError for what cannot be read."""
        for bit in bits:
            try:
                index, function = int(bit.get("index", 0)), bit["function"]
                name, arguments = self._bits.get(index, ("", ""))
                more = (name + (function.get("name") or ""), arguments + (function.get("arguments") or ""))
            except (AttributeError, LookupError, TypeError, ValueError):
                raise EngineError("The model server sent a tool call that cannot be read.") from None
            if len(self._bits) >= _MOST_CALLS and index not in self._bits:
                raise EngineError("The model wanted too many tools at once.")
            self._bits[index] = more

    def whole(self) -> Iterator[tuple[str, Any]]:
        """Names and arguments. Raises EngineError for arguments that are no JSON."""
        for _, (name, arguments) in sorted(self._bits.items()):
            try:
                yield name, json.loads(arguments or "{}")
            except ValueError:
                raise EngineError(f"The model gave {name[:40]!r} no proper arguments.") from None
