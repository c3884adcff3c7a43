"""Which microphones and loudspeakers there are, and which of them the user chose.

Libraries of sound may hang or crash, so `ask` starts a process (`python -P -m voice.devices`) and waits no
longer than ASK_S for it.
"""

import json
import logging
import os
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from jarvis.errors import BadInputError, FolderError
from voice.soundserver import ASK_S, SoundServer, SoundServerError

log = logging.getLogger(__name__)
MICROPHONE, LOUDSPEAKER = "microphone", "loudspeaker"
KINDS = (MICROPHONE, LOUDSPEAKER)
_LONGEST = 300
_LARGEST = 2_000


@dataclass(frozen=True)
class Device:
    """`name` is what it can be chosen by, `described` what people call it."""

    name: str
    described: str


@dataclass(frozen=True)
class Found:
    """All there are. `problem` says why they cannot be told, "" if they can."""

    microphones: tuple[Device, ...] = ()
    loudspeakers: tuple[Device, ...] = ()
    problem: str = ""


def ask() -> Found:
    """Look. Blocks up to ASK_S, and never raises."""
    command = [sys.executable, "-P", "-m", "voice.devices"]
    try:
        asked = subprocess.run(command, capture_output=True, check=False, timeout=ASK_S)  # noqa: S603 - ourselves
        told = json.loads(asked.stdout)
        lists = ([Device(**one) for one in told[kind]] for kind in ("microphones", "loudspeakers"))
        microphones, loudspeakers = (tuple(one) for one in lists)
    except subprocess.TimeoutExpired:
        return Found(problem="The sound system does not answer.")
    except (ValueError, LookupError, TypeError):
        return Found(problem="Looking for devices failed.")
    return Found(microphones, loudspeakers, str(told.get("problem", "")))


def look() -> Found:
    """As the sound server tells. For a process of its own."""
    try:
        with SoundServer() as server:
            sources = [one for one in server.sources() if not one.monitor]
            return Found(
                tuple(Device(one.name, one.description) for one in sources),
                tuple(Device(one.name, one.description) for one in server.sinks()),
            )
    except SoundServerError as error:
        return Found(problem=f"{str(error).capitalize()}: choose with `audio.microphone` in the settings.")


def kept(file: Path, environ: Mapping[str, str]) -> dict[str, str]:
    """What was chosen, by kind. The environment is stronger, and what is damaged is left out."""
    return {kind: name for kind, name in _read(file).items() if not stronger(kind, environ)}


def keep(file: Path, kind: str, name: str | None) -> None:
    """Write it down, for the owner alone; all of it, or what was there before. None forgets the choice.

    Raises JarvisError.
    """
    if kind not in KINDS or len(name or "") > _LONGEST:
        raise BadInputError(f"There is no {kind[:20]!r} with such a name to choose.")
    part = file.with_name(f"{file.name}.part")
    try:
        with suppress(FileNotFoundError):
            part.unlink()
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as text:
            chosen = {**_read(file), kind: name}
            json.dump({key: value for key, value in chosen.items() if value is not None}, text)
        part.replace(file)
    except OSError as error:
        raise FolderError(
            f"The choice cannot be kept in {file} ({error.strerror}). Check the folder's permissions."
        ) from None


def stronger(kind: str, environ: Mapping[str, str]) -> str:
    """The environment variable that wins over what was chosen; "" if there is none."""
    wins = f"JARVIS_AUDIO__{kind.upper()}"
    return next((name for name in environ if name.upper() == wins), "")


def _read(file: Path) -> dict[str, str]:
    try:
        with file.open("rb") as text:
            told = json.loads(text.read(_LARGEST))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, RecursionError):
        told = None
    if not isinstance(told, dict):
        log.warning("%s is damaged, so the devices of the settings are used. Choose again.", file)
        return {}
    return {kind: name for kind, name in told.items() if kind in KINDS and isinstance(name, str)}


def main() -> int:
    """Print what `look` finds as JSON."""
    sys.stdout.write(json.dumps(asdict(look())))
    return 0


if __name__ == "__main__":
    sys.exit(main())
