"""The settings file in the user's editor: on a copy, which takes its place only when it is right."""

import os
import shlex
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from jarvis.config import asked
from jarvis.config_change import mistakes, text_of, write
from jarvis.config_sources import Asked
from jarvis.errors import BadInputError, ConfigError
from ui.console import clean

_EDITORS = ("nano", "vim", "vi")
_BEGINNING = "# Settings of Jarvis. `jarvis config show --all` lists all of them.\n"


def edit() -> bool:
    """Let the user edit until it is right; False if nothing changed. Raises JarvisError.

    What they wrote is never lost: where it is not taken, its copy stays and is named.
    """
    where, command = asked(), editor()
    before = text_of(where)
    number, name = tempfile.mkstemp(prefix="jarvis-config-", suffix=".yaml")  # only the owner can read it
    copy = Path(name)
    with os.fdopen(number, "w", encoding="utf-8", newline="") as stream:
        stream.write(before or _BEGINNING)
    while True:
        _run(command, copy)
        after = _text(copy)
        if after in {before, _BEGINNING}:
            copy.unlink()
            return False
        wrong = _wrong(where, after)
        if not wrong:
            break
        print(*map(clean, wrong), sep="\n", file=sys.stderr)
        if not _again():
            raise ConfigError(f"The settings are as they were. What you wrote is in {copy}.")
    if text_of(where) != before:
        raise ConfigError(
            f"{where.file} was changed by somebody else meanwhile. What you wrote is in {copy}."
        )
    write(where.file, after)
    copy.unlink()
    return True


def editor() -> list[str]:
    """The user's editor and its options. Raises BadInputError when there is none."""
    for name in ("VISUAL", "EDITOR"):
        if words := shlex.split(os.environ.get(name, "")):
            return words
    found = next((path for one in _EDITORS if (path := shutil.which(one))), None)
    if found is None:
        raise BadInputError("There is no editor. Set EDITOR to the one you like, such as EDITOR=nano.")
    return [found]


def _run(command: list[str], file: Path) -> None:
    try:
        code = subprocess.run([*command, str(file)], check=False).returncode  # noqa: S603 - the user's own
    except OSError as error:
        file.unlink()
        raise BadInputError(
            f"The editor {command[0]} cannot be started ({error.strerror}). Set EDITOR."
        ) from None
    if code:
        raise BadInputError(f"The editor ended with {code}. The settings are as they were; see {file}.")


def _text(copy: Path) -> str:
    try:
        return copy.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise ConfigError(f"What you wrote in {copy} is no text in UTF-8. Nothing was changed.") from None


def _wrong(where: Asked, text: str) -> list[str]:
    """Sentences about what is wrong."""
    try:
        return [str(one) for one in mistakes(where, text)]
    except ConfigError as error:
        return [str(error)]


def _again() -> bool:
    """Whether the user wants to go on; not where nobody can answer."""
    if not sys.stdin.isatty():
        return False
    try:
        return input("Edit it again? [Y/n] ").strip().lower() not in {"n", "no"}
    except EOFError:
        return False
