"""Draws the parts of the documents that are made from the code: `.venv/bin/python scripts/draw.py`.

Each stands between `<!-- drawn: NAME -->` and `<!-- end -->`. With `--check` nothing is written, and
the exit code is 1 if a document does not match the code.
"""

import ast
import re
import sys
import textwrap
import tomllib
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import fields
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal, get_args, get_origin

from pydantic import BaseModel

from jarvis.cli import parser
from jarvis.cli.usage import every
from jarvis.config import Config
from jarvis.doctor import FIELDS
from jarvis.events import EVENTS
from jarvis.state import SESSIONS, STAGES, PipelineStage

ROOT = Path(__file__).parents[1]
DOCUMENTS = ["README.md", "docs/architecture.md", "docs/doctor.md", "docs/reference.md"]
BLOCK = re.compile(r"(<!-- drawn: ([a-z-]+) -->\n).*?(<!-- end -->)", re.DOTALL)
WIDTH = 110


def picture() -> str:
    """How it works: the modules that tell events, in the order in which a turn passes them."""
    order = in_order()
    names = {kind.__name__: name for name, kind in EVENTS.items()}
    told: dict[Path, list[str]] = {}
    for folder in ("jarvis", "voice"):
        for file in sorted((ROOT / folder).rglob("*.py")):
            if file.parent.name == "testing":  # tells only what tests want told
                continue
            calls = [node for node in ast.walk(ast.parse(file.read_text())) if isinstance(node, ast.Call)]
            made = {names.get(node.func.id) for node in calls if isinstance(node.func, ast.Name)}
            if found := [name for name in order if name in made]:
                told[file] = found
    stations = sorted(told, key=lambda file: order.index(told[file][0]))
    lines = []
    for file in stations:
        lines.append(f"{file.relative_to(ROOT)}")
        lines += textwrap.wrap(first_sentence(file), WIDTH, initial_indent="│ ", subsequent_indent="│ ")
        lines += textwrap.wrap(
            " · ".join(told[file]), WIDTH, initial_indent="│    → ", subsequent_indent="│      "
        )
    return "```text\n" + "\n".join(lines) + "\n```\n"


def in_order() -> list[str]:
    """The wire names of all events, about in the order in which a turn meets them."""
    chapters = ("house", "hearing", "turn", "speaking", "reminders", "documents", "skills", "health")
    return sorted(EVENTS, key=lambda name: chapters.index(EVENTS[name].__module__.rpartition(".")[2]))


def first_sentence(file: Path) -> str:
    """What a module says of itself."""
    doc = ast.get_docstring(ast.parse(file.read_text())) or ""
    return " ".join(doc.split("\n\n")[0].split()).split(". ")[0].rstrip(".") + "."


