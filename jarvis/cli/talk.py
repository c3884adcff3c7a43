"""`jarvis ask | say`."""

import argparse
import json
import sys
from contextlib import nullcontext
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from jarvis.errors import BadInputError, JarvisError

FAILED = 1


def add(commands: Any) -> None:
    """Register these commands."""
    ask_ = commands.add_parser(
        "ask",
        help="ask something, in writing or with a sound file",
        description="Ask something; the answer is printed.",
        epilog="examples:  jarvis ask what time is it\n           jarvis ask --audio question.flac\n"
        "           jarvis ask --audio question.raw --rate 44100 --channels 2 --format f32le",
    )
    ask_.add_argument("text", nargs="*", help="what to ask")
    ask_.add_argument("--audio", type=Path, metavar="FILE", help="ask what is said in FILE")
    raw = ask_.add_argument_group("sound without a header", "16-bit, one channel, unless said otherwise")
    raw.add_argument("--rate", metavar="HZ", help="samples a second")
    raw.add_argument("--channels", metavar="N", help="channels, one sample of each after the other")
    raw.add_argument("--format", metavar="FORMAT", help="s16le or f32le")
    ask_.add_argument("--aloud", action="store_true", help="have the answer spoken too")
    ask_.set_defaults(run=ask)
    say_ = commands.add_parser(
        "say",
        help="speak a text",
        description="Speak a text.",
        epilog="examples:  jarvis say dinner is ready\n           jarvis say --language de guten Morgen",
    )
    say_.add_argument("text", nargs="+", help="what to say")
    say_.add_argument("--language", default="", metavar="CODE", help="its language, such as de")
    say_.set_defaults(run=say)
    for command in (ask_, say_):
        command.add_argument("--json", action="store_true", help="print JSON, for programs")


def ask(options: argparse.Namespace) -> int:
    """Print the answer; exit code 1 when the request failed."""
    from jarvis.cli.client import call

    if bool(options.text) == bool(options.audio):
        raise BadInputError("Say what to ask: either a text, or --audio FILE.")
    raw = _raw(options)
    if options.audio:
        query = urlencode({"aloud": str(options.aloud).lower(), **raw})
        answered = call("POST", f"/ask/audio?{query}", read(options.audio))
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

    heard = call("POST", "/say", {"text": " ".join(options.text), "language": options.language})
    if options.json:
        print(json.dumps(heard))
    elif not heard["heard"]:
        raise JarvisError(heard["problem"])
    return 0 if heard["heard"] else FAILED


def read(file: Path) -> bytes:
    """A sound file, or what comes from a pipe for `-`. Raises BadInputError, if it is too large too."""
    from jarvis.ports import LARGEST_RECORDING

    try:
        with nullcontext(sys.stdin.buffer) if file == Path("-") else file.open("rb") as stream:
            content = stream.read(LARGEST_RECORDING + 1)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or error
        raise BadInputError(f"{file} cannot be read: {why}.") from None
    if len(content) > LARGEST_RECORDING:
        raise BadInputError(f"{file} has more than {LARGEST_RECORDING // 1_000_000} MB. Send a shorter one.")
    return content


def _raw(options: argparse.Namespace) -> dict[str, str]:
    """What is said about sound without a header, checked."""
    from jarvis.headerless import SUFFIXES, headerless

    said = {name: value for name in ("rate", "channels", "format") if (value := getattr(options, name))}
    if said and not options.audio:
        raise BadInputError("--rate, --channels and --format tell about --audio FILE.")
    if "rate" not in said and (said or (options.audio and options.audio.suffix.lower() in SUFFIXES)):
        raise BadInputError(f"{options.audio} has no header that tells its rate. Add --rate HZ.")
    headerless(said)
    return said
