"""`jarvis privacy proof`."""

import argparse
import json
from typing import Any

from jarvis.errors import NotRunningError


def add(commands: Any) -> None:
    """Register these commands."""
    group = commands.add_parser(
        "privacy",
        help="show who holds the microphone, and what Jarvis is connected to",
        description="What the system tells about Jarvis, whatever Jarvis says of itself.",
        epilog="example:  jarvis privacy proof",
    )
    subcommands = group.add_subparsers(title="commands", metavar="COMMAND", required=True)
    command = subcommands.add_parser(
        "proof",
        help="look at /proc and ask the sound server",
        description="Show what /proc and the sound server tell: who has the microphone, and every open "
        "socket of Jarvis. The exit code is 1 if something of Jarvis has the microphone that should not.",
        epilog="example:  jarvis privacy proof --json",
    )
    command.add_argument("--json", action="store_true", help="print JSON, for programs")
    command.set_defaults(run=proof)


def proof(options: argparse.Namespace) -> int:
    """Print what was found. It is looked for here if no Jarvis runs."""
    from jarvis.cli.client import call

    try:
        found = call("GET", "/privacy")
    except NotRunningError:
        from jarvis import paths
        from voice import proof as here

        found = here.tell(None, muted=paths.mute_mark().exists())
    if options.json:
        print(json.dumps(found))
        return 0 if found["kept"] else 1
    from ui import console

    for sentence in found["sentences"]:
        print(console.clean(sentence))
    if found["sockets"]:
        columns = ("process", "program", "kind", "here", "other end", "reaches")
        keys = ("pid", "program", "kind", "local", "remote", "reach")
        console.show_table(columns, [[str(one[key]) for key in keys] for one in found["sockets"]])
    return 0 if found["kept"] else 1
