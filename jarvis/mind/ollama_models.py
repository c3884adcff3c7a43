"""Which of the models that Ollama has installed is asked: the best that can chat and runs here.

And what it takes of the memory.
"""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from jarvis.mind.ranks import parameters_in
from jarvis.mind.room import REMEDY
from jarvis.mind_config import MindConfig
from jarvis.residency import Need

PULL = "qwen3:4b"
"""What is recommended to whoever has none."""
_FAMILIES = ("qwen3", "gemma3", "llama", "mistral", "qwen2", "phi3", "gemma2")
"""Of the same size, those that keep to instructions and tools first."""
_EMBEDS = ("bert", "embed", "minilm", "bge-", "e5-")
_MEMORY_SHARE = 0.6
_TAKES, _TOKEN_MB = 1.1, 0.15
"""Times the file for what is computed on the way; and for each token that is kept in mind (4 billion
parameters take about 0.15 MB)."""


@dataclass(frozen=True)
class Installed:
    """A model. `parameters` is 0 if nobody knows; `remote`: it runs on somebody else's computers."""

    name: str
    size_bytes: int
    parameters: int
    family: str
    remote: bool
    chats: bool


def installed(tags: Any) -> list[Installed]:  # noqa: ANN401 - JSON can be anything
    """What GET /api/tags tells; what cannot be read is left out."""
    models = tags.get("models") if isinstance(tags, Mapping) else None
    return [
        _read(one)
        for one in (models if isinstance(models, list) else ())
        if isinstance(one, Mapping) and one.get("name")
    ]


def _read(one: Mapping[str, Any]) -> Installed:
    name, found = str(one["name"]), one.get("details")
    details: Mapping[str, Any] = found if isinstance(found, Mapping) else {}
    family, abilities = str(details.get("family") or "").casefold(), one.get("capabilities")
    size = one.get("size")
    remote = bool(one.get("remote_host") or one.get("remote_model")) or name.endswith("cloud")
    embeds = any(word in f"{name.casefold()} {family}" for word in _EMBEDS)
    chats = not embeds and (not isinstance(abilities, list) or "completion" in abilities)
    parameters = parameters_in(str(details.get("parameter_size") or "")) or parameters_in(name)
    return Installed(name, size if isinstance(size, int) else 0, parameters, family, remote, chats)


def choose(
    models: Sequence[Installed], wanted: str, *, allow_cloud: bool, memory: int = 0
) -> Installed | str:
    """The model to use, or a sentence that says why there is none. `memory` in bytes; 0: this computer's."""
    if wanted:
        found = next((one for one in models if one.name in (wanted, f"{wanted}:latest")), None)
        if found is None:
            return (
                f"Ollama has no model {wanted}. Get it with `ollama pull {wanted}`, or change `mind.model`."
            )
        if found.remote and not allow_cloud:
            return (
                f"{wanted} runs on somebody else's computers. To allow that, set `mind.allow_cloud` to true."
            )
        return found if found.chats else f"{wanted} cannot chat. Set `mind.model` to a model that can."
    fit = [one for one in models if one.chats and not one.remote]
    if not fit:
        return f"Ollama has no model that can chat. Get one with `ollama pull {PULL}`."
    limit = (memory or _memory_bytes()) * _MEMORY_SHARE
    small_enough = [one for one in fit if one.size_bytes <= limit]
    return max(small_enough, key=_worth) if small_enough else min(fit, key=lambda one: one.size_bytes)


def in_memory(ps: Any) -> list[str]:  # noqa: ANN401 - JSON can be anything
    """The models that GET /api/ps tells are loaded."""
    models = ps.get("models") if isinstance(ps, Mapping) else None
    found = models if isinstance(models, list) else ()
    return [str(one["name"]) for one in found if isinstance(one, Mapping) and one.get("name")]


def need(model: Installed, loaded: Sequence[str], card_mb: int, config: MindConfig) -> Need:
    """What a model takes, by the size of its file: on the graphics card what fits there, else here."""
    takes_mb = int(model.size_bytes / 1_000_000 * _TAKES + config.context_tokens * _TOKEN_MB)
    there, others = model.name in loaded, [name for name in loaded if name != model.name]
    unload = f"unload {others[0]} with `ollama stop {others[0]}`, or " if others else ""
    on_card_mb = min(card_mb, takes_mb)
    return Need(
        f"the language model {model.name}",
        takes_mb - on_card_mb,
        on_card_mb,
        idle_s=config.idle_s,
        wait_s=config.first_piece_s / 2,
        there=there,
        remedy=unload + REMEDY,
    )


def _worth(one: Installed) -> tuple[int, int, str]:
    place = next((i for i, family in enumerate(_FAMILIES) if one.family.startswith(family)), len(_FAMILIES))
    return one.parameters or one.size_bytes, -place, one.name


def _memory_bytes() -> int:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
