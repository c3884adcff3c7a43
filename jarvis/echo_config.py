"""The settings that keep Jarvis from hearing itself, and let one speak over it."""

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from jarvis.section import Section


def _spoken(value: object) -> object:
    """Yes and no, as YAML and the environment have them."""
    words = {
        "true": "always",
        "yes": "always",
        "on": "always",
        "false": "never",
        "no": "never",
        "off": "never",
    }
    return words.get(str(value).casefold(), value)


class EchoConfig(Section):
    """What is done about Jarvis's own voice in the microphone."""

    cancel: Literal["auto", "server", "own", "off"] = "auto"
    """Who takes it out: the sound server, Jarvis itself, nobody; "auto" takes the first that there is."""
    half_duplex: Literal["auto", "always", "never"] = "auto"
    """Whether only the wake word is heard while Jarvis speaks; "auto" while the echo is too strong."""


class InterruptionConfig(Section):
    """When speech over an answer interrupts it."""

    by_voice: Annotated[Literal["auto", "always", "never"], BeforeValidator(_spoken)] = "auto"
    """Whether any speech does, not only the wake word and "stop". "auto": while no echo is in the way."""
    vad_threshold: Annotated[float, Field(ge=0.1, le=1.0)] = 0.7
    """Probability of speech from which on sound counts."""
    vad_duration_ms: Annotated[int, Field(ge=20, le=5_000)] = 150
    """So long it must last without a break."""
    cooldown_ms: Annotated[int, Field(ge=0, le=60_000)] = 1_000
    """So long after an interruption nothing is one again."""
