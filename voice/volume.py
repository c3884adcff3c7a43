"""The volume that the user asked for: a number in a small file, so that it is the same after a restart."""

import logging
import os
from pathlib import Path

from jarvis.errors import JarvisError

log = logging.getLogger(__name__)
LOUDEST = 100


def kept_volume(file: Path, configured: int) -> int:
    """What was kept, in percent; what is configured where nothing, or nonsense, was kept."""
    try:
        text = file.read_text().strip()
    except FileNotFoundError:
        return configured
    except (OSError, UnicodeDecodeError) as error:
        log.warning("%s cannot be read (%s): the volume is %d %%", file, error, configured)
        return configured
    if text.isascii() and text.isdigit() and len(text) <= len(str(LOUDEST)) and int(text) <= LOUDEST:
        return int(text)
    log.warning("%s holds no volume: it is %d %%", file, configured)
    return configured


def keep_volume(file: Path, percent: int) -> None:
    """Keep it, for the user alone. Raises JarvisError if it cannot be written."""
    fresh = file.with_suffix(".new")
    try:
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as stream:
            stream.write(f"{percent}\n")
        fresh.replace(file)
    except OSError as error:
        raise JarvisError(
            f"The volume is {percent} %, but only until the next start: {file} cannot be written "
            f"({error.strerror}). Check the folder."
        ) from None
