"""`jarvis doctor`."""

import argparse
import json
from dataclasses import asdict
from typing import Any


def add(commands: Any) -> None:
    """Register this command."""
    command = commands.add_parser(
        "doctor",
        help="look at what may be wrong, and put it right",
        description="Look at what may be wrong. The exit code is 1 if there is a problem.",
        epilog="examples:  jarvis doctor\n           jarvis doctor --fix",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    what = command.add_mutually_exclusive_group()
    what.add_argument("--fix", action="store_true", help="put right what can be, such as the echo")
    what.add_argument("--undo", action="store_true", help="take back what --fix did")
    command.add_argument("--json", action="store_true", help="print JSON, for programs")
    command.set_defaults(run=doctor)


def doctor(options: argparse.Namespace) -> int:
    """Look, or change something and then look."""
    from jarvis import config
    from jarvis.doctor import CHECKS

    settings = config.load()
    done: list[dict[str, str]] = []
    for check in CHECKS:
        change = check.fix if options.fix else check.undo if options.undo else None
        if change is not None:
            done.append({"check": check.name, "sentence": change(settings)})
    findings = [check.look(settings) for check in CHECKS]
    if options.json:
        print(json.dumps({"done": done, "checks": [asdict(one) for one in findings]}))
    else:
        from ui.console import clean

        for one in done:
            print(clean(f"{one['check']}: {one['sentence']}"))
        for found in findings:
            mark = "ok" if found.ok else "problem"
            print(clean(f"{found.check}: {mark}. {found.sentence} {found.remedy}".rstrip()))
    return 0 if all(found.ok for found in findings) else 1
