"""Tool calls as servers send and want them."""

from collections.abc import Mapping

from jarvis.errors import EngineError
from jarvis.mind.seam import Tool, ToolCall


def read(name: str, arguments: object) -> ToolCall:
    """The call. Raises EngineError for arguments that are no object."""
    if not isinstance(arguments, Mapping):
        raise EngineError(f"The model gave {name[:40]!r} no proper arguments.")
    return ToolCall(name, {str(key): value for key, value in arguments.items()})


def described(tool: Tool) -> dict[str, object]:
    """A tool as Ollama and OpenAI want it described."""
    inner = {"name": tool.name, "description": tool.description, "parameters": dict(tool.parameters)}
    return {"type": "function", "function": inner}
