"""`jarvis listen`."""

import argparse
import json
import signal
import sys
import threading
from typing import Any

from jarvis.errors import JarvisError

_ENDED = {
    "released": "Heard.",
    "silence": "Heard.",
    "too long": "That was as long as it may be.",
    "nobody spoke": "Nothing was heard.",
}


def add(commands: Any) -> None:
    """Register this command."""
    command = commands.add_parser(
        "listen",
        help="listen now, without the wake word",
        description="Have Jarvis listen now, as if it had heard its wake word.",
        epilog="examples:  jarvis listen --hold\n"
        "           jarvis listen --toggle   (to bind to a key in the settings of the desktop)",
    )
    how = command.add_mutually_exclusive_group()
    how.add_argument("--hold", action="store_true", help="until Enter, Ctrl-C or the end of the input")
    how.add_argument("--toggle", action="store_true", help="until this is called again")
    command.add_argument("--json", action="store_true", help="print JSON, for programs")
    command.set_defaults(run=listen)


def listen(options: argparse.Namespace) -> int:
    """Start listening."""
    from jarvis.cli.client import call

    if options.hold:
        return _hold(as_json=options.json)
    told = call("POST", "/listen", {"mode": "toggle"} if options.toggle else None)
    if options.json:
        print(json.dumps(told))
    elif options.toggle:
        print("Listening until you call this again." if told["listening"] else "Heard.")
    else:
        print("Listening.")
    return 0


def _hold(*, as_json: bool) -> int:
    """Listen until the user ends it, or it has ended by itself."""
    from jarvis.cli.client import lines

    told = lines("/listen", {"mode": "hold"})
    try:
        began = next(told)
    except StopIteration:
        raise _gone() from None
    print(json.dumps(began) if as_json else "Listening until you press Enter.", flush=True)
    turn = str(began["turn"])
    threading.Thread(target=_wait_for_enter, args=(turn,), daemon=True).start()
    signal.signal(signal.SIGINT, lambda *_: _let_go(turn))  # an exception would close the connection
    ended = next(told, None)
    if ended is None:
        raise _gone()
    print(json.dumps(ended) if as_json else _ENDED.get(ended["ended"], "Jarvis does not listen any more."))
    return 0


def _let_go(turn: str) -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # whoever insists is not kept
    _release(turn)


def _wait_for_enter(turn: str) -> None:
    sys.stdin.readline()
    _release(turn)


def _release(turn: str) -> None:
    from jarvis.cli.client import call
    from jarvis.errors import contained

    contained(lambda: call("POST", "/listen/release", {"turn": turn}))  # if it is gone, its stream tells


def _gone() -> JarvisError:
    return JarvisError("Jarvis ended while it listened. Start it with `jarvis start`.")
