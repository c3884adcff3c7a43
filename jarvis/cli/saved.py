"""A turn in files: TURN.flac is what was said, TURN.json what became of it."""

import json
import os
import re
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from jarvis.errors import BadInputError, JarvisError

LARGEST_JSON = 100_000
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL


@dataclass(frozen=True)
class Outcome:
    """What became of a turn."""

    heard: str
    answerer: str
    status: str
    answer: str

    def differences(self, other: "Outcome") -> dict[str, tuple[str, str]]:
        """Where `other`, the same sound heard again, came to something else.

        Words are compared, not how they are written. The answer is not: times and weather change. A turn
        that somebody cut short tells nothing about how it would have ended.
        """
        found: dict[str, tuple[str, str]] = {}
        if _words(self.heard) != _words(other.heard):
            found["heard"] = self.heard, other.heard
        cut = self.status == "cancelled"
        if self.answerer != other.answerer and (self.answerer or not cut):
            found["answerer"] = self.answerer, other.answerer
        if self.status != other.status and not cut:
            found["status"] = self.status, other.status
        return found


def outcome(values: Any) -> Outcome:
    """What became of a turn, from JSON values. Raises BadInputError."""
    if not isinstance(values, dict):
        raise BadInputError("it is no saved turn")
    found: dict[str, Any] = {name: values.get(name) for name in Outcome.__dataclass_fields__}
    wrong = [name for name, value in found.items() if not isinstance(value, str)]
    if wrong:
        raise BadInputError(f"it is no saved turn, for there is no text called `{wrong[0]}` in it")
    return Outcome(**found)


def save(folder: Path, turn: str, sound: bytes, told: dict[str, Any]) -> Path:
    """Write both files, for the user's eyes only; gives the JSON one. Raises JarvisError.

    What is there already is not overwritten: somebody may have corrected it.
    """
    file = folder / f"{turn}.json"
    content = json.dumps(told, indent=2, ensure_ascii=False).encode(errors="replace") + b"\n"
    written: list[Path] = []
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for path, data in ((file.with_suffix(".flac"), sound), (file, content)):
            with os.fdopen(os.open(path, _NEW, 0o600), "wb") as stream:
                written.append(path)
                stream.write(data)
    except FileExistsError:
        _remove(written)
        raise BadInputError(f"{file} is there already. Remove it first, or take another folder.") from None
    except OSError as error:
        _remove(written)
        raise JarvisError(f"{file} cannot be written: {error.strerror}.") from None
    return file


def load(file: Path) -> Outcome:
    """What became of a saved turn. Raises BadInputError with the file's name."""
    try:
        with file.open("rb") as stream:
            return outcome(json.loads(stream.read(LARGEST_JSON)))
    except OSError as error:
        raise BadInputError(f"{file} cannot be read: {error.strerror}.") from None
    except BadInputError as error:
        raise BadInputError(f"{file} cannot be used: {error}.") from None
    except (ValueError, RecursionError):
        raise BadInputError(f"{file} is damaged: it is no JSON. Save that turn again.") from None


def to_json(known: Outcome) -> dict[str, str]:
    """The values `outcome` reads."""
    return asdict(known)


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def _remove(written: list[Path]) -> None:
    """Half a saved turn is none."""
    for path in written:
        path.unlink(missing_ok=True)
