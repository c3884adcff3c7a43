"""What the house asks of a language model, and what is known of how far one can be trusted.

A small model invents: it may chat and nothing else. What may be asked of a model is its `Rank`.
"""

from collections.abc import AsyncGenerator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any, Literal, Protocol

from jarvis.errors import EngineError, JarvisError

Role = Literal["system", "user", "assistant", "tool"]


class Rank(IntEnum):
    """What a model may be trusted with; each rank includes those before."""

    SMALL_TALK = 0
    """Chat only: it never states anything."""
    GROUNDED = 1
    """It may also answer from passages that it is given."""
    CAPABLE = 2
    """It may also answer from what it knows, and use tools."""

    @property
    def shown(self) -> str:
        """As people read it."""
        return self.name.lower().replace("_", " ")


@dataclass(frozen=True)
class ToolCall:
    """The model wants a tool used; neither its name nor its arguments are checked."""

    name: str
    arguments: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Message:
    """One thing that was said. `calls`: what an assistant's message asked of tools; `tool`: who answers.

    `foreign`: it may hold words of neither the user nor the model, such as of a document or a tool.
    """

    role: Role
    text: str
    calls: tuple[ToolCall, ...] = ()
    tool: str = ""
    foreign: bool = field(default=False, compare=False)


@dataclass(frozen=True)
class Tool:
    """What a model may use: `parameters` is a JSON schema of the arguments, an object."""

    name: str
    description: str
    parameters: Mapping[str, Any] = field(default_factory=lambda: {"type": "object", "properties": {}})


Piece = str | ToolCall


@dataclass(frozen=True)
class Health:
    """How an engine is. `problem` is a sentence with its remedy, "" when it can be asked.

    `absent`: there is nothing that could be broken: no Ollama, no model in it, no leave to use it.
    """

    model: str = ""
    problem: str = ""
    absent: bool = False


class NoModelError(JarvisError):
    """No model may be asked that: there is none, or none that is big enough. Says what to install."""


class EngineAbsentError(EngineError):
    """The engine is not there at all."""


class NoRoomError(EngineAbsentError):
    """There is not enough memory for the model: nothing is broken, and what helps is said."""


class LanguageModel(Protocol):
    """Something that goes on with a conversation."""

    name: str
    """The engine, such as "ollama"."""

    @property
    def rank(self) -> Rank:
        """What it may be trusted with; known for sure after `health`."""
        ...

    def chat(self, messages: Sequence[Message], tools: Sequence[Tool] = ()) -> AsyncGenerator[Piece]:
        """The assistant's next message, in pieces of text as they are written, and whole tool calls.

        Closing the generator stops the engine, too. Raises EngineError with a sentence and its remedy.
        The arguments of a call are an object; whether there is such a tool, and it takes them, is not said.
        """
        ...

    async def warm(self, messages: Sequence[Message], tools: Sequence[Tool] = ()) -> None:
        """Work through the beginning of a conversation ahead, so that its next message comes at once.

        With the tools that `chat` will be given: models are shown them first of all.
        """
        ...

    async def health(self) -> Health:
        """Whether it can be asked; cheap, and never raises."""
        ...

    async def close(self) -> None:
        """Let go of everything."""
        ...