def floors() -> str:
    """Who may import whom, as import-linter checks it."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())
    contracts = settings["tool"]["importlinter"]["contracts"]
    layers = next(contract["layers"] for contract in contracts if contract["type"] == "layers")
    rows = ["```mermaid", "flowchart TB"]
    rows += [f'  f{i}["{layer}"]' for i, layer in enumerate(layers)]
    rows += [f"  f{i} --> f{i + 1}" for i in range(len(layers) - 1)]
    return "\n".join([*rows, "```\n"])


def tree() -> str:
    """Every source file with its first sentence."""
    lines = []
    for folder in ("jarvis", "voice", "skills", "ui"):
        for file in sorted((ROOT / folder).rglob("*.py")):
            name = str(file.relative_to(ROOT))
            lines += textwrap.wrap(f"{name:34} {first_sentence(file)}", WIDTH, subsequent_indent=" " * 35)
    return "```text\n" + "\n".join(lines) + "\n```\n"


def states(table: Mapping[StrEnum, frozenset[StrEnum]], always: Collection[StrEnum]) -> str:
    """A table of what may follow what. `always` can follow everything but an end, and is drawn in words."""
    first = next(iter(table))
    lines = ["```mermaid", "stateDiagram-v2", f"  [*] --> {first.name}"]
    for state, following in table.items():
        lines += [f"  {state.name} --> {to.name}" for to in table if to in following and to not in always]
        if not following:
            lines.append(f"  {state.name} --> [*]")
    if always:
        names = " or ".join(sorted(state.name for state in always))
        lines.append(f"  note right of {first.name} : {names} may follow everything but an end")
    return "\n".join([*lines, "```\n"])


def events() -> str:
    """The vocabulary."""
    rows = ["| event | fields | what happened |", "|---|---|---|"]
    for name in in_order():
        kind = EVENTS[name]
        shown = ", ".join(field.name for field in fields(kind)) or "-"
        rows.append(f"| `{name}` | {shown} | {' '.join((kind.__doc__ or '').split())} |")
    return "\n".join(rows) + "\n"


def limits(kind: object, metadata: Sequence[object]) -> str:
    """What a setting can be: bounds if it has any (code among them is left out), else its type."""
    bounds = [str(limit) for limit in metadata if not hasattr(limit, "func")]
    inner = (
        [] if get_origin(kind) is Literal else [limits(one, ()) for one in get_args(kind) if one is not ...]
    )
    if get_origin(kind) is Annotated:
        _, *found = get_args(kind)
        return ", ".join(str(limit) for one in found for limit in getattr(one, "metadata", ())) or inner[0]
    if get_origin(kind) in (tuple, dict):
        return ", ".join([f"{'list' if len(inner) == 1 else 'mapping'} of {' to '.join(inner)}", *bounds])
    return ", ".join(bounds) or str(kind)


def settings() -> str:
    """All settings with their defaults and limits."""
    rows = ["| setting | default | limits |", "|---|---|---|"]
    for section, part in Config.model_fields.items():
        model = part.annotation
        assert isinstance(model, type)  # noqa: S101 - a section is a model
        assert issubclass(model, BaseModel)  # noqa: S101 - a section is a model
        for key, field in model.model_fields.items():
            shown = limits(field.annotation, field.metadata).replace("|", "or").replace("typing.", "")
            rows.append(f"| `{section}.{key}` | `{field.default!r}` | {shown} |")
    return "\n".join(rows) + "\n"


def commands() -> str:
    """The help of `jarvis` and of each command."""
    parts = [command.format_help() for command in every(parser())]
    return "```text\n" + "\n".join(part.rstrip() + "\n" for part in parts) + "```\n"


def checks() -> str:
    """What the doctor looks at, field by field."""
    rows = ["| check | what it looks at | `--fix` | limit |", "|---|---|---|---|"]
    for title, found in FIELDS.items():
        rows.append(f"| **{title}** | | | |")
        for check in found:
            fix = " ".join((check.fix.__doc__ or "").split()) if check.fix else ""
            rows.append(f"| `{check.name}` | {check.about} | {fix} | {check.limit_s:.0f} s |")
    return f"{sum(map(len, FIELDS.values()))} checks:\n\n" + "\n".join(rows) + "\n"


DRAWINGS: dict[str, Callable[[], str]] = {
    "how-it-works": picture,
    "floors": floors,
    "files": tree,
    "stages": lambda: states(STAGES, {PipelineStage.ERROR, PipelineStage.INTERRUPTED}),
    "sessions": lambda: states(SESSIONS, set()),
    "events": events,
    "settings": settings,
    "commands": commands,
    "checks": checks,
}


def drawn(text: str) -> str:
    """A document with all its drawings made new."""
    return BLOCK.sub(lambda found: found[1] + DRAWINGS[found[2]]() + found[3], text)


def main() -> int:
    """Write, or check."""
    check = "--check" in sys.argv[1:]
    stale = 0
    for name in DOCUMENTS:
        file = ROOT / name
        before = file.read_text()
        after = drawn(before)
        if before != after and check:
            print(f"{name} does not match the code. Run `.venv/bin/python scripts/draw.py`.")
            stale = 1
        elif before != after:
            file.write_text(after)
            print(f"{name} is drawn anew.")
    return stale


if __name__ == "__main__":
    sys.exit(main())
