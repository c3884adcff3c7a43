"""`jarvis doctor`."""

import argparse
import json
import os
from collections.abc import Iterator
from typing import Any


def add(commands: Any) -> None:
    """Register this command."""
    command = commands.add_parser(
        "doctor",
        help="look at what may be wrong, and put it right",
        description="Look at what may be wrong, and tell the worst first. Nothing is changed without --fix. "
        "The exit code is 1 if something failed; all checks are listed in docs/doctor.md.",
        epilog="examples:  jarvis doctor\n           jarvis doctor microphone speaker\n"
        "           jarvis doctor --fix",
    )
    command.add_argument("checks", nargs="*", metavar="CHECK", help="only these checks (default: all)")
    what = command.add_mutually_exclusive_group()
    what.add_argument("--fix", action="store_true", help="put right what can be, and tell what was done")
    what.add_argument("--undo", action="store_true", help="take back what --fix did to the sound server")
    how = command.add_mutually_exclusive_group()
    how.add_argument("--json", action="store_true", help="print JSON, for programs")
    how.add_argument(
        "--plain",
        action="store_true",
        default=argparse.SUPPRESS,
        help="one line a check, also for those that are fine",
    )
    command.set_defaults(run=doctor)


def doctor(options: argparse.Namespace) -> int:
    """Look, change something if that is asked for, and look again."""
    from jarvis.checks.finding import State
    from jarvis.cli.client import call
    from jarvis.doctor import admit, examine, mend, named, undo

    def patient() -> Any:
        return admit(lambda path: call("GET", path), os.environ)

    checks = named(options.checks)
    done: list[str] = []
    if options.undo:
        done = undo(patient(), checks)
    found = examine(patient(), checks)
    if options.fix and (done := mend(patient(), checks, found, options.checks)):
        found = examine(patient(), checks)
    if options.json:
        print(json.dumps({"done": done, "checks": [one.to_json() for one in found]}))
    else:
        from ui.console import clean

        for line in (*done, *(_plain(found) if options.plain else _told(found))):
            print(clean(line.replace("\n", " ")))
    return 1 if any(one.finding.state is State.FAILED for one in found) else 0


def _plain(found: Any) -> Iterator[str]:
    """Every finding in one line."""
    for one in found:
        told = one.finding
        parts = [f"{one.check}: {told.state}", told.seen, told.cause, *told.evidence, told.remedy]
        yield ". ".join(part.rstrip(".") for part in parts if part) + "."


def _told(found: Any) -> Iterator[str]:
    """What is not fine with its cause and remedy, and a line for what is."""
    from jarvis.checks.finding import State

    quiet = {State.OK, State.ABSENT}
    for one in found:
        told = one.finding
        if told.state in quiet and len(found) > 1:
            continue
        yield f"{told.state.upper():8} {one.check}: {told.seen}"
        yield from (
            f"         {word}: {text}" for word, text in (("why", told.cause), ("do", told.remedy)) if text
        )
        yield from (f"           {step}" for step in told.evidence)
    numbers = [f"{sum(one.finding.state is state for one in found)} {state}" for state in State]
    yield f"{len(found)} checks: {', '.join(numbers)}. `jarvis doctor --plain` tells all of them."
