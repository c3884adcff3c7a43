"""What each setting is: its type, its unit, what it means, and when a change of it is taken."""

import ast
import difflib
import inspect
import itertools
import textwrap
import types
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import SecretStr

from jarvis.config import Config
from jarvis.config_file import parse
from jarvis.config_sources import OTHER_NAMES, PREFIX, Asked, Place, fields, spellings
from jarvis.errors import BadInputError

AT_ONCE = frozenset({
    "wake.threshold", "wake.thresholds", "wake.refractory_ms", "wake.near",
    "listen.silence_ms", "listen.complete_ms", "listen.unfinished_ms", "listen.patience_ms",
    "listen.longest_ms", "listen.speech_threshold", "listen.keep_turns",
    "speech.engine", "speech.voice", "speech.words_per_minute", "speech.pitch", "speech.volume",
    "speech.languages",
    "audio.microphone", "audio.loudspeaker", "audio.volume", "audio.silent_s",
    "memory.keep_days",
    "latency.first_token_ms", "latency.audio_to_asr_ms", "latency.asr_to_llm_ms",
    "latency.llm_first_token_ms", "latency.llm_to_tts_ms", "latency.tts_to_client_ms",
    "latency.end_to_end_ms", "latency.interruption_ms",
    "interruption.by_voice", "interruption.vad_threshold", "interruption.vad_duration_ms",
    "interruption.cooldown_ms",
    "echo.half_duplex",
    "earcons.woken", "earcons.heard", "earcons.error", "earcons.ringing", "earcons.volume",
    "ducking.enabled", "ducking.percent",
    "quiet.begins", "quiet.ends", "quiet.volume",
    "captions.notify",
    "weather.allow_network", "weather.place", "weather.latitude", "weather.longitude",
    "weather.fahrenheit", "weather.url",
    "web.allow_network", "web.search_url",
    "log.level",
})  # fmt: skip
"""What a running daemon takes as soon as the file is saved. The rest waits for its next start."""
_SOUND_FILE = "file:"
_UNITS = {
    "_ms": "milliseconds",
    "_s": "seconds",
    "_days": "days",
    "_tokens": "tokens, about three quarters of a word each",
    "_turns": "turns",
    "volume": "percent",
    "percent": "percent",
    "itude": "degrees",
    "per_minute": "words in a minute",
}
_KINDS = {str: "text", int: "whole number", float: "number", bool: "true or false", SecretStr: "secret text"}


@dataclass(frozen=True)
class Term:
    """A setting. `others` are its older names; `variables` those that set it in the environment."""

    section: str
    name: str
    default: Any
    kind: str
    unit: str
    meaning: str
    secret: bool
    others: tuple[str, ...]

    @property
    def key(self) -> str:
        """`listen.silence_ms`."""
        return f"{self.section}.{self.name}"

    @property
    def at_once(self) -> bool:
        """Whether a running daemon takes a change."""
        return self.key in AT_ONCE

    @property
    def variables(self) -> tuple[str, ...]:
        """Environment variables, the usual one first."""
        short = [name for name, place in OTHER_NAMES.items() if place == (self.section, self.name)]
        return (f"{PREFIX}{self.section}__{self.name}".upper(), *short)

    def read(self, text: str, where: Asked) -> str | list[str] | dict[str, str]:
        """What somebody typed, as it is written into the file. Raises ConfigError."""
        collected = self.kind.startswith(("list", "mapping"))
        if collected and text.lstrip()[:1] in {"[", "{"}:
            found: Any = parse(f"value: {text}", where.file)[0].get("value", [])
            return found if isinstance(found, dict) else list(found)
        if not collected:
            return text
        parts = [part.strip() for part in text.split(",") if part.strip()]
        if self.kind.startswith("list"):
            return parts
        pairs = [part.partition("=") for part in parts]
        return {key.strip(): value.strip() for key, _, value in pairs}


