"""`jarvis voices list | try | use`."""

import argparse
import json
from typing import Any
from urllib.parse import quote


def add(commands: Any) -> None:
    """Register these commands."""
    group = commands.add_parser(
        "voices",
        help="list the voices, try one, and choose one",
        description="How Jarvis can sound: all voices of all engines that work here.",
        epilog="examples:  jarvis voices list --language de\n           jarvis voices use espeak:en-gb",
    )
    subcommands = group.add_subparsers(title="commands", metavar="COMMAND", required=True)
    list__ = subcommands.add_parser(
        "list",
        help="show which voices there are",
        description="Show which voices there are, and why some cannot be used now.",
        epilog="example:  jarvis voices list --language de",
    )
    list__.add_argument("--language", default="", metavar="L", help="only these, such as de or en-gb")
    list__.set_defaults(run=list_)
    try__ = subcommands.add_parser(
        "try",
        help="hear a voice, without taking it",
        description="Hear a voice. Jarvis goes on with the voice it has.",
        epilog="example:  jarvis voices try espeak:en-gb 'How do I sound?'",
    )
    try__.set_defaults(run=try_)
    use_ = subcommands.add_parser(
        "use",
        help="take a voice, now and after the next start",
        description="Take a voice, now and after the next start. It wins over the settings file.",
        epilog="example:  jarvis voices use espeak:en-gb",
    )
    use_.set_defaults(run=use)
    for command in (try__, use_):
        command.add_argument("voice", metavar="VOICE", help="a name from `jarvis voices list`")
    try__.add_argument("text", metavar="TEXT", nargs="?", default="", help="what it shall say")
    for command in (list__, try__, use_):
        command.add_argument("--json", action="store_true", help="print JSON, for programs")


def list_(options: argparse.Namespace) -> int:
    """Show a table."""
    from jarvis.cli.client import call

    found = call("GET", f"/voices?language={quote(options.language)}")
    if options.json:
        print(json.dumps(found))
        return 0
    from ui import console

    rows = [(one["name"], one["language"], one["why"] or "ready") for one in found["voices"]]
    console.show_table(["voice", "language", "state"], rows)
    chosen = f"{found['engine']}:{found['voice']}".rstrip(":")
    speaks = (
        "" if found["speaks"] == found["engine"] else f" It does not work just now: {found['speaks']} speaks."
    )
    print(console.clean(f"Chosen: {chosen}.{speaks}"))
    return 0


def try_(options: argparse.Namespace) -> int:
    """Let it speak; exit code 1 if it was silenced."""
    from jarvis.cli.client import call

    told = call("POST", "/voices/try", {"voice": options.voice, "text": options.text})
    sentence = "It was silenced before the end." if told["cut"] else f"That was {told['name']}."
    print(json.dumps(told) if options.json else _clean(sentence))
    return 1 if told["cut"] else 0


def use(options: argparse.Namespace) -> int:
    """Switch."""
    from jarvis.cli.client import call

    told = call("POST", "/voices/use", {"voice": options.voice})
    sentence = f"Jarvis speaks with {told['name']} from now on."
    if told["stronger"]:
        sentence += f" After the next start {told['stronger']} decides again, as long as it is set."
    print(json.dumps(told) if options.json else _clean(sentence))
    return 0


def _clean(text: str) -> str:
    from ui.console import clean

    return clean(text)
