"""What a model wants of tools is believed only if there is such a tool and it can be called so."""

from collections.abc import Mapping, Sequence

from jarvis.errors import EngineError
from jarvis.mind.seam import Tool, ToolCall


def checked(name: str, arguments: object, tools: Sequence[Tool]) -> ToolCall:
    """The call. Raises EngineError for an unknown tool, or arguments that it does not take."""
    tool = next((one for one in tools if one.name == name), None)
    if tool is None:
        raise EngineError(f"The model wanted a tool that does not exist ({name[:40]!r}).")
    if not isinstance(arguments, Mapping):
        raise EngineError(f"The model gave {tool.name} no proper arguments.")
    known, needed = tool.parameters.get("properties", {}), tool.parameters.get("required", ())
    if set(arguments) - set(known) or set(needed) - set(arguments):
        raise EngineError(f"The model gave {tool.name} arguments that it does not take.")
    return ToolCall(tool.name, dict(arguments))


def described(tool: Tool) -> dict[str, object]:
    """A tool as Ollama and OpenAI want it described."""
    inner = {"name": tool.name, "description": tool.description, "parameters": dict(tool.parameters)}
    return {"type": "function", "function": inner}
