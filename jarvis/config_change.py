"""Changing the user's settings file: checked before, all of it or nothing, for the user's eyes only."""

import fcntl
import os
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from pathlib import Path

from jarvis import config_edit, paths
from jarvis.config import Config
from jarvis.config_file import parse
from jarvis.config_mistakes import Mistake, judge
from jarvis.config_sources import Asked
from jarvis.config_terms import Term, find
from jarvis.errors import BadInputError, ConfigError, JarvisError


def change(where: Asked, wishes: Mapping[str, str | None]) -> list[Term]:
    """Set these settings in the file, or take out those that are None; gives those that were otherwise.

    Raises JarvisError with a sentence, and then the file is as it was. Other mistakes that were in it before
    do not matter, so that one can be mended after the other.
    """
    wanted = [(find(key), value) for key, value in wishes.items()]
    with _one_at_a_time():
        before = text_of(where)
        after, changed = before, []
        for term, value in wanted:
            text = _changed(after, term, value, where)
            changed += [term] if text != after else []
            after = text
        known = {(one.key, one.problem) for one in mistakes(where, before)}
        fresh = [one for one in mistakes(where, after) if (one.key, one.problem) not in known]
        if fresh:
            raise ConfigError(f"{_told(fresh[0])} The file is as it was.")
        if after != before:
            write(where.file, after)
    return changed


def text_of(where: Asked) -> str:
    """What stands in the file, "" if there is none. Raises ConfigError."""
    where = Asked(where.file, where.environ, where.said)  # one that is yet to be written need not be there
    try:
        return where.read().decode()
    except UnicodeDecodeError:
        raise ConfigError(f"{where.file} is no text in UTF-8. Save it as such.") from None


def mistakes(where: Asked, text: str | bytes) -> list[Mistake]:
    """All that is wrong if this stands in the file: also what the environment sets otherwise just now.

    Raises ConfigError where it is no YAML.
    """
    alone = Asked(where.file, {}, {})
    own = [one for one in judge(Config, alone.gather(Config, text))[1] if "." in one.key or _whole(one)]
    seen = {(one.key, one.problem) for one in own}
    both = judge(Config, where.gather(Config, text))[1]
    return [*own, *(one for one in both if (one.key, one.problem) not in seen)]


def write(file: Path, text: str) -> None:
    """Put a text in place of the file, for its owner only. Whoever reads it finds the old or the new text.

    A link stays one, and what it leads to is exchanged. Raises JarvisError.
    """
    try:
        target = file.resolve()
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        fresh = target.with_name(f".{target.name}.new")
        fresh.unlink(missing_ok=True)  # left behind by one who was killed
        number = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(number, "w", encoding="utf-8", newline="") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(number)
        fresh.replace(target)
    except OSError as error:
        raise JarvisError(
            f"The settings file {file} cannot be written ({error.strerror}). Check its folder's permissions."
        ) from None


def _whole(mistake: Mistake) -> bool:
    """Whether a section as such is wrong, such as `listn:`, not only what its settings make together."""
    return not mistake.problem.endswith("cannot be so.")


def _changed(text: str, term: Term, value: str | None, where: Asked) -> str:
    """The text with a setting changed, under the name that it has there."""
    group = parse(text, where.file)[0].get(term.section)
    written = [name for name in (term.name, *term.others) if isinstance(group, dict) and name in group]
    if value is None:
        for name in written:
            text = config_edit.drop(text, (term.section, name), where.file)
        return text
    if any(letter in value for letter in "\r\n\0"):
        raise BadInputError(f"`{term.key}` is one line of text. Nothing was changed.")
    name = written[0] if written else term.name
    return config_edit.put(text, (term.section, name), term.read(value, where), where.file)


def _told(mistake: Mistake) -> str:
    if mistake.problem.endswith("cannot be so."):
        return f"{mistake} Name both in one command."
    return str(mistake)


@contextmanager
def _one_at_a_time() -> Generator[None]:
    """Nobody else changes the file meanwhile: the terminal and the daemon both may."""
    number = os.open(paths.runtime() / "settings.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(number, fcntl.LOCK_EX)
        yield
    finally:
        os.close(number)
