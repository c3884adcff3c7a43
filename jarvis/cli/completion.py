"""`jarvis completion bash | zsh | fish`."""

import argparse
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from jarvis.errors import JarvisError

SHELLS = ("bash", "zsh", "fish")
_HOW = """\
Print what lets a shell complete the commands of Jarvis when you press Tab. Nothing is installed; you do it:
  bash, for this terminal:  eval "$(jarvis completion bash)"
  bash, for good:  jarvis completion bash > ~/.local/share/bash-completion/completions/jarvis
  zsh, for good:   jarvis completion zsh > ~/.zfunc/_jarvis
                   with `fpath+=~/.zfunc` before `compinit` in ~/.zshrc
  fish, for good:  jarvis completion fish > ~/.config/fish/completions/jarvis.fish
Make it anew after an update of Jarvis."""
_HARMLESS = re.compile(r"[\w.:@/+-]+")
"""A shell looks into the words it is given: one like `$(reboot)` would be run."""
Names = Callable[[], Sequence[str]]


def add(commands: Any) -> None:
    """Register this command."""
    command = commands.add_parser(
        "completion",
        help="have the shell complete commands of Jarvis",
        description=_HOW,
        epilog="examples:  jarvis completion bash\n           jarvis completion --names skills",
    )
    what = command.add_mutually_exclusive_group(required=True)
    what.add_argument("shell", nargs="?", choices=SHELLS, help="which shell")
    what.add_argument(
        "--names", choices=list(NAMES), help="print these, one a line; the scripts ask for them"
    )
    command.set_defaults(run=completion)


def completion(options: argparse.Namespace) -> int:
    """Print a script, or names; none where they cannot be had just now."""
    if options.names:
        try:
            names = NAMES[options.names]()
        except JarvisError:
            return 1
        print("\n".join(name for name in names if _HARMLESS.fullmatch(name)))
        return 0
    from jarvis.cli import completion_scripts
    from jarvis.cli.groups import parser

    sys.stdout.write(completion_scripts.script(options.shell, parser()))
    return 0


def _skills() -> Sequence[str]:
    return [str(one["name"]) for one in _told("/skills")["skills"]]


def _voices() -> Sequence[str]:
    return [str(one["name"]) for one in _told("/voices?language=")["voices"]]


def _models() -> Sequence[str]:
    from voice.models import Models

    return [one.name for one in Models().list()]


def _settings() -> Sequence[str]:
    from jarvis.config_terms import terms

    return list(terms())


def _checks() -> Sequence[str]:
    from jarvis.doctor import CHECKS

    return [one.name for one in CHECKS]


def _told(path: str) -> Any:
    from jarvis.cli.client import call

    return call("GET", path)


NAMES: Mapping[str, Names] = {
    "skills": _skills,
    "voices": _voices,
    "models": _models,
    "settings": _settings,
    "checks": _checks,
}
"""What can be completed besides commands and options."""
