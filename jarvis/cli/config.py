"""`jarvis config show | explain | set | unset | edit | check`."""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from jarvis.errors import BadInputError, NotRunningError

_WRONG = 2
_EXAMPLES = """\
examples:  jarvis config show
           jarvis config explain wake.threshold
           jarvis config set listen.silence_ms 900
           jarvis config set quiet.begins 22:00 quiet.ends 07:00
           jarvis config unset quiet.begins quiet.ends
"""


def add(commands: Any) -> None:
    """Register these commands."""
    group = commands.add_parser(
        "config",
        help="see, explain and change the settings",
        description="The settings: what counts, who set it, and what else it may be.\n"
        "The command line wins over the environment, that over your file, and that over the defaults.",
        epilog=_EXAMPLES,
    )
    subcommands = group.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for name, function, example, text in (
        ("show", show, "--all", "show what you have set, and where"),
        ("explain", explain, "wake.threshold", "tell all about a setting"),
        (
            "set",
            set_,
            "listen.silence_ms 900",
            "change settings in your file; its comments and order stay",
        ),
        ("unset", unset, "listen.silence_ms", "take settings out of your file, so that their defaults count"),
        ("edit", edit, "", "change your file in your editor ($VISUAL or $EDITOR); it is checked first"),
        (
            "check",
            check,
            "",
            "tell every mistake in your settings, or in a file; exit code 2 if any",
        ),
    ):
        command = subcommands.add_parser(
            name,
            help=text,
            description=f"{text[0].upper()}{text[1:]}.",
            epilog=f"example:  jarvis config {name} {example}".rstrip(),
        )
        command.set_defaults(run=function)
        command.add_argument("--json", action="store_true", help="print JSON, for programs")
        _arguments(name, command)


def _arguments(name: str, command: argparse.ArgumentParser) -> None:
    match name:
        case "show":
            command.add_argument("section", nargs="?", default="", metavar="SECTION", help="all of a section")
            command.add_argument("--all", action="store_true", help="the defaults too")
        case "explain":
            command.add_argument("key", metavar="KEY", help="such as wake.threshold")
        case "set":
            command.add_argument(
                "pairs", nargs="+", metavar="KEY VALUE", help="a secret's value is asked for, not named here"
            )
        case "unset":
            command.add_argument("keys", nargs="+", metavar="KEY", help="such as wake.threshold")
        case "check":
            command.add_argument("file", nargs="?", metavar="FILE", help="your own, if left out")


def show(options: argparse.Namespace) -> int:
    """What is set, or everything."""
    from jarvis.cli import settings

    found = settings.known()
    rows = found["settings"]
    if options.section:
        rows = [row for row in rows if row["key"].partition(".")[0] == options.section]
        if not rows:
            settings.no_such_section(options.section)
    elif not options.all and not options.json:
        rows = [row for row in rows if row["source"]["kind"] != "default" or row["waits"]]
    if options.json:
        print(json.dumps({**found, "settings": rows}))
        return 0
    settings.show(found, rows)
    return 0


def explain(options: argparse.Namespace) -> int:
    """All about one setting."""
    from jarvis.cli import settings
    from jarvis.config_terms import find

    key = find(options.key).key
    row = next((row for row in settings.known()["settings"] if row["key"] == key), None)
    if row is None:
        raise BadInputError(f"The Jarvis that runs has no `{key}`. Restart it: it is another version.")
    if options.json:
        print(json.dumps(row))
    else:
        settings.explain(row)
    return 0


def set_(options: argparse.Namespace) -> int:
    """Change settings."""
    return _changed(options, _wishes(options.pairs))


def unset(options: argparse.Namespace) -> int:
    """Take settings out of the file."""
    return _changed(options, dict.fromkeys(options.keys))


def edit(options: argparse.Namespace) -> int:
    """Change the file in an editor."""
    from jarvis.cli import editing

    if not editing.edit():
        print(json.dumps({"changed": False}) if options.json else "Nothing was changed.")
        return 0
    return _report(options, [])


