"""The settings of the language model: which engine answers, and where it may be."""

from typing import Annotated, Literal

from pydantic import Field, SecretStr

from jarvis.section import Names, Section


class MindConfig(Section):
    """Which language model answers what no skill does. It runs on this computer unless allowed otherwise."""

    engine: Literal["auto", "ollama", "embedded", "openai", "none"] = "auto"
    """"auto" takes Ollama where it runs, and the small embedded model for small talk; "openai" any server
    that speaks its protocol, at `mind.url`."""
    model: str = ""
    """A model of Ollama or of the server by name, or a GGUF file for the embedded engine; empty takes the
    best that is installed."""
    url: Annotated[str, Field(pattern=r"^(https?://[^\s/@?#]+(/[^\s?#@]*)?)?$")] = ""
    """Where Ollama or the server is, such as http://127.0.0.1:11434; empty for Ollama's usual place."""
    key: SecretStr = SecretStr("")
    """What the server wants to see. Sent to `mind.url` only, and never written anywhere."""
    allow_network: Names = ()
    """Other hosts that may be sent what was said. Nothing is sent without being named here."""
    allow_cloud: bool = False
    """Whether models of Ollama that run on somebody else's computers may be used."""
    rank: Literal["auto", "small_talk", "grounded", "capable"] = "auto"
    """What the model may be trusted with; "auto" judges by its size: chat only below 1 billion parameters,
    answers from given passages below 3, everything from there on."""
    context_tokens: Annotated[int, Field(ge=512, le=131_072)] = 2_048
    """How much of a conversation a model is shown."""
    answer_tokens: Annotated[int, Field(ge=16, le=4_096)] = 256
    """An answer is no longer than this."""
    first_piece_s: Annotated[float, Field(ge=0.5, le=120)] = 6.0
    """An engine that has not begun to answer by then is given up, and the next one asked."""
    idle_s: Annotated[int, Field(ge=5, le=86_400)] = 600
    """The embedded model leaves memory when nobody has asked it anything for so long."""
