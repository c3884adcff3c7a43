"""How commands are written: help in groups, examples that stay as they are, and mistakes in one sentence."""

import argparse
import json
import sys
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NoReturn

from jarvis.errors import BadInputError

PLAIN = "for screen readers: one fact a line, and no boxes, colours or signs"


class Lines(argparse.HelpFormatter):
    """Wraps sentences; lines that were laid out, such as examples, stay."""

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        lines = text.rstrip().split("\n")
        laid_out = ("example", " ")
        return "\n".join(
            line if line.startswith(laid_out) else textwrap.fill(line, width, initial_indent=indent)
            for line in lines
        )


class Parser(argparse.ArgumentParser):
    """A command. With `headings`, which name commands, its help shows the commands under them."""

    def __init__(self, *, headings: Mapping[str, Sequence[str]] | None = None, **settings: Any) -> None:
        super().__init__(**{"formatter_class": Lines, **settings})
        self._headings = headings
        self.words: Sequence[str] = ()
        """What was typed: mistakes are told as JSON if that is wanted."""

    def format_help(self) -> str:
        """The whole help."""
        commands = commands_of(self)
        if self._headings is None or commands is None:
            return super().format_help()
        shown = {one.dest: one for one in commands._choices_actions}  # noqa: SLF001 - argparse has no other way
        formatter = self._get_formatter()
        formatter.add_usage(self.usage, self._actions, self._mutually_exclusive_groups)
        formatter.add_text(self.description)
        for heading, names in self._headings.items():
            formatter.start_section(heading)
            formatter.add_arguments([shown[name] for name in names if name in shown])
            formatter.end_section()
        formatter.start_section("options")
        formatter.add_arguments([one for one in self._actions if one.option_strings])
        formatter.end_section()
        formatter.add_text(self.epilog)
        return formatter.format_help()

    def error(self, message: str) -> NoReturn:
        """Tell what cannot be used, and where to look it up; ends the program with exit code 2."""
        said = message.removeprefix("argument COMMAND: ")
        end = "" if said.endswith((".", "?")) else "."
        sentence = f"{said[:1].upper()}{said[1:]}{end} See `{self.prog} --help`."
        tell(sentence, BadInputError.exit_code, as_json="--json" in self._typed())
        sys.exit(BadInputError.exit_code)

    def _check_value(self, action: argparse.Action, value: Any) -> None:
        """As argparse does, but with the command that was meant instead of a list of all."""
        if not isinstance(action, argparse._SubParsersAction) or value in action.choices:  # noqa: SLF001 - same
            super()._check_value(action, value)
            return
        from difflib import get_close_matches

        near = get_close_matches(str(value), list(action.choices), 1)
        hint = f" Did you mean `{self.prog} {near[0]}`?" if near else ""
        raise argparse.ArgumentError(action, f"there is no command `{self.prog} {value}`.{hint}")

    def _typed(self) -> Sequence[str]:
        return self.words or sys.argv[1:]


def tell(sentence: str, exit_code: int, *, as_json: bool) -> None:
    """An error: on stderr for people, or as one JSON object on stdout for programs."""
    clean = "".join(letter for letter in sentence.replace("\n", " ") if letter.isprintable())
    if as_json:
        print(json.dumps({"error": clean, "exit_code": exit_code}), flush=True)
    else:
        print(f"jarvis: {clean}", file=sys.stderr)


def commands_of(parser: argparse.ArgumentParser) -> "argparse._SubParsersAction[Any] | None":
    """What holds the commands of a command; None for one that has none."""
    found = (one for one in parser._actions if isinstance(one, argparse._SubParsersAction))  # noqa: SLF001 - same
    return next(found, None)


def leaves(parser: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    """All commands that do something: those without commands of their own."""
    inner = commands_of(parser)
    if inner is None:
        yield parser
        return
    for one in inner.choices.values():
        yield from leaves(one)


def every(parser: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    """A command, and all that are in it."""
    yield parser
    inner = commands_of(parser)
    for one in inner.choices.values() if inner else ():
        yield from every(one)
