"""Changing one setting in the text of the user's file: every other letter of it stays as it is.

The text is not written anew from its values. The place of a value is looked up and cut out, so comments,
order, quotes and blank lines stay. Afterwards the text is read again: had anything else changed, such as a
value that is used in two places, the change is refused.
"""

import re
from collections.abc import Mapping, Sequence
from copy import deepcopy
from pathlib import Path
from typing import Any

import yaml

from jarvis.config_file import composed, parse
from jarvis.errors import ConfigError

Value = str | Sequence[str] | Mapping[str, str]
_PLAIN = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_./+-]*|-?[0-9]+(\.[0-9]+)?")
_EMPTY = {"null", "Null", "NULL"}
_WIDE = 1_000_000
_MANY = 2
"""Spaces that a key stands further in than its section, where nothing tells otherwise."""


def put(text: str, place: tuple[str, str], value: Value, file: Path) -> str:
    """The text with a setting changed, or added. Raises ConfigError."""
    section, key = place
    written = as_yaml(value)
    root = composed(text, file)
    found = _child(root, section)
    if root is None or found is None:
        changed = _with_section(text, root, f"{section}:", f"{key}: {written}")
    else:
        changed = _with_key(text, found, key, written)
    return _proved(text, changed, place, value, file)


def drop(text: str, place: tuple[str, str], file: Path) -> str:
    """The text without a setting; as it was, if it is not set there. Raises ConfigError."""
    section, key = place
    found = _child(composed(text, file), section)
    if found is None or (item := _child(found[1], key)) is None:
        return text
    group, lines = found[1], text.splitlines(keepends=True)
    if group.flow_style:
        changed = _out_of_flow(text, group, item)
    else:
        first, last = item[0].start_mark.line, _last_line(text, item[1])
        alone = len(group.value) == 1 and first == found[0].start_mark.line + 1
        commented = last + 1 < len(lines) and re.match(r"[ \t]+#", lines[last + 1])
        if alone and not commented and not _comment_of(text, found[0]):
            first -= 1  # nothing is left of the section
        changed = "".join(lines[:first] + lines[last + 1 :])
    return _proved(text, changed, place, None, file)


def as_yaml(value: Value) -> str:
    """A value in one line, quoted only where it has to be."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{as_yaml(key)}: {as_yaml(one)}" for key, one in value.items()) + "}"
    if not isinstance(value, str):
        return "[" + ", ".join(map(as_yaml, value)) + "]"
    if _PLAIN.fullmatch(value) and value not in _EMPTY:
        return value
    quoted: str = yaml.safe_dump(value, default_style='"', allow_unicode=True, width=_WIDE)
    return quoted.strip()


_Item = tuple[yaml.Node, Any]


def _child(node: yaml.Node | None, name: str) -> _Item | None:
    """The key and the value of this name; the last one counts."""
    if not isinstance(node, yaml.MappingNode):
        return None
    return next((item for item in reversed(node.value) if item[0].value == name), None)


def _with_section(text: str, root: yaml.Node | None, section: str, line: str) -> str:
    if isinstance(root, yaml.MappingNode) and root.flow_style:
        return _into_flow(text, root, f"{section} {{{line}}}")
    indent = " " * (root.start_mark.column if isinstance(root, yaml.MappingNode) else 0)
    end = "" if not text or text.endswith("\n") else "\n"
    newline = "\r\n" if "\r\n" in text else "\n"
    return f"{text}{end}{indent}{section}{newline}{indent}{' ' * _MANY}{line}{newline}"


def _with_key(text: str, found: _Item, key: str, written: str) -> str:
    name, group = found
    if item := _child(group, key):
        start, end = item[1].start_mark.index, _end(text, item[1])
        space = "" if text[start - 1 : start].isspace() else " "
        return text[:start] + space + written + text[end:]
    line = f"{key}: {written}"
    if isinstance(group, yaml.MappingNode) and group.flow_style:
        return _into_flow(text, group, line)
    if isinstance(group, yaml.MappingNode):
        after, column = _last_line(text, group), group.start_mark.column
    elif group.start_mark.index == group.end_mark.index:  # only comments stand there, or nothing
        after, column = name.start_mark.line, name.start_mark.column + _MANY
    else:
        return text[: group.start_mark.index] + f"{{{line}}}" + text[_end(text, group) :]
    lines = text.splitlines(keepends=True)
    newline = "\r\n" if lines[after].endswith("\r\n") else "\n"
    if not lines[after].endswith("\n"):
        lines[after] += newline
    lines.insert(after + 1, " " * column + line + newline)
    return "".join(lines)


def _into_flow(text: str, group: yaml.MappingNode, line: str) -> str:
    """Into `{a: 1}`, at its beginning: what stands behind may be a comment."""
    at = text.index("{", group.start_mark.index) + 1
    return text[:at] + line + (", " if group.value else "") + text[at:]


def _out_of_flow(text: str, group: yaml.MappingNode, item: _Item) -> str:
    """Out of `{a: 1, b: 2}`, with its comma."""
    at = group.value.index(item)
    start, end = item[0].start_mark.index, _end(text, item[1])
    if at + 1 < len(group.value):
        end = group.value[at + 1][0].start_mark.index
    elif at:
        start = _end(text, group.value[at - 1][1])
    return text[:start] + text[end:]


def _last_line(text: str, node: yaml.Node) -> int:
    return text.count("\n", 0, max(_end(text, node) - 1, node.start_mark.index))


def _end(text: str, node: yaml.Node) -> int:
    """Where a value ends: before the blank lines and comments that YAML counts to it."""
    if isinstance(node, yaml.CollectionNode) and node.value and not node.flow_style:
        last = node.value[-1]
        return _end(text, last[1] if isinstance(last, tuple) else last)
    start: int = node.start_mark.index
    end: int = node.end_mark.index
    return max(start, len(text[:end].rstrip())) if end > start else end


def _comment_of(text: str, key: yaml.Node) -> bool:
    """Whether there is a comment in the line of a section."""
    return "#" in text[key.end_mark.index :].partition("\n")[0]


def _proved(before: str, after: str, place: tuple[str, str], value: Value | None, file: Path) -> str:
    """`after`, if it says what it should and nothing else. Raises ConfigError."""
    wanted = deepcopy(parse(before, file)[0])
    section, key = place
    group = wanted.setdefault(section, {})
    if isinstance(group, dict):
        group.pop(key, None)
        if value is not None:
            group[key] = value if isinstance(value, str) else _listed(value)
    try:
        found = parse(after, file)[0]
    except ConfigError:
        found = {}
    if _filled(found) != _filled(wanted):
        raise ConfigError(
            f"{file}: `{section}.{key}` is written there in a way that cannot be changed for you. "
            "Use `jarvis config edit`."
        )
    return after


def _listed(value: Sequence[str] | Mapping[str, str]) -> Any:  # noqa: ANN401 - as YAML has it
    return dict(value) if isinstance(value, Mapping) else list(value)


def _filled(values: Mapping[str, Any]) -> dict[str, Any]:
    """Without sections in which nothing is set."""
    return {section: group for section, group in values.items() if group != {}}
