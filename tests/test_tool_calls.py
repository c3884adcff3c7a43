"""Tool calls as servers send and want them."""

import pytest

from jarvis.errors import EngineError
from jarvis.mind.seam import Tool, ToolCall
from jarvis.mind.tool_calls import described, read

LAMP = Tool(
    "lamp", "Switch a lamp.", {"type": "object", "properties": {"on": {}, "room": {}}, "required": ["on"]}
)


def test_a_proper_call_is_passed_on() -> None:
    assert read("lamp", {"on": True}) == ToolCall("lamp", {"on": True})
    assert described(LAMP)["type"] == "function"


@pytest.mark.parametrize("arguments", ["on", None, 3, ["on"]])
def test_arguments_that_are_no_object_are_an_error(arguments: object) -> None:
    with pytest.raises(EngineError, match="'lamp' no proper arguments"):
        read("lamp", arguments)
