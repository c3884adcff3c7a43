"""`jarvis wake review | test`."""

import argparse
import json
import os
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from jarvis.errors import BadInputError, JarvisError

POLL_S = 0.2
PAUSE_S = 1.5
"""Between two attempts: longer than the time in which there can be no second wake."""
SETTLE_S = 1.5
"""So long after it was nearly heard there may still come more of it."""
MOST_TIMES = 50
LONGEST_S = 20
"""Each attempt renews the test, which the daemon ends by itself half a minute later."""
_LAST = 0


def add(commands: Any) -> None:
    """Register these commands."""
    group = commands.add_parser(
        "wake",
        help="look at what woke Jarvis, and try the wake word",
        description="What woke Jarvis and what nearly did; and how well it hears your own voice.",
        epilog="examples:  jarvis wake review --wrong\n           jarvis wake test --times 10",
    )
    subcommands = group.add_subparsers(title="commands", metavar="COMMAND", required=True)
    review_ = subcommands.add_parser(
        "review",
        help="list what woke Jarvis and what nearly did, and say what was right",
        description="List what woke Jarvis and what nearly did since its start, and advise on the threshold.",
        epilog="Without N the last one is meant. The sound lies in memory only, until you save it.\n"
        "examples:  jarvis wake review --wrong\n           jarvis wake review --save 3 wake.wav",
    )
    what = review_.add_mutually_exclusive_group()
    for name, text in (("wrong", "it woke, and nobody had called"), ("me", "that was me: it should wake")):
        what.add_argument(f"--{name}", type=int, nargs="?", const=_LAST, metavar="N", help=text)
    what.add_argument("--save", nargs=2, metavar=("N", "FILE"), help="write its two seconds of sound (wav)")
    review_.set_defaults(run=review)
    test_ = subcommands.add_parser(
        "test",
        help="say the wake phrase a few times and see how it is heard",
        description="Ask you to say the wake phrase a few times, and tell how well it is heard.",
        epilog="Meanwhile the wake word starts nothing. What you said counts for the advice in `review`.\n"
        "example:  jarvis wake test --times 10",
    )
    test_.add_argument("--times", type=int, default=5, metavar="N", help="how often (default: 5)")
    test_.add_argument("--wait-s", type=float, default=6.0, metavar="S", help="so long each (default: 6)")
    test_.set_defaults(run=test)
    for command in (review_, test_):
        command.add_argument("--json", action="store_true", help="print JSON, for programs")


def review(options: argparse.Namespace) -> int:
    """List, judge, or save."""
    from jarvis.cli.client import call, download

    if options.save:
        number, file = options.save
        if not (number.isascii() and number.isdigit()):
            raise BadInputError(f"--save takes a number from the list, and a file; {number[:20]!r} is none.")
        _write(Path(file), download(f"/wake/{number}/sound"))
        print(json.dumps({"saved": file}) if options.json else f"Saved: {file}")
        return 0
    for verdict in ("wrong", "me"):
        number = getattr(options, verdict)
        if number is not None:
            judged = call("POST", "/wake/verdict", {"number": number or None, "verdict": verdict})
            print(json.dumps(judged) if options.json else _judged(judged))
            return 0
    _show(call("GET", "/wake"), as_json=options.json)
    return 0


def test(options: argparse.Namespace) -> int:
    """Let the user try; exit code 1 if nothing was heard."""
    from jarvis.cli.client import call

    if not 1 <= options.times <= MOST_TIMES or not 0 < options.wait_s <= LONGEST_S:
        raise BadInputError(f"--times takes 1 to {MOST_TIMES}, --wait-s up to {LONGEST_S} seconds.")
    told = call("POST", "/wake/test", {"on": True})
    phrase, attempts = " or ".join(told["phrases"]), []
    try:
        for number in range(1, options.times + 1):
            _say(options, f"{number} of {options.times}: say “{phrase}” now.")
            attempt = _attempt(told, options.wait_s)
            attempts.append(attempt)
            _say(options, f"  {_result(attempt)}")
            if number < options.times:
                time.sleep(PAUSE_S)
                told = call("POST", "/wake/test", {"on": True})
    finally:
        with suppress(JarvisError):  # a daemon that has ended tests nothing any more
            told = call("POST", "/wake/test", {"on": False})
    heard = sum(attempt["result"] == "heard" for attempt in attempts)
    _say(options, f"Heard {heard} of {options.times} times ({100 * heard // options.times} %).")
    _say(options, told["advice"])
    if options.json:
        print(json.dumps({"attempts": attempts, "heard": heard, "advice": told["advice"]}))
    return 0 if heard else 1


def _attempt(before: dict[str, Any], wait_s: float) -> dict[str, Any]:
    """What the daemon makes of what is said now."""
    from jarvis.cli.client import call

    seen = max((entry["number"] for entry in before["entries"]), default=0)
    nearest, ends_s = None, time.monotonic() + wait_s
    while time.monotonic() < ends_s:
        time.sleep(POLL_S)
        for entry in reversed(call("GET", "/wake")["entries"]):
            if entry["number"] <= seen:
                continue
            seen = entry["number"]
            if entry["outcome"] == "tested":
                return {"result": "heard", "word": entry["word"], "score": entry["score"]}
            if entry["outcome"] == "near" and (nearest is None or entry["score"] > nearest["score"]):
                nearest = {"result": "nearly", "word": entry["word"], "score": entry["score"]}
                ends_s = min(ends_s, time.monotonic() + SETTLE_S)
    return nearest or {"result": "not heard", "word": None, "score": None}


def _result(attempt: dict[str, Any]) -> str:
    if attempt["result"] == "not heard":
        return "Not heard."
    return f"{attempt['result'].capitalize()}: {_clean(attempt['word'])}, score {attempt['score']:.3f}."


def _say(options: argparse.Namespace, line: str) -> None:
    shown = _clean(line.strip() if options.plain else line)
    print(shown, file=sys.stderr if options.json else sys.stdout, flush=True)


def _judged(entry: dict[str, Any]) -> str:
    said = "that was you" if entry["verdict"] == "me" else "that was wrong"
    return _clean(f"Noted for number {entry['number']} (“{entry['word']}”, {_ago(entry)}): {said}.")


def _show(found: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        print(json.dumps(found))
        return
    from ui import console

    columns = ("number", "when", "word", "score", "threshold", "outcome", "you said")
    rows = [
        (
            str(entry["number"]),
            _ago(entry),
            entry["word"],
            f"{entry['score']:.3f}",
            f"{entry['threshold']:.2f}",
            entry["outcome"],
            entry["verdict"] or "",
        )
        for entry in reversed(found["entries"])
    ]
    console.show_table(columns, rows)
    print(_clean(found["advice"]))


def _ago(entry: dict[str, Any]) -> str:
    age_s = entry["age_s"]
    return f"{age_s:.0f} s ago" if age_s < 120 else f"{age_s / 60:.0f} min ago"  # noqa: PLR2004 - as one reads it


def _clean(text: str) -> str:
    from ui.console import clean

    return clean(text)


def _write(file: Path, content: bytes) -> None:
    """A new file that only the user can read."""
    try:
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
            stream.write(content)
    except FileExistsError:
        raise BadInputError(f"{file} is there already. Take another name.") from None
    except OSError as error:
        raise JarvisError(f"{file} cannot be written: {error.strerror}.") from None
