"""`jarvis memory list | forget | export | wipe`."""

import argparse
import json
import os
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from jarvis.errors import BadInputError, JarvisError

SHOWN = 72
"""Letters of a text in the table; `--json` and `export` give all of them."""
NOTHING = "Nothing is kept. Say “Hey Jarvis, remember that my keys are in the kitchen.”"


def add(commands: Any) -> None:
    """Register these commands."""
    group = commands.add_parser(
        "memory",
        help="see what Jarvis keeps of what was said, and let it forget",
        description="What you told Jarvis to remember, and what was said in the last days.",
        epilog="How long turns are kept: `memory.keep_days` in the settings; 0 keeps nothing. "
        "What you wanted remembered stays until you forget it.\n"
        "examples:  jarvis memory list --facts\n           jarvis memory forget 12",
    )
    subcommands = group.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for name, function, example, text in (
        ("list", list_, "list --turns", "show what is kept, the newest last"),
        ("forget", forget, "forget 12 13", "forget these: what you wanted remembered, or what was said"),
        (
            "export",
            export,
            "export memory.jsonl",
            "write all that is kept to a new file, one JSON object a line",
        ),
        ("wipe", wipe, "wipe", "forget everything, after asking"),
    ):
        command = subcommands.add_parser(
            name,
            help=text,
            description=f"{text[0].upper()}{text[1:]}.",
            epilog=f"example:  jarvis memory {example}",
        )
        command.set_defaults(run=function)
        command.add_argument("--json", action="store_true", help="print JSON, for programs")
        _arguments(name, command)


def _arguments(name: str, command: argparse.ArgumentParser) -> None:
    if name == "list":
        which = command.add_mutually_exclusive_group()
        for kind, only in (("turns", "what was said"), ("facts", "what you wanted remembered")):
            which.add_argument(
                f"--{kind}", dest="kind", action="store_const", const=kind, help=f"only {only}"
            )
        command.set_defaults(kind="")
    if name == "forget":
        command.add_argument("numbers", nargs="+", metavar="NUMBER", help="from the list")
    if name == "export":
        command.add_argument("file", metavar="FILE", help="a new file; only you will be able to read it")
    if name == "wipe":
        command.add_argument("--yes", action="store_true", help="do not ask")


def list_(options: argparse.Namespace) -> int:
    """Show it, the newest last."""
    kept = _kept(options.kind)
    if options.json:
        print(json.dumps(kept))
        return 0
    from ui import console

    if kept:
        columns = ("number", "when", "kind", "said", "answer", "status")
        console.show_table(columns, [_row(one) for one in kept])
    else:
        print(NOTHING)
    return 0


def forget(options: argparse.Namespace) -> int:
    """Forget some."""
    from jarvis.cli.client import call

    numbers = numbers_of(options.numbers, "jarvis memory list")
    told = call("POST", "/memory/forget", {"numbers": numbers})
    gone = ", ".join(map(str, told["forgotten"]))
    print(json.dumps(told) if options.json else f"Forgotten: {gone}.")
    return 0


def export(options: argparse.Namespace) -> int:
    """Write it all to a file."""
    kept = _kept("")
    write_new(Path(options.file), "".join(f"{json.dumps(one, ensure_ascii=False)}\n" for one in kept))
    told = {"file": options.file, "lines": len(kept)}
    print(json.dumps(told) if options.json else f"Written: {options.file} ({len(kept)} lines).")
    return 0


def wipe(options: argparse.Namespace) -> int:
    """Forget everything; exit code 1 if the user would rather not."""
    from jarvis.cli.client import call

    if not options.yes and not agreed(lambda: len(_kept(""))):
        return refused(as_json=options.json)
    told = call("POST", "/memory/wipe")
    print(json.dumps(told) if options.json else f"Forgotten: all {told['forgotten']} entries.")
    return 0


def numbers_of(words: Sequence[str], command: str) -> list[int]:
    """Numbers from a list that `command` shows. Raises BadInputError for what is none."""
    for word in words:
        if not (word.isascii() and word.isdigit() and int(word)):
            raise BadInputError(f"{word} is no number. `{command}` shows them.")
    return [int(word) for word in words]


def agreed(count: Callable[[], int]) -> bool:
    """Whether the user types that all is to be forgotten. Raises BadInputError where nobody can be asked."""
    if not sys.stdin.isatty():
        raise BadInputError("Nothing was forgotten: there is nobody to ask. Say `--yes` if you mean it.")
    question = f"Jarvis will forget all {count()} entries, for ever. Type yes: "
    print(question, end="", file=sys.stderr, flush=True)
    if sys.stdin.readline().strip().casefold() in {"y", "yes"}:
        return True
    print("Nothing was forgotten.", file=sys.stderr)
    return False


def refused(*, as_json: bool) -> int:
    """The user would rather not; programs are told so too."""
    if as_json:
        print(json.dumps({"forgotten": 0}))
    return 1


def _kept(kind: str) -> list[dict[str, Any]]:
    from jarvis.cli.client import call

    kept: list[dict[str, Any]] = call("GET", f"/memory?kind={kind}")["kept"]
    return kept


def _row(one: dict[str, Any]) -> tuple[str, ...]:
    when = datetime.fromtimestamp(one["at_unix_s"], UTC).astimezone().strftime("%Y-%m-%d %H:%M")
    status = f"{one['status']}, cut" if one["cut"] else one["status"]
    return (str(one["number"]), when, one["kind"], _short(one["text"]), _short(one["answer"]), status)


def _short(text: str) -> str:
    return text if len(text) <= SHOWN else f"{text[: SHOWN - 1].rstrip()}…"


def write_new(file: Path, content: str) -> None:
    """A new file that only the user can read. Raises JarvisError where it cannot be made."""
    try:
        with os.fdopen(
            os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600),
            "w",
            encoding="utf-8",
            errors="backslashreplace",  # half a letter, as JSON writes it
        ) as stream:
            stream.write(content)
    except FileExistsError:
        raise BadInputError(f"{file} is there already. Take another name.") from None
    except OSError as error:
        raise JarvisError(f"{file} cannot be written: {error.strerror}. Take another place.") from None
