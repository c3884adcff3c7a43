"""What is wrong in the settings: every mistake with its place, its key and its remedy."""

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import BaseModel, SecretStr, ValidationError

from jarvis.config_sources import Gathered, Source, fields, spellings

T = TypeVar("T", bound=BaseModel)
_PASSWORD = re.compile(r"(?<=//)[^/@]*@")


@dataclass(frozen=True)
class Mistake:
    """`str()` is a sentence: where it is, what is wrong, what to do about it."""

    key: str
    source: Source
    problem: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.source}: {self.problem} {self.remedy}"

    def to_json(self) -> dict[str, Any]:
        """As JSON; `line` is 0 outside of files."""
        where = {"file": self.source.name} if self.source.kind == "file" else {"source": str(self.source)}
        told = {"line": self.source.line, "key": self.key}
        return where | told | {"problem": self.problem, "remedy": self.remedy}


def judge(model: type[T], gathered: Gathered) -> tuple[T | None, list[Mistake]]:
    """The settings, or all that is wrong with them: one mistake a setting, in the order of the file."""
    try:
        return model.model_validate(gathered.values), []
    except ValidationError as error:
        found: dict[str, Mistake] = {}
        for one in error.errors():
            mistake = _mistake(model, one, gathered)
            found.setdefault(mistake.key, mistake)
        return None, sorted(found.values(), key=lambda one: (one.source.kind != "file", one.source.line))


def _mistake(model: type[BaseModel], error: Any, gathered: Gathered) -> Mistake:  # noqa: ANN401
    """One pydantic complaint (an ErrorDetails)."""
    path = tuple(part for part in error["loc"] if isinstance(part, str) and part != "[key]")
    default = Source("file", str(gathered.file))
    where = gathered.sources.get(path[:2]) or gathered.sources.get(path[:1]) or default
    key = shown(".".join(path))
    if error["type"] == "extra_forbidden":
        known = sorted(fields(model, path[0])) if path[1:] else sorted(model.model_fields)
        near = difflib.get_close_matches(path[-1], known, n=1, cutoff=0.5)
        remedy = f"Did you mean `{near[0]}`?" if near else f"Known here: {', '.join(known)}."
        return Mistake(key, where, f"there is no setting `{key}`.", remedy)
    if is_secret(model, path):
        return Mistake(key, where, f"`{key}` cannot be that.", "It is a text.")
    if isinstance(error["input"], dict) and path[1:] == ():  # several settings do not go together
        return Mistake(key, where, f"`{key}` cannot be so.", f"{error['msg']}.")
    return Mistake(key, where, f"`{key}` cannot be {_quoted(error['input'])}.", f"{error['msg']}.")


def is_secret(model: type[BaseModel], path: Sequence[str]) -> bool:
    """Whether nobody may see the value."""
    if len(path) < 2:  # noqa: PLR2004 - a section and a key
        return False
    field = fields(model, path[0]).get(spellings(model, *path[:2])[0])
    return field is not None and field.annotation is SecretStr


def shown(value: object) -> str:
    """Somebody's text, short, without what a terminal would obey, and without a password in an address."""
    text = _PASSWORD.sub("...@", str(value))
    return "".join(letter if letter.isprintable() else "?" for letter in text[:80])


def _quoted(value: object) -> str:
    plain = not isinstance(value, str) or value.lstrip("-").replace(".", "").isdigit()
    return shown(value) if plain else f"'{shown(value)}'"
