"""`jarvis why | latency | stats`."""

import argparse
import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote


def add(commands: Any) -> None:
    """Register these commands."""
    why_ = commands.add_parser(
        "why",
        help="show what a turn was, and where its time went",
        description="Show what was heard, who answered, and how long each stage took against its budget.",
        epilog="examples:  jarvis why\n           jarvis why voice_1767225600000_12",
    )
    why_.add_argument("turn", nargs="?", default="", metavar="TURN", help="which one (default: the last)")
    why_.set_defaults(run=why)
    latency_ = commands.add_parser(
        "latency",
        help="show how long each stage takes since the start",
        description="Show percentiles, broken budgets, circuit breakers, and budgets that would fit better.",
        epilog="example:  jarvis latency",
    )
    latency_.set_defaults(run=latency)
    stats_ = commands.add_parser(
        "stats",
        help="show turns and times of the last days",
        description="Show how many turns there were on each of the last days, and how long they took.",
        epilog="example:  jarvis stats --days 30",
    )
    stats_.add_argument("--days", type=int, default=7, metavar="N", help="how many days (at most 30)")
    stats_.set_defaults(run=stats)
    for command in (why_, latency_, stats_):
        command.add_argument("--json", action="store_true", help="print JSON, for programs")


def why(options: argparse.Namespace) -> int:
    """Print a receipt."""
    from jarvis.cli.client import call

    receipt = call("GET", f"/why?turn={quote(options.turn, errors='replace')}")
    if options.json:
        print(json.dumps(receipt))
        return 0
    from ui import console

    console.show_pairs({name: str(receipt[name]) for name in ("turn", "heard", "answerer", "status", "said")})
    rows = [
        (one["stage"], _ms(one["took_ms"]), _ms(one["budget_ms"]), _remark(one)) for one in receipt["spans"]
    ]
    console.show_table(("stage", "took", "budget", ""), rows)
    print(console.clean(receipt["explained"]))
    return 0


def latency(options: argparse.Namespace) -> int:
    """Print the figures."""
    from jarvis.cli.client import call

    found = call("GET", "/latency")
    if options.json:
        print(json.dumps(found))
        return 0
    from ui import console

    columns = ("stage", "turns", "p50", "p95", "p99", "budget", "over budget")
    console.show_table(columns, _stages(found["stages"]))
    breakers = [
        (name, one["state"], f"{one['failures']} of {one['threshold']}")
        for name, one in found["breakers"].items()
    ]
    console.show_table(("part", "circuit", "failures"), breakers)
    for one in found["proposals"]:
        proposed = f"`latency.{one['stage']}_ms: {one['proposed_ms']:.0f}`"
        told = f"{one['because']}. {'It would take' if one['loosens'] else 'This would fit:'} {proposed}."
        print(console.clean(f"{one['stage']}: {told}"))
    return 0


def stats(options: argparse.Namespace) -> int:
    """Print a line for each day."""
    from jarvis.cli.client import call

    days = call("GET", f"/stats?days={options.days}")
    if options.json:
        print(json.dumps(days))
        return 0
    from ui import console

    columns = ("day", "turns", "failed", "cancelled", "first word", "first sound")
    rows = [
        (
            day["day"],
            str(day["turns"]),
            str(day["failed"]),
            str(day["cancelled"]),
            _ms(day["first_token_ms"]),
            _ms(day["end_to_end_ms"]),
        )
        for day in days
    ]
    console.show_table(columns, rows)
    return 0


def _stages(stages: dict[str, Any]) -> Iterator[tuple[str, ...]]:
    for name, one in stages.items():
        times = (_ms(one[key]) for key in ("p50_ms", "p95_ms", "p99_ms", "budget_ms"))
        yield (name, str(one["count"]), *times, str(one["violations"]))


def _ms(value: float | None) -> str:
    return "-" if value is None else f"{value:.0f} ms" if value >= 10 else f"{value:.1f} ms"  # noqa: PLR2004 - as one reads it


def _remark(span: dict[str, Any]) -> str:
    return " and ".join(word for word, true in (("over", span["over"]), ("unusual", span["unusual"])) if true)
