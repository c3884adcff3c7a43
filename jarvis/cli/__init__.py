"""The `jarvis` command: a thin client of the daemon, quick to start because each command loads its own."""

import argparse
import os
import sys
from collections.abc import Sequence

from jarvis import __version__
from jarvis.cli import (
    chat,
    config,
    control,
    conversation,
    docs,
    doctor,
    events,
    hotkey,
    latency,
    listen,
    memory,
    models,
    privacy,
    replay,
    service,
    skills,
    support,
    talk,
    tray,
    vocabulary,
    voices,
    volume,
    wake,
    watch,
)
from jarvis.errors import JarvisError

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


def parser() -> argparse.ArgumentParser:
    """All commands."""
    whole = argparse.ArgumentParser(
        prog="jarvis",
        description="A voice assistant that lives on your own desktop.",
        epilog=EXIT_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    whole.add_argument("--version", action="version", version=f"jarvis {__version__}")
    commands = whole.add_subparsers(title="commands", metavar="COMMAND", required=True)
    talking = (control, talk, chat, listen, hotkey, conversation, tray, replay)
    hearing_and_speaking = (*talking, events, watch, latency, wake, voices, volume)
    keeping = (config, skills, docs, memory, vocabulary, privacy, models, service, doctor, support)
    for group in (*hearing_and_speaking, *keeping):
        group.add(commands)
    return whole


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; gives the exit code."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # before numpy: a search does not take all cores
    options = parser().parse_args(arguments)
    try:
        code: int = options.run(options)
    except JarvisError as error:
        sentence = "".join(letter for letter in str(error) if letter.isprintable())
        print(f"jarvis: {sentence}", file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # `jarvis events | head`
        sys.stderr.close()
        return 0
    return code
