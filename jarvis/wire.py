"""Events as JSON values, and back."""

import types
from dataclasses import asdict, fields
from typing import Any, get_args, get_origin

from jarvis.events import EVENTS, Event, wire_name


def to_wire(event: Event) -> dict[str, Any]:
    """An event as plain JSON values: `{"event": "nothing_heard", "turn": …, "waited_ms": …}`."""
    return {"event": wire_name(type(event)), **asdict(event)}


def from_wire(message: dict[str, Any]) -> Event:
    """The event a `to_wire` message stands for; ValueError for anything else."""
    kind = EVENTS.get(str(message.get("event")))
    if kind is None:
        raise ValueError(f"There is no event called {message.get('event')!r}.")
    values = {name: value for name, value in message.items() if name != "event"}
    wanted = {field.name: field.type for field in fields(kind)}
    if wanted.keys() != values.keys():
        raise ValueError(f"{kind.__name__} has the fields {sorted(wanted)}, not {sorted(values)}.")
    for name, value in values.items():
        if not _fits(value, wanted[name]):
            raise ValueError(f"{kind.__name__}.{name} cannot be {value!r}.")
    return kind(**{name: tuple(v) if isinstance(v, list) else v for name, v in values.items()})


def _fits(value: object, kind: Any) -> bool:  # noqa: ANN401 - an annotation can be anything
    if get_origin(kind) is types.UnionType:
        return any(_fits(value, one) for one in get_args(kind))
    if get_origin(kind) is dict:
        _, of = get_args(kind)
        return isinstance(value, dict) and all(_fits(one, of) for one in value.values())
    if get_origin(kind) is tuple:  # JSON has lists only
        of, _ = get_args(kind)
        return isinstance(value, list | tuple) and all(_fits(one, of) for one in value)
    if kind is float:
        return isinstance(value, int | float) and not isinstance(value, bool)
    return type(value) is kind
