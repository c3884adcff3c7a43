"""`jarvis volume`."""

import argparse
import json
import re
from typing import Any

from jarvis.errors import BadInputError

LOUDEST = 100


def add(commands: Any) -> None:
    """Register this command."""
    command = commands.add_parser(
        "volume",
        help="show or change how loud Jarvis is",
        description="Show or change how loud everything is that Jarvis plays. It stays so across restarts, "
        "and wins over `audio.volume` in the configuration.",
        epilog="examples:  jarvis volume 60\n           jarvis volume +10\n           jarvis volume -10",
    )
    command.add_argument(
        "percent", nargs="?", metavar="0-100|+N|-N", help="the volume in percent, or by how much to change it"
    )
    command.add_argument("--json", action="store_true", help="print JSON, for programs")
    command.set_defaults(run=volume)


def volume(options: argparse.Namespace) -> int:
    """Show it, changed if that was asked for."""
    from jarvis.cli.client import call

    told = call("POST", "/volume", _wish(options.percent)) if options.percent else call("GET", "/volume")
    print(json.dumps(told) if options.json else f"The volume is {told['percent']} %.")
    return 0


def _wish(text: str) -> dict[str, int]:
    if re.fullmatch(r"[+-]?[0-9]{1,3}%?", text):
        number = int(text.rstrip("%"))
        if abs(number) <= LOUDEST:
            return {"by" if text[0] in "+-" else "percent": number}
    raise BadInputError(f"The volume is 0 to 100, or a change like +10 or -10; {text[:20]!r} is neither.")