def check(options: argparse.Namespace) -> int:
    """Every mistake."""
    from jarvis.cli import settings
    from jarvis.config import asked
    from jarvis.config_sources import Asked
    from ui.console import clean

    where = Asked(Path(options.file), {}, {}, required=True) if options.file else asked()
    mistakes = settings.mistakes_in(where)
    if options.json:
        print(json.dumps({"file": str(where.file), "mistakes": mistakes}))
    for one in mistakes if not options.json else ():
        print(clean(one["sentence"]), file=sys.stderr)
    if not mistakes and not options.json:
        there = where.file.exists()
        print(clean(f"{where.file} is all right." if there else f"There is no {where.file}: defaults count."))
    return _WRONG if mistakes else 0


def _wishes(words: Sequence[str]) -> dict[str, str | None]:
    """Keys with their values; the value of a secret is asked for."""
    from jarvis.config_terms import find

    wishes: dict[str, str | None] = {}
    left = list(words)
    while left:
        term = find(left.pop(0))
        if term.secret:
            if left and not _is_key(left[0]):
                raise BadInputError(
                    f"`{term.key}` is a secret, and other programs see a command line. Leave its value out: "
                    "you are asked for it, or it is read from a pipe."
                )
            wishes[term.key] = _secret(term.key)
        elif left:
            wishes[term.key] = left.pop(0)
        else:
            raise BadInputError(f"What is `{term.key}` to be? Say `jarvis config set {term.key} VALUE`.")
    return wishes


def _is_key(word: str) -> bool:
    from jarvis.config_terms import terms

    return word in terms()


def _secret(key: str) -> str:
    import getpass

    if sys.stdin.isatty():
        return getpass.getpass(f"{key}: ")
    return sys.stdin.readline().rstrip("\r\n")


def _changed(options: argparse.Namespace, wishes: dict[str, str | None]) -> int:
    from jarvis.config import asked
    from jarvis.config_change import change

    return _report(options, [term.key for term in change(asked(), wishes)] or None)


def _report(options: argparse.Namespace, keys: Sequence[str] | None) -> int:
    """Say what became of a change: whether it is taken, waits, or somebody else wins.

    None: all was so already. Without keys anything may have changed.
    """
    from jarvis import paths
    from jarvis.cli.client import call
    from ui.console import clean

    file = str(paths.config_file())
    told: dict[str, Any] = {
        "file": file,
        "keys": list(keys or ()),
        "running": True,
        "waits": [],
        "problem": "",
    }
    rows = []
    try:
        told |= call("POST", "/config/reload")
        rows = [row for row in call("GET", "/config")["settings"] if row["key"] in told["keys"]]
    except NotRunningError:
        told["running"] = False
    code = 1 if told["problem"] else 0
    if options.json:
        print(json.dumps({**told, "changed": keys is not None}))
        return code
    print(clean(f"{file} is changed." if keys is not None else f"{file} says so already."))
    print(clean(_became(told, rows, file)), file=sys.stderr if code else sys.stdout)
    return code


def _became(told: dict[str, Any], rows: Sequence[dict[str, Any]], file: str) -> str:
    if not told["running"]:
        return "It counts from the next start of Jarvis."
    if Path(told["file"]).absolute() != Path(file).absolute():
        return f"Jarvis, as it runs now, reads {told['file']}."
    if told["problem"]:
        return f"Jarvis has not taken all of it. {told['problem']}"
    beaten = [row for row in rows if row["source"]["kind"] in _STRONGER]
    if beaten:
        return " ".join(f"{row['key']}: {row['source']['sentence']} sets it too, and wins." for row in beaten)
    waits = [key for key in told["waits"] if not told["keys"] or key in told["keys"]]
    if waits:
        return f"To be used after `jarvis stop` and `jarvis start`: {', '.join(waits)}."
    return "It counts already."


_STRONGER = {"environment", "command line"}
