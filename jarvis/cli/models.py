"""`jarvis models list | pull | verify | remove`."""

import argparse
import json
from dataclasses import asdict
from typing import Any

DAMAGED = 5


def add(commands: Any) -> None:
    """Register these commands."""
    group = commands.add_parser(
        "models",
        help="fetch, check and remove models",
        description="The models Jarvis works with. Fetched ones are checked against known checksums.",
        epilog="examples:  jarvis models list\n           jarvis models pull moonshine-tiny-en",
    )
    subcommands = group.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for name, function, text, example in (
        ("list", list_, "show which models there are", "list --json"),
        ("pull", pull, "fetch a model, or go on with it", "pull moonshine-tiny-en"),
        ("verify", verify, "check every file of the installed models", "verify moonshine-tiny-en"),
        ("remove", remove, "delete an installed model", "remove moonshine-tiny-en"),
    ):
        command = subcommands.add_parser(
            name,
            help=text,
            description=f"{text[0].upper()}{text[1:]}.",
            epilog=f"example:  jarvis models {example}",
        )
        command.set_defaults(run=function)
        command.add_argument("--json", action="store_true", help="print JSON, for programs")
        if name in {"pull", "remove"}:
            command.add_argument("name", metavar="NAME", help="a name from `jarvis models list`")
        if name == "verify":
            command.add_argument("names", metavar="NAME", nargs="*", help="only these")


def list_(options: argparse.Namespace) -> int:
    """Show a table."""
    from voice.fetch import megabytes
    from voice.models import Models

    found = Models().list()
    if options.json:
        print(json.dumps([asdict(model) for model in found]))
        return 0
    from ui import console

    columns = ["name", "state", "size", "licence", "what it is"]
    rows = [(one.name, one.state, megabytes(one.size_bytes), one.licence, one.summary) for one in found]
    console.show_table(columns, rows)
    return 0


def pull(options: argparse.Namespace) -> int:
    """Fetch, unless it is there and intact."""
    from ui.console import progress
    from voice.models import Models

    with progress(quiet=options.json) as told:
        pulled = Models().pull(options.name, told)
    sentence = f"{options.name} is installed{'' if pulled else ' already'}."
    print(json.dumps({"name": options.name, "fetched": pulled}) if options.json else sentence)
    return 0


def verify(options: argparse.Namespace) -> int:
    """Say what is missing, changed or too much; exit code 5 if anything is."""
    from ui.console import clean
    from voice.models import Models

    models = Models()
    names = options.names or [model.name for model in models.list() if model.state != "not installed"]
    found = {name: models.verify(name) for name in names}
    if options.json:
        report = [{"name": name, "intact": of.intact, **asdict(of)} for name, of in found.items()]
        print(json.dumps(report))
    for name, of in {} if options.json else found.items():
        wrong = [f"{file} is {word}" for word, files in asdict(of).items() for file in files]
        sentence = f"damaged ({'; '.join(wrong)}). Fetch it again with `jarvis models pull {name}`."
        print(clean(f"{name} is {'intact.' if of.intact else sentence}"))
    if not names and not options.json:
        print("No model is installed.")
    return 0 if all(of.intact for of in found.values()) else DAMAGED


def remove(options: argparse.Namespace) -> int:
    """Delete."""
    from voice.models import Models

    Models().remove(options.name)
    removed = {"name": options.name, "removed": True}
    print(json.dumps(removed) if options.json else f"{options.name} is removed.")
    return 0
