"""`jarvis vocabulary list | add | forget | export | wipe`."""

import argparse
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from jarvis.cli.memory import agreed, numbers_of, refused, write_new

NOTHING = "Nothing was learned yet. Say “no, I said Vosk” after Jarvis has misheard you."


def add(commands: Any) -> None:
    """Register these commands."""
    group = commands.add_parser(
        "vocabulary",
        help="see which words Jarvis has learned from your corrections, and change them",
        description="What Jarvis mishears, and what you mean. You add to it by voice too: “no, I said Vosk”.",
        epilog="What is a command as it was heard is never changed, but for words that may be any.\n"
        "example:  jarvis vocabulary add bosk Vosk",
    )
    subcommands = group.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for name, function, example, text in (
        ("list", list_, "list", "show what was learned, the newest last"),
        ("add", learn, "add bosk Vosk", "take what is heard for what is meant, from now on"),
        ("forget", forget, "forget 3", "forget these"),
        ("export", export, "export words.jsonl", "write all of it to a new file, one JSON object a line"),
        ("wipe", wipe, "wipe", "forget everything, after asking"),
    ):
        command = subcommands.add_parser(
            name,
            help=text,
            description=f"{text[0].upper()}{text[1:]}.",
            epilog=f"example:  jarvis vocabulary {example}",
        )
        command.set_defaults(run=function)
        command.add_argument("--json", action="store_true", help="print JSON, for programs")
        if name == "add":
            command.add_argument("heard", metavar="HEARD", help="what Jarvis hears: bosk")
            command.add_argument("meant", metavar="MEANT", help="what you mean: Vosk")
        if name == "forget":
            command.add_argument("numbers", nargs="+", metavar="NUMBER", help="from the list")
        if name == "export":
            command.add_argument("file", metavar="FILE", help="a new file; only you will be able to read it")
        if name == "wipe":
            command.add_argument("--yes", action="store_true", help="do not ask")


def list_(options: argparse.Namespace) -> int:
    """Show it, the newest last."""
    entries = _entries()
    if options.json:
        print(json.dumps(entries))
        return 0
    from ui import console

    if entries:
        console.show_table(("number", "heard", "meant", "used", "since"), [_row(one) for one in entries])
    else:
        print(NOTHING)
    return 0


def learn(options: argparse.Namespace) -> int:
    """Add an entry."""
    from jarvis.cli.client import call
    from ui.console import clean

    told = call("POST", "/vocabulary/add", {"heard": options.heard, "meant": options.meant})
    one = told["entry"]
    shown = f"Learned as number {one['number']}: “{one['meant']}” where Jarvis hears “{one['heard']}”."
    print(json.dumps(told) if options.json else clean(shown))
    return 0


def forget(options: argparse.Namespace) -> int:
    """Forget some."""
    from jarvis.cli.client import call

    wanted = {"numbers": numbers_of(options.numbers, "jarvis vocabulary list")}
    told = call("POST", "/vocabulary/forget", wanted)
    numbers = ", ".join(map(str, told["forgotten"]))
    print(json.dumps(told) if options.json else f"Forgotten: {numbers}.")
    return 0


def export(options: argparse.Namespace) -> int:
    """Write it all to a file."""
    entries = _entries()
    write_new(Path(options.file), "".join(f"{json.dumps(one, ensure_ascii=False)}\n" for one in entries))
    told = {"file": options.file, "lines": len(entries)}
    print(json.dumps(told) if options.json else f"Written: {options.file} ({len(entries)} lines).")
    return 0


def wipe(options: argparse.Namespace) -> int:
    """Forget everything; exit code 1 if the user would rather not."""
    from jarvis.cli.client import call

    if not options.yes and not agreed(lambda: len(_entries())):
        return refused(as_json=options.json)
    told = call("POST", "/vocabulary/wipe")
    print(json.dumps(told) if options.json else f"Forgotten: all {told['forgotten']} entries.")
    return 0


def _entries() -> list[dict[str, Any]]:
    from jarvis.cli.client import call

    entries: list[dict[str, Any]] = call("GET", "/vocabulary")["entries"]
    return entries


def _row(one: dict[str, Any]) -> tuple[str, ...]:
    when = datetime.fromtimestamp(one["at_unix_s"], UTC).astimezone().strftime("%Y-%m-%d")
    return (str(one["number"]), one["heard"], one["meant"], str(one["used"]), when)
