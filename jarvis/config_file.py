"""The settings file as plain values, and the line each of its keys stands in."""

from pathlib import Path
from typing import Any

import yaml

from jarvis.errors import ConfigError

_MAX_BYTES = 1_000_000
_DEEPEST = 2
"""A section, and a key in it."""


Lines = dict[tuple[str, ...], int]


def read_file(file: Path, *, required: bool) -> tuple[dict[str, Any], Lines]:
    """The file's values, and the line each of its keys stands in. Raises ConfigError."""
    return parse(read_text(file, required=required), file)


def read_text(file: Path, *, required: bool) -> bytes:
    """What stands in the file; nothing where there is none, unless it is required. Raises ConfigError."""
    try:
        if not required and not file.exists():
            return b""
        with file.open("rb") as stream:
            text = stream.read(_MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "its name cannot be one"
        raise ConfigError(
            f"The settings file {str(file)[:200]} cannot be read ({reason}). "
            "Correct CONFIG_PATH or the file's permissions."
        ) from None
    if len(text) > _MAX_BYTES:
        raise ConfigError(f"The settings file {file} is larger than 1 MB. Is it the right file?")
    return text


def parse(text: bytes | str, file: Path) -> tuple[dict[str, Any], Lines]:
    """The values in a text, and the line each key stands in; `file` is named in complaints (ConfigError)."""
    tree = composed(text, file)
    values = _plain(tree, file)
    if not isinstance(values, dict | None):
        raise ConfigError(f"{file}, line 1: expected sections such as `listen:`. See the README.")
    filled = {section: value for section, value in (values or {}).items() if value is not None}
    return filled, _lines(tree)


def composed(text: bytes | str, file: Path) -> yaml.Node | None:
    """The text as nodes that know their places. Raises ConfigError where it is no YAML."""
    try:
        return yaml.compose(text, Loader=yaml.SafeLoader)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f", line {mark.line + 1}" if mark else ""
        raise ConfigError(f"{file}{where}: this is not valid YAML. Check indentation and colons.") from None


def _plain(node: yaml.Node | None, file: Path, depth: int = 0) -> Any:  # noqa: ANN401 - as YAML has it
    """Sections, keys and values as text: what YAML's types and tags would construct never is."""
    if node is None or node.tag == "tag:yaml.org,2002:null":
        return None
    if not node.tag.startswith("tag:yaml.org,2002:") or "python" in node.tag or depth > _DEEPEST + 1:
        line = node.start_mark.line + 1
        raise ConfigError(f"{file}, line {line}: {node.tag[:80]} has no place here. Write a plain value.")
    if isinstance(node, yaml.MappingNode):
        return {str(key.value): _plain(value, file, depth + 1) for key, value in node.value}
    if isinstance(node, yaml.SequenceNode):
        return [_plain(value, file, depth + 1) for value in node.value]
    return node.value


def _lines(node: yaml.Node | None, above: tuple[str, ...] = ()) -> Lines:
    found: Lines = {}
    if isinstance(node, yaml.MappingNode) and len(above) < _DEEPEST:
        for key, value in node.value:
            path = (*above, str(key.value))
            found[path] = key.start_mark.line + 1
            found |= _lines(value, path)
    return found
