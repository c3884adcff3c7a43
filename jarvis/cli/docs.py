"""`jarvis docs add | list | remove | search | reindex`."""

import argparse
import json
import time
from pathlib import Path
from typing import Any

from jarvis.errors import BadInputError

POLL_S = 0.2
KINDS = "text, Markdown, HTML, PDF and Word"


def add(commands: Any) -> None:
    """Register these commands."""
    group = commands.add_parser(
        "docs",
        help="let Jarvis answer out of your own documents",
        description=(
            "Your own notes and documents, which Jarvis reads and answers questions from:\n"
            f"{KINDS}. They stay where they are, and nothing of them leaves this computer."
        ),
        epilog=(
            "examples:  jarvis docs add ~/notes\n"
            "           jarvis ask what is the password of the router\n"
            "           jarvis docs search router password"
        ),
    )
    subcommands = group.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for name, function, text, example in (
        ("add", add_, "read files and folders, and follow them as they change", "add ~/notes"),
        ("list", list_, "show what was read", "list --json"),
        ("remove", remove, "forget a document or a folder; the files stay", "remove ~/notes"),
        ("search", search, "show the passages that fit best", "search wifi password"),
        ("reindex", reindex, "make the search index again, if it finds too little", "reindex"),
    ):
        command = subcommands.add_parser(
            name,
            help=text,
            description=f"{text[0].upper()}{text[1:]}.",
            epilog=f"example:  jarvis docs {example}",
        )
        command.set_defaults(run=function)
        command.add_argument("--json", action="store_true", help="print JSON, for programs")
        if name == "add":
            command.add_argument("paths", metavar="PATH", nargs="+", help="a file or folder")
        elif name == "remove":
            command.add_argument("document", metavar="PATH|NUMBER", help="from `jarvis docs list`")
        elif name == "search":
            command.add_argument("words", metavar="WORD", nargs="+", help="what to look for")


def add_(options: argparse.Namespace) -> int:
    """Add, and watch the reading; Ctrl-C leaves it to the daemon."""
    from jarvis.cli.client import call

    wanted = [_absolute(path) for path in options.paths]
    code = _followed(options, call("POST", "/docs/add", {"paths": wanted}))
    if not options.json and not call("GET", "/docs")["documents"]:
        print(f"There is nothing to read yet. I read {KINDS}, and find what you put there later.")
    return code


def list_(options: argparse.Namespace) -> int:
    """Show a table."""
    from jarvis.cli.client import call

    found = call("GET", "/docs")
    if options.json:
        print(json.dumps(found))
        return 0
    from ui import console

    columns = ("number", "title", "passages", "path", "problem")
    rows = [
        (str(one["number"]), one["title"], str(one["passages"]), one["path"], one["refused"])
        for one in found["documents"]
    ]
    console.show_table(columns, rows)
    told = {one["refused"] for one in found["documents"]}
    for sentence in [*found["progress"]["refused"], found["progress"]["problem"]]:
        if sentence and sentence not in told:
            print(console.clean(sentence))
    followed = ", ".join(found["followed"])
    print(
        console.clean(f"Followed: {followed}" if followed else "Nothing is followed: `jarvis docs add PATH`.")
    )
    return 0


def remove(options: argparse.Namespace) -> int:
    """Forget."""
    from jarvis.cli.client import call
    from ui.console import clean

    wanted = options.document
    if not (wanted.isascii() and wanted.isdigit()):
        wanted = _absolute(wanted)
    gone = call("POST", "/docs/remove", {"document": wanted})
    if options.json:
        print(json.dumps(gone))
    else:
        print(clean(f"Forgotten: {', '.join(gone['removed']) or wanted}. The files stay as they are."))
    return 0


def search(options: argparse.Namespace) -> int:
    """Show passages; exit code 1 if there are none."""
    from jarvis.cli.client import call
    from ui import console

    words = " ".join(options.words).strip()
    if not words:
        raise BadInputError(
            "There is nothing to look for. Say some words: `jarvis docs search wifi password`."
        )
    found = call("POST", "/docs/search", {"text": words})
    if options.json:
        print(json.dumps(found))
    elif found:
        rows = [(f"{one['score']:.2f}", one["title"], one["text"], one["path"]) for one in found]
        console.show_table(("score", "title", "text", "path"), rows)
    else:
        print("Nothing fits. `jarvis docs list` shows what I read.")
    return 0 if found else 1


def reindex(options: argparse.Namespace) -> int:
    """Make the index again."""
    from jarvis.cli.client import call

    return _followed(options, call("POST", "/docs/reindex"))


def _absolute(path: str) -> str:
    """As the daemon knows it, which stands somewhere else; what a link leads to."""
    return str(Path(path).expanduser().resolve())


def _followed(options: argparse.Namespace, told: dict[str, Any]) -> int:
    """Wait until everything was read; exit code 2 if something was refused."""
    from jarvis.cli.client import call
    from ui.console import clean, counting

    try:
        with counting() as moved:
            while told["running"]:
                moved(told["done"], told["total"])
                time.sleep(POLL_S)
                told = call("GET", "/docs/progress")
    except KeyboardInterrupt:
        if options.json:
            raise
        print("\nJarvis goes on reading. `jarvis docs list` shows how far it is.")
        return 130
    if options.json:
        if not told["problem"]:
            print(json.dumps(told))
    else:
        for sentence in told["refused"]:
            print(clean(sentence))
        if not told["problem"]:
            read = told["done"] - len(told["refused"])
            print(f"Read {read} new or changed document{'' if read == 1 else 's'}.")
    if told["problem"]:
        raise BadInputError(told["problem"])
    return BadInputError.exit_code if told["refused"] else 0
