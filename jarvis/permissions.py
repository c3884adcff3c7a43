"""What a user's skill may do beyond answering: asked for in its file, in words, and granted once.

NEEDS = Permissions(network=("api.example.org",), read=("~/Notes",))
"""

import ast
import ipaddress
import re
import sys
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from jarvis import paths
from jarvis.errors import SkillError

NAME = "NEEDS"
_MOST = 16
_LABEL = r"[a-z0-9]([a-z0-9-]*[a-z0-9])?"
_HOST = re.compile(rf"(?P<host>{_LABEL}(\.{_LABEL})*)(:(?P<port>[1-9]\d{{0,4}}))?")
_PROGRAM = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+-]*")
_ANYTHING_GOES = re.compile(
    r"((ba|da|z|fi|k|c|tc)?sh|busybox|env|sudo|su|doas|pkexec|nohup|xargs|find|ssh|nc|ncat|socat|awk|gawk"
    r"|systemd-run|at|crontab|(python|pypy|perl|ruby|node|lua|php|deno|bun)[\d.]*)"
)
"""Programs that start any other: who may use one of them may do everything."""
_KEYS = ("~/.ssh", "~/.gnupg", "~/.password-store", "~/.local/share/keyrings", "~/.aws", "~/.netrc")
_NEVER = ("/proc", "/sys", "/dev", "/run", "/boot", "/etc")


@dataclass(frozen=True)
class Permissions:
    """What a skill asks for, or was granted. Without arguments: nothing.

    `network`: hosts ("api.example.org", "192.168.1.5:8123") that Jarvis fetches from for it. `read` and
    `write`: folders or files, absolute or with `~`; who may write may read. `programs`: names of programs
    that Jarvis starts for it. `notify`: whether it may show notifications.

    Raises SkillError for what cannot be granted.
    """

    network: tuple[str, ...] = ()
    read: tuple[str, ...] = ()
    write: tuple[str, ...] = ()
    programs: tuple[str, ...] = ()
    notify: bool = False

    def __post_init__(self) -> None:
        for what in ("network", "read", "write", "programs"):
            _check_names(what, getattr(self, what))
        if not isinstance(self.notify, bool):
            raise SkillError(f"In {NAME}, `notify` must be True or False.")
        for host in self.network:
            found = _HOST.fullmatch(host)
            if found is None or int(found["port"] or 1) > 65_535:  # noqa: PLR2004 - the highest port
                raise SkillError(f"In {NAME}, “{host}” is not a host. Write it like “api.example.org”.")
        for program in self.programs:
            if not _PROGRAM.fullmatch(program) or _ANYTHING_GOES.fullmatch(program):
                raise SkillError(
                    f"In {NAME}, “{program}” cannot be allowed. Name a program that does one thing."
                )
        for path in (*self.read, *self.write):
            if not path.startswith(("/", "~/")) or ".." in path.split("/") or not path.isprintable():
                raise SkillError(f"In {NAME}, “{path}” must be a whole path, such as “~/Notes”.")

    def __bool__(self) -> bool:
        """Whether it asks for anything."""
        return self != Permissions()

    def in_words(self) -> str:
        """One plain sentence: "It wants to read files in ~/Notes and to talk to api.example.org."."""
        read = [path for path in self.read if not _within(path, self.write)]
        wants = [
            *([f"to read files in {_list(read)}"] if read else []),
            *([f"to read and change files in {_list(self.write)}"] if self.write else []),
            *([f"to talk to {_list(_where(host) for host in self.network)}"] if self.network else []),
            *(
                [f"to start {_list(self.programs)}, with all the rights that you have"]
                if self.programs
                else []
            ),
            *(["to show notifications"] if self.notify else []),
        ]
        return f"It wants {_list(wants)}." if wants else "It needs nothing beyond answering."

    def wider_than(self, granted: "Permissions") -> bool:
        """Whether it asks for anything that was not granted."""
        return bool(
            set(self.network) - set(granted.network)
            or set(self.programs) - set(granted.programs)
            or any(not _within(path, granted.write) for path in self.write)
            or any(not _within(path, (*granted.read, *granted.write)) for path in self.read)
            or (self.notify and not granted.notify)
        )

    def folders(self) -> tuple[list[Path], list[Path]]:
        """What it may read and write, links resolved. Raises SkillError for what no skill may reach."""
        return [_place(path) for path in self.read], [_place(path, writes=True) for path in self.write]

    def as_json(self) -> dict[str, Any]:
        """As it is kept."""
        return asdict(self)


