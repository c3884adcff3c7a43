"""`jarvis watch`."""

import argparse
import json
import os
import sys
import threading
import time
from typing import Any

FRAME_S = 0.1
"""Between two pictures: ten a second at most, and none where nothing changed."""


def add(commands: Any) -> None:
    """Register this command."""
    command = commands.add_parser(
        "watch",
        help="show live what Jarvis hears, thinks, says and how long it takes",
        description="Show live what Jarvis does: state, level, what is heard and answered, the times of the "
        "last turn, the parts and the newest events. `q` or Ctrl-C leaves. It waits for a daemon that is not "
        "there. Where the output is no terminal there is one line of text for each change.",
        epilog="examples:  jarvis watch\n           jarvis watch --plain\n"
        "           jarvis watch --json | jq 'select(.event == \"task_finished\")'",
    )
    command.add_argument(
        "--plain",
        action="store_true",
        default=argparse.SUPPRESS,
        help="one line of text for each change, as a screen reader likes it",
    )
    command.add_argument("--json", action="store_true", help="print the stream of events, one a line")
    command.set_defaults(run=watch)


def watch(options: argparse.Namespace) -> int:
    """Watch until told to leave."""
    if options.json:
        return _json()
    simple = os.environ.get("TERM", "dumb") == "dumb"
    if options.plain or simple or not (sys.stdin.isatty() and sys.stdout.isatty()):
        return _plain()
    return _live()


def _live() -> int:
    from datetime import datetime, timedelta

    from jarvis.cli.feed import Feed
    from ui.screen import Screen
    from ui.watch_view import View
    from ui.watched import Watched

    wall = datetime.now().astimezone() - timedelta(seconds=time.monotonic())  # the daemon's clock is ours
    watched, drawn, next_s = Watched(), None, 0.0
    try:
        with Feed() as feed, Screen() as screen:
            while True:
                for news in feed.take():
                    watched = watched.after(news)
                now = (watched, screen.size)
                left_s = next_s - time.monotonic()
                if now != drawn and left_s <= 0:
                    screen.draw(View(*screen.size, wall).lines(watched))
                    drawn, next_s, left_s = now, time.monotonic() + FRAME_S, FRAME_S
                keys = screen.wait(feed.fileno(), left_s if now != drawn else None)
                if not {"q", "Q", "\x04"}.isdisjoint(keys):
                    return 0
    except KeyboardInterrupt:
        return 0


def _plain() -> int:
    """One line for each change."""
    from jarvis.cli.feed import following
    from ui.teller import Teller

    teller = Teller()
    try:
        for news in following(threading.Event()):
            for line in teller.told(news):
                print(line, flush=True)
    except KeyboardInterrupt:
        return 0
    return 0


def _json() -> int:
    """The events as they are; `{"event": "offline"}` where there is no daemon to tell any."""
    from jarvis.cli.feed import stream

    try:
        for event in stream(threading.Event(), live=True):
            print(json.dumps({"event": "offline"} if event is None else event), flush=True)
    except KeyboardInterrupt:
        return 0
    return 0
