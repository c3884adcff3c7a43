"""`jarvis conversation start | stop | pause`."""

import argparse
import json
from typing import Any

SENTENCES = {
    "start": "The conversation goes on: Jarvis reacts to the wake word.",
    "stop": "Stopped: nothing is said any more, and nothing is listened to until the wake word.",
    "pause": "Paused: Jarvis does not react to what is said until `jarvis conversation start`. "
    "The microphone stays open; `jarvis mute` closes it.",
}
_HELPS = {
    "start": "react to the wake word again",
    "stop": "end what is being said and what is listened to",
    "pause": "do not react to the wake word, nor to speaking over it",
}


def add(commands: Any) -> None:
    """Register these commands."""
    group = commands.add_parser(
        "conversation",
        help="start, stop or pause the conversation",
        description="Start, stop or pause the conversation. It is not paused any more after a restart.",
        epilog="examples:  jarvis conversation pause\n           jarvis conversation start",
    )
    actions = group.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for action, text in _HELPS.items():
        command = actions.add_parser(
            action,
            help=text,
            description=f"{text[0].upper()}{text[1:]}.",
            epilog=f"example:  jarvis conversation {action}",
        )
        command.add_argument("--json", action="store_true", help="print JSON, for programs")
        command.set_defaults(run=control, action=action)


def control(options: argparse.Namespace) -> int:
    """Do it."""
    from jarvis.cli.client import call

    told = call("POST", "/conversation", {"action": options.action})
    print(json.dumps(told) if options.json else SENTENCES[options.action])
    return 0