def from_json(values: dict[str, Any]) -> Permissions:
    """What `as_json` gave. Raises SkillError."""
    if set(values) - {field.name for field in fields(Permissions)}:
        raise SkillError(f"{NAME} names a permission that does not exist.")
    plain: dict[str, Any] = {key: tuple(one) if isinstance(one, list) else one for key, one in values.items()}
    return Permissions(**plain)


def asked_for(source: str, file: str) -> Permissions:
    """What the file of a skill asks for, found without running it. Raises SkillError.

    The one line that counts stands at the left edge: `NEEDS = Permissions(…)`, with plain values inside.
    """
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        line = (
            f" in line {error.lineno} ({error.msg})"
            if isinstance(error, SyntaxError) and error.lineno
            else ""
        )
        raise SkillError(
            f"Your skill {file} is not Python{line}. Correct it, and it is loaded again."
        ) from None
    named = [node for node in ast.walk(tree) if _sets_needs(node)]
    if not named:
        return Permissions()
    top = [node for node in tree.body if isinstance(node, ast.Assign | ast.AnnAssign)]
    value = next((node.value for node in top if any(_sets_needs(one) for one in ast.walk(node))), None)
    unreadable = SkillError(
        f"What your skill {file} needs cannot be read. Write one line `{NAME} = Permissions(…)`, "
        "with plain texts in it."
    )
    if len(named) > 1 or not isinstance(value, ast.Call) or value.args:
        raise unreadable
    if getattr(value.func, "id", getattr(value.func, "attr", "")) != "Permissions":
        raise unreadable
    try:
        return from_json({str(one.arg): ast.literal_eval(one.value) for one in value.keywords})
    except (ValueError, TypeError, SyntaxError, RecursionError, MemoryError):
        raise unreadable from None


def _sets_needs(node: ast.AST) -> bool:
    return isinstance(node, ast.Name) and node.id == NAME and isinstance(node.ctx, ast.Store)


def _check_names(what: str, names: object) -> None:
    if not isinstance(names, tuple) or not all(isinstance(name, str) for name in names) or len(names) > _MOST:
        raise SkillError(f'In {NAME}, `{what}` must be a tuple of at most {_MOST} texts: ("this", "that").')


def _within(path: str, others: Iterable[str]) -> bool:
    """Whether a path is one of these or lies in one of them, by their names."""
    return any(Path(path).expanduser().is_relative_to(Path(other).expanduser()) for other in others)


def _place(path: str, *, writes: bool = False) -> Path:
    """Where a path really leads. Raises SkillError if no skill may go there."""
    place, home = Path(path).expanduser().resolve(), Path.home().resolve()
    ours = [paths.config_file().parent, paths.database().parent, paths.mute_mark().parent, paths.runtime()]
    code = [Path(sys.prefix), Path(sys.base_prefix), Path(__file__).parents[1]] if writes else []
    closed = [one.expanduser().resolve() for one in (*ours, *code, *map(Path, (*_KEYS, *_NEVER)))]
    hidden = writes and place.is_relative_to(home) and str(place.relative_to(home)).startswith(".")
    if hidden or any(place.is_relative_to(one) or one.is_relative_to(place) for one in closed):
        raise SkillError(
            f"No skill may reach {path}: keys, settings or Jarvis's own files lie there. "
            "Let it ask for a folder of its own, such as ~/Notes."
        )
    return place


def private(host: str) -> bool:
    """Whether a host that was named may lie in the network of this home."""
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        return "." not in host or host.endswith((".local", ".lan", ".home.arpa", ".internal"))


def _where(host: str) -> str:
    return f"{host} in your own network" if private(host.partition(":")[0]) else host


def _list(parts: Iterable[str]) -> str:
    *most, last = parts
    return f"{', '.join(most)} and {last}" if most else last