@cache
def terms() -> Mapping[str, Term]:
    """All settings by their keys, in the order of the sections."""
    found = {}
    for section, part in Config.model_fields.items():
        meanings = _docstrings(part.annotation)
        for name, field in fields(Config, section).items():
            unit = next((told for end, told in _UNITS.items() if name.endswith(end)), "")
            kind = in_words(field.annotation, field.metadata)
            others = tuple(spellings(Config, section, name)[1:])
            secret = field.annotation is SecretStr
            term = Term(section, name, field.default, kind, unit, meanings.get(name, ""), secret, others)
            found[term.key] = term
    return found


def find(key: str) -> Term:
    """The setting of this name. Raises BadInputError that names those that are like it."""
    section, _, name = key.strip().partition(".")
    known = terms()
    if (found := known.get(f"{section}.{spellings(Config, section, name)[0]}")) is not None:
        return found
    if not name and section in Config.model_fields:
        raise BadInputError(
            f"`{section}` is a section. Name a setting of it: "
            f"{', '.join(key for key in known if key.startswith(f'{section}.'))}."
        )
    by_name = [one for one in known if one.partition(".")[2] == (name or section)]
    near = dict.fromkeys([*by_name, *difflib.get_close_matches(key, known, n=3, cutoff=0.75)])
    shown = "".join(letter if letter.isprintable() else "?" for letter in key[:80])
    remedy = f"Did you mean {' or '.join(near)}?" if near else "`jarvis config show --all` lists all."
    raise BadInputError(f"There is no setting `{shown}`. {remedy}")


def taken_at_once(key: str, before: object, after: object) -> bool:
    """Whether a running daemon takes this change. A sound file in place of the microphone waits."""
    files = any(str(value).startswith(_SOUND_FILE) for value in (before, after))
    return key in AT_ONCE and not (key == "audio.microphone" and files)


def place_of(key: str) -> Place:
    """`listen.silence_ms` as a section and a name."""
    section, _, name = key.partition(".")
    return section, name


def in_words(kind: Any, metadata: Any = ()) -> str:  # noqa: ANN401 - whatever stands behind a field's name
    """What a setting may be: "whole number, 200 to 5000"."""
    origin, inner = get_origin(kind), [one for one in get_args(kind) if one is not ...]
    if origin is Annotated:
        of = list(getattr(inner[1], "metadata", [])) if len(inner) > 1 else []
        return in_words(inner[0], of)
    if origin is Literal:
        return "one of " + ", ".join(map(str, inner))
    if origin in {tuple, dict}:
        parts = [in_words(one) for one in inner]
        return f"list of: {parts[0]}" if origin is tuple else f"mapping from {parts[0]} to {parts[1]}"
    if origin in {Union, types.UnionType}:
        return " or ".join("nothing" if one is type(None) else in_words(one, metadata) for one in inner)
    return _KINDS.get(kind, "text") + _limits(metadata)


def _limits(metadata: Any) -> str:  # noqa: ANN401 - pydantic's own
    low = next((one.ge for one in metadata if getattr(one, "ge", None) is not None), None)
    high = next((one.le for one in metadata if getattr(one, "le", None) is not None), None)
    most = next((one.max_length for one in metadata if getattr(one, "max_length", None) is not None), None)
    pattern = next((one.pattern for one in metadata if getattr(one, "pattern", None)), "")
    between = f", {low} to {high}" if low is not None and high is not None else ""
    if "[0-5]" in pattern:
        return " such as 22:00"
    return between or (f", at most {most} letters" if most is not None else "")


def _docstrings(section: Any) -> dict[str, str]:  # noqa: ANN401 - a section's class
    """What stands under each field of a section."""
    body = ast.parse(textwrap.dedent(inspect.getsource(section))).body[0]
    found: dict[str, str] = {}
    steps = list(ast.iter_child_nodes(body))
    for field, below in itertools.pairwise(steps):
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name):
            told = below.value if isinstance(below, ast.Expr) else None
            if isinstance(told, ast.Constant) and isinstance(told.value, str):
                found[field.target.id] = inspect.cleandoc(told.value).replace("\n", " ")
    return found
