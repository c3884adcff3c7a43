"""`jarvis support`."""

import argparse
import json
import os
import sys
from typing import Any

from jarvis.errors import BadInputError


def add(commands: Any) -> None:
    """Register this command."""
    command = commands.add_parser(
        "support",
        help="make a file for somebody who helps",
        description="Make a zip file of what the doctor found, versions, settings without names and secrets, "
        "and figures. Nothing that was said is in it. What is in it is shown before it is written.",
        epilog="examples:  jarvis support --show\n           jarvis support help.zip --yes",
    )
    command.add_argument("file", nargs="?", default="jarvis-support.zip", metavar="FILE", help="where to")
    command.add_argument(
        "--show", action="store_true", help="print all that would be in it, and write nothing"
    )
    command.add_argument("--yes", action="store_true", help="write it without a question")
    command.add_argument("--json", action="store_true", help="print JSON, for programs; with --yes or --show")
    command.set_defaults(run=support)


def support(options: argparse.Namespace) -> int:
    """Show what is in it, ask, and write it."""
    from pathlib import Path

    from jarvis.checks.finding import counted
    from jarvis.cli.client import call
    from jarvis.doctor import CHECKS, admit, examine
    from jarvis.support import collect, write
    from ui.console import clean

    if options.json and not (options.yes or options.show):
        raise BadInputError("A program cannot be asked. Add --yes to write the file, or --show to look.")
    patient = admit(lambda path: call("GET", path), os.environ)
    parts = collect(patient, examine(patient, CHECKS))
    if options.json:
        if not options.show:
            write(Path(options.file), parts)
        file = None if options.show else options.file
        sizes = {name: text if options.show else len(text) for name, text in parts.items()}
        print(json.dumps({"file": file, "parts": sizes}))
        return 0
    for name, text in parts.items():
        print(clean(f"{name}: {len(text)} bytes, {counted(len(text.splitlines()), 'line')}"))
        if options.show:
            print(clean(text))
    if options.show:
        return 0
    if not (options.yes or _agreed(options.file)):
        print("Nothing was written. `jarvis support --show` prints all that would be in it.")
        return 1
    write(Path(options.file), parts)
    print(clean(f"{options.file} is written; only you can read it."))
    return 0


def _agreed(file: str) -> bool:
    if not sys.stdin.isatty():
        raise BadInputError("Nobody can be asked here. Use --yes to write the file, or --show to look.")
    answer = input(f"Write {file}? [y/N] ")
    return answer.strip().casefold() in {"y", "yes"}
