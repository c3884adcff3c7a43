"""`jarvis ask | say | listen`."""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from jarvis.errors import BadInputError, JarvisError

FAILED = 1


def add(commands: Any) -> None:
    """Register these commands."""
    ask_ = commands.add_parser(
        "ask",
        help="ask something, in writing or with a sound file",
        description="Ask something; the answer is printed.",
        epilog="examples:  jarvis ask what time is it\n           jarvis ask --audio question.flac",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    ask_.add_argument("text", nargs="*", help="what to ask")
    ask_.add_argument("--audio", type=Path, metavar="FILE", help="ask what is said in FILE")
    ask_.add_argument("--aloud", action="store_true", help="have the answer spoken too")
    ask_.set_defaults(run=ask)
    say_ = commands.add_parser("say", help="speak a text", description="Speak a text.")
    say_.add_argument("text", nargs="+", help="what to say")
    say_.set_defaults(run=say)
    listen_ = commands.add_parser(
        "listen",
        help="listen now, without the wake word",
        description="Have Jarvis listen now, as if it had heard its wake word.",
    )
    listen_.set_defaults(run=listen)
    for command in (ask_, say_, listen_):
        command.add_argument("--json", action="store_true", help="print JSON, for programs")


def ask(options: argparse.Namespace) -> int:
    """Print the answer; exit code 1 when the request failed."""
    from jarvis.cli.client import call

    if bool(options.text) == bool(options.audio):
        raise BadInputError("Say what to ask: either a text, or --audio FILE.")
    if options.audio:
        path = f"/ask/audio?aloud={str(options.aloud).lower()}"
        answered = call("POST", path, _read(options.audio))
    else:
        answered = call("POST", "/ask", {"text": " ".join(options.text), "aloud": options.aloud})
    if options.json:
        print(json.dumps(answered))
    else:
        from ui import console

        console.show_answer(answered, heard=bool(options.audio))
    return 0 if answered["status"] == "completed" else FAILED


def say(options: argparse.Namespace) -> int:
    """Speak; exit code 1 when nothing could be heard."""
    from jarvis.cli.client import call

    heard = call("POST", "/say", {"text": " ".join(options.text)})
    if options.json:
        print(json.dumps(heard))
    elif not heard["heard"]:
        raise JarvisError(heard["problem"])
    return 0 if heard["heard"] else FAILED


def listen(options: argparse.Namespace) -> int:
    """Start listening."""
    from jarvis.cli.client import call

    turn = call("POST", "/listen")
    print(json.dumps(turn) if options.json else "Listening.")
    return 0


def _read(file: Path) -> bytes:
    try:
        if file == Path("-"):
            return sys.stdin.buffer.read()
        return file.read_bytes()
    except OSError as error:
        raise BadInputError(f"{file} cannot be read: {error.strerror}.") from None
