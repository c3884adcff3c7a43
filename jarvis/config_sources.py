"""Where settings come from: the file, the environment, the command line. Who comes later wins.

`listen.silence_ms` in the file is `JARVIS_LISTEN__SILENCE_MS` in the environment, and
`--set listen.silence_ms=900` after `jarvis run` or `jarvis start`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from pydantic import AliasChoices, BaseModel

from jarvis.config_file import parse, read_text
from jarvis.errors import BadInputError

PREFIX = "JARVIS_"
OTHER_NAMES = {
    "LOG_LEVEL": ("log", "level"),
    "FIRST_TOKEN_LATENCY_MS": ("latency", "first_token_ms"),
    "END_TO_END_LATENCY_MS": ("latency", "end_to_end_ms"),
    "MAX_LATENCY_MS": ("latency", "max_ms"),
    "VAD_THRESHOLD": ("interruption", "vad_threshold"),
    "VAD_DURATION_MS": ("interruption", "vad_duration_ms"),
    "INTERRUPTION_COOLDOWN_MS": ("interruption", "cooldown_ms"),
}
Place = tuple[str, str]
"""A section, and a key in it."""


@dataclass(frozen=True)
class Source:
    """Who set a value. `name` is the file or the variable; `line` is 0 outside of files."""

    kind: Literal["default", "file", "environment", "command line"] = "default"
    name: str = ""
    line: int = 0

    def __str__(self) -> str:
        match self.kind:
            case "file":
                return f"{self.name}, line {self.line}" if self.line else self.name
            case "environment":
                return f"the environment variable {self.name}"
            case "command line":
                return "the command line"
            case _:
                return "default"


@dataclass(frozen=True)
class Gathered:
    """All that was set, not checked yet, and who set it."""

    file: Path
    values: Mapping[str, Any]
    sources: Mapping[tuple[str, ...], Source]

    def source(self, section: str, *spellings: str) -> Source:
        """Who set a setting."""
        found = (self.sources.get((section, one)) for one in spellings)
        return next((one for one in found if one is not None), Source())


@dataclass(frozen=True)
class Asked:
    """Where to look: the file, the environment, and what the command line said.

    The file has to be there when it was named: `required`.
    """

    file: Path
    environ: Mapping[str, str]
    said: Mapping[Place, str]
    required: bool = False

    def read(self) -> bytes:
        """The file as it is now. Raises ConfigError."""
        return read_text(self.file, required=self.required)

    def gather(self, model: type[BaseModel], text: bytes | str) -> Gathered:
        """All that is set, if the file holds this text. Raises ConfigError where that is no YAML."""
        found, lines = parse(text, self.file)
        values = {name: dict(group) if isinstance(group, dict) else group for name, group in found.items()}
        sources = {key: Source("file", str(self.file), line) for key, line in lines.items()}
        for (section, key), (source, value) in self._stronger().items():
            group = values.setdefault(section, {})
            if isinstance(group, dict):
                for other in spellings(model, section, key):
                    group.pop(other, None)
                    sources.pop((section, other), None)
                group[key] = value
            sources[section, key] = source
            sources.setdefault((section,), source)
        return Gathered(self.file, values, sources)

    def _stronger(self) -> dict[Place, tuple[Source, str]]:
        """What the environment and the command line set."""
        found = {
            place: (Source("environment", name), self.environ[name])
            for name, place in OTHER_NAMES.items()
            if name in self.environ
        }
        for name, value in self.environ.items():
            section, divider, key = name.removeprefix(PREFIX).lower().partition("__")
            if name.startswith(PREFIX) and divider:
                found[section, key] = (Source("environment", name), value)
        return found | {place: (Source("command line"), value) for place, value in self.said.items()}


def spellings(model: type[BaseModel], section: str, key: str) -> Sequence[str]:
    """All names of a setting, today's first: `wake.model` is an older one of `wake.models`."""
    for name, field in fields(model, section).items():
        alias = field.validation_alias
        names = (
            [one for one in alias.choices if isinstance(one, str)] if isinstance(alias, AliasChoices) else []
        )
        if key == name or key in names:
            return [name, *(one for one in names if one != name)]
    return [key]


def fields(model: type[BaseModel], section: str) -> Mapping[str, Any]:
    """The fields of a section, none if there is no such section."""
    if section not in model.model_fields:
        return {}
    part: Any = model.model_fields[section].annotation
    found: Mapping[str, Any] = part.model_fields
    return found


def from_words(words: Sequence[str]) -> dict[Place, str]:
    """What `--set listen.silence_ms=900` says. Raises BadInputError."""
    found = {}
    for word in words:
        key, divider, value = word.partition("=")
        section, dot, name = key.strip().partition(".")
        if not (divider and dot and section and name):
            raise BadInputError("After --set comes a setting with its value, such as log.level=DEBUG.")
        found[section, name] = value
    return found
