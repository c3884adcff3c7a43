"""What the sound server knows of: what one can record, what plays, and whose streams they are."""

from dataclasses import dataclass

Volumes = tuple[int, ...]
"""How loud each channel is; FULL is 100 percent."""
FULL = 0x10000


@dataclass(frozen=True)
class Source:
    """Something that can be recorded. A `monitor` is what a loudspeaker plays, no microphone."""

    name: str
    description: str
    monitor: bool


NOWHERE = Source("", "a source that has just gone", monitor=False)


@dataclass(frozen=True)
class Sink:
    """Something that plays: a loudspeaker, a headset."""

    name: str
    description: str


@dataclass(frozen=True)
class Playing:
    """A stream of this process; `sink` is the name of where it goes, "" if that has just gone."""

    index: int
    sink: str


@dataclass(frozen=True)
class Recording:
    """A stream from a source to a program, as that program calls itself; `pid` is None if it does not say.

    The server's own modules record too: they have no `pid`, and `program` is the module.
    """

    pid: int | None
    program: str
    source: Source


@dataclass(frozen=True)
class Player:
    """A program's stream to a loudspeaker. `key` is the name by which the server remembers its volumes.

    `pid` is None if the program does not say; `busy` is one that can be heard: neither muted nor paused.
    """

    index: int
    pid: int | None
    name: str
    key: str
    role: str
    busy: bool
    volumes: Volumes


@dataclass(frozen=True)
class Module:
    """Something the server was told to load; `index` names it until it is unloaded."""

    index: int
    name: str
    arguments: str
