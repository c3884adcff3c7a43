"""What a model wants of tools is looked at before it is believed."""

import pytest

from jarvis.errors import EngineError
from jarvis.mind.seam import Tool, ToolCall
from jarvis.mind.tool_calls import checked, described

LAMP = Tool(
    "lamp", "Switch a lamp.", {"type": "object", "properties": {"on": {}, "room": {}}, "required": ["on"]}
)


def test_a_proper_call_is_passed_on() -> None:
    assert checked("lamp", {"on": True}, [LAMP]) == ToolCall("lamp", {"on": True})
    assert described(LAMP)["type"] == "function"


@pytest.mark.parametrize(
    ("name", "arguments"),
    [("door", {}), ("lamp", {}), ("lamp", {"on": 1, "x": 2}), ("lamp", "on"), ("", None)],
)
def test_anything_else_is_an_error(name: str, arguments: object) -> None:
    with pytest.raises(EngineError):
        checked(name, arguments, [LAMP])
