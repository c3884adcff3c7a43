"""All commands, in the groups in which the help shows them, and the file of each.

Only the file of the command that was typed is loaded; for the help, all are.
"""

import argparse
from collections.abc import Mapping, Sequence
from importlib import import_module

from jarvis import __version__
from jarvis.cli.usage import PLAIN, Parser, commands_of, every

GROUPS: Mapping[str, Mapping[str, str]] = {
    "start and end": {
        "start": "control",
        "stop": "control",
        "run": "control",
        "tray": "tray",
        "service": "service",
    },
    "talk to it": {
        "ask": "talk",
        "chat": "chat",
        "listen": "listen",
        "say": "talk",
        "mute": "control",
        "unmute": "control",
        "conversation": "conversation",
        "hotkey": "hotkey",
    },
    "look at it": {
        "status": "control",
        "watch": "watch",
        "events": "events",
        "why": "latency",
        "latency": "latency",
        "stats": "latency",
        "privacy": "privacy",
        "version": "control",
    },
    "change it": {"config": "config", "volume": "volume", "voices": "voices", "wake": "wake"},
    "teach it": {"skills": "skills", "docs": "docs", "memory": "memory", "vocabulary": "vocabulary"},
    "mend it": {"doctor": "doctor", "models": "models", "replay": "replay", "support": "support"},
    "the terminal": {"completion": "completion"},
}
EXIT_CODES = """\
exit codes:
  0  done
  1  something failed; the line printed says what and what to do
  2  the command or its input cannot be used (unknown option, unreadable file, bad setting)
  3  Jarvis is not running
  4  Jarvis is running already, or its socket cannot be made
  5  a model is missing, damaged or could not be fetched
  6  Jarvis is too busy
"""
_EPILOG = f"""\
example:  jarvis ask what time is it
          jarvis status --json

`jarvis COMMAND --help` tells more. --plain may stand anywhere, and JARVIS_PLAIN=1 means it always.

{EXIT_CODES}"""


def parser(words: Sequence[str] = ()) -> Parser:
    """The command that was typed, if these words name one; otherwise all."""
    whole = Parser(
        prog="jarvis",
        description="A voice assistant that lives on your own desktop.",
        epilog=_EPILOG,
        headings={heading: list(names) for heading, names in GROUPS.items()},
    )
    whole.words = words
    whole.add_argument("--version", action="version", version=f"jarvis {__version__}")
    whole.add_argument("--plain", action="store_true", help=PLAIN)
    commands = whole.add_subparsers(metavar="COMMAND", required=True)
    files = {name: file for group in GROUPS.values() for name, file in group.items()}
    typed = next((word for word in words if not word.startswith("-")), "")
    wanted = [files[typed]] if typed in files else dict.fromkeys(files.values())
    for file in wanted:
        import_module(f"jarvis.cli.{file}").add(commands)
    for command in every(whole):
        command.words = words  # type: ignore[attr-defined] # what is added to a Parser is one
        if commands_of(command) is None:
            _plain(command)
    return whole


def _plain(command: argparse.ArgumentParser) -> None:
    """Let --plain stand after the command too; it is told once, in the help of all."""
    if "--plain" not in command._option_string_actions:  # noqa: SLF001 - argparse has no other way
        command.add_argument(
            "--plain", action="store_true", default=argparse.SUPPRESS, help=argparse.SUPPRESS
        )
