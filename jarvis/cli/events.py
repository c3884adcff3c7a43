"""`jarvis events`."""

import argparse
import json
from collections.abc import Iterable
from typing import Any

from jarvis.errors import BadInputError

MOST = 100


def add(commands: Any) -> None:
    """Register this command."""
    command = commands.add_parser(
        "events",
        help="show what happened",
        description="Show what happened inside Jarvis, the newest last.",
        epilog="examples:  jarvis events --last 20\n           jarvis events --follow --json",
    )
    command.add_argument("--last", type=int, default=MOST, metavar="N", help="how many (at most 100)")
    command.add_argument("--follow", action="store_true", help="go on with what happens, until Ctrl-C")
    command.add_argument("--levels", action="store_true", help="with --follow: how loud it is, too")
    command.add_argument("--json", action="store_true", help="print one JSON object a line")
    command.set_defaults(run=events)


def events(options: argparse.Namespace) -> int:
    """Print events."""
    from jarvis.cli.client import call, lines

    if not 0 <= options.last <= MOST:
        raise BadInputError(f"--last takes a number from 0 to {MOST}.")
    if options.levels and not options.follow:
        raise BadInputError("Levels are not kept: use --levels together with --follow.")
    if not options.follow:
        _show(call("GET", f"/events?last={options.last}"), as_json=options.json)
        return 0
    live = lines(f"/events/stream?levels={str(options.levels).lower()}")
    next(live)  # from here on nothing is missed
    before = call("GET", f"/events?last={options.last}")
    _show(before, as_json=options.json)
    seen = before[-1]["number"] if before else 0
    _show((event for event in live if event["number"] > seen), as_json=options.json)
    return 0


def _show(found: Iterable[dict[str, Any]], *, as_json: bool) -> None:
    if as_json:
        for event in found:
            print(json.dumps(event), flush=True)
        return
    from ui import console

    for event in found:
        console.show_event(event)
