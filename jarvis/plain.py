"""Values on their way into another process: JSON, with times, dates and lengths spelled out.

>>> to_plain(timedelta(minutes=10))
{'timedelta': 600.0}
"""

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import Enum
from typing import Any, Literal, get_args, get_origin, get_type_hints

_WRITTEN: dict[str, Callable[[str], object]] = {
    "datetime": datetime.fromisoformat,
    "date": date.fromisoformat,
    "time": time.fromisoformat,
}
_KINDS = (int, float, bool, str, timedelta, datetime, date, time)


@dataclass(frozen=True)
class Slot:
    """A parameter of a skill: its name, its kind ("int", "timedelta", "choice", …), and what is allowed."""

    name: str
    kind: str
    choices: tuple[str, ...] = ()
    optional: bool = False


def to_plain(value: object) -> Any:  # noqa: ANN401 - JSON can be anything
    """What JSON can carry. Raises TypeError for anything else."""
    if isinstance(value, Enum):
        return to_plain(value.value)
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, timedelta):
        return {"timedelta": value.total_seconds()}
    if isinstance(value, datetime | date | time):
        return {type(value).__name__: value.isoformat()}
    if isinstance(value, list | tuple):
        return [to_plain(one) for one in value]
    if isinstance(value, dict):
        return {"dict": {str(key): to_plain(one) for key, one in value.items()}}
    raise TypeError(f"{type(value).__name__} cannot be handed to another process")


def from_plain(value: Any) -> Any:  # noqa: ANN401 - JSON can be anything
    """What `to_plain` was given; an enum comes back as its value. Raises ValueError, TypeError, KeyError."""
    if isinstance(value, list):
        return [from_plain(one) for one in value]
    if not isinstance(value, dict):
        return value
    ((kind, inside),) = value.items()
    if kind == "timedelta":
        return timedelta(seconds=inside)
    if kind == "dict":
        return {key: from_plain(one) for key, one in inside.items()}
    return _WRITTEN[kind](inside)


def slots(function: Callable[..., object]) -> list[Slot]:
    """The parameters of a skill. Raises TypeError for a type that no phrase can fill."""
    hints = get_type_hints(function)
    found = []
    for name, parameter in inspect.signature(function).parameters.items():
        kind, choices = _kind(_only(hints.get(name, str)), name)
        found.append(Slot(name, kind, choices, parameter.default is not parameter.empty))
    return found


def filled(function: Callable[..., object], values: dict[str, Any]) -> dict[str, Any]:
    """The values as the function wants them: choices become members of its enum. Raises ValueError."""
    hints = get_type_hints(function)
    wanted = {name: _only(hints.get(name, str)) for name in values}
    return {name: _member(wanted[name], value) for name, value in values.items()}


def _only(hint: Any) -> Any:  # noqa: ANN401 - a type hint can be anything
    """`int | None` means int that may be left out."""
    rest = [one for one in get_args(hint) if one is not type(None)]
    return rest[0] if type(None) in get_args(hint) and len(rest) == 1 else hint


def _kind(hint: Any, name: str) -> tuple[str, tuple[str, ...]]:  # noqa: ANN401 - see above
    if get_origin(hint) is Literal:
        return "choice", tuple(str(one) for one in get_args(hint))
    if isinstance(hint, type) and issubclass(hint, Enum):
        return "choice", tuple(str(one.value) for one in hint)
    if hint in _KINDS:
        return str(hint.__name__), ()
    raise TypeError(f"the parameter {name} has a type that no phrase can fill")


def _member(hint: Any, value: Any) -> Any:  # noqa: ANN401 - see above
    if isinstance(hint, type) and issubclass(hint, Enum) and not isinstance(value, hint):
        return next((one for one in hint if str(one.value) == str(value)), None) or hint(value)
    if get_origin(hint) is Literal:
        return next((one for one in get_args(hint) if str(one) == str(value)), value)
    return value
