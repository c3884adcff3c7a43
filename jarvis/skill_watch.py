"""What changes in the folder of the user's skills is noticed while somebody saves.

The folder is looked through, in a thread: that works on every file system, and for some files it costs
next to nothing. A file counts as changed when its time, size, owner or mode did, or those of the folder.
"""

import asyncio
from collections.abc import Callable, Mapping
from pathlib import Path

from jarvis.skill_folder import skill_paths

POLL_S = 0.1
Stamp = tuple[int, ...]


def look(folder: Path) -> Mapping[Path, Stamp]:
    """The files there that may be skills, with what changes when they do."""
    try:
        above, paths = folder.stat(), list(skill_paths(folder))
    except OSError:
        return {}
    found = {}
    for path in paths:
        try:
            one = path.stat() if path.exists() else path.lstat()
        except OSError:  # it went just now
            continue
        found[path] = (one.st_mtime_ns, one.st_size, one.st_ino, one.st_mode, one.st_uid, above.st_mode)
    return found


async def follow(folder: Path, changed: Callable[[Path], object], gone: Callable[[Path], None]) -> None:
    """Tell for ever which files are new or changed, all of them at first, and which are gone."""
    seen: Mapping[Path, Stamp] = {}
    while True:
        found = await asyncio.to_thread(look, folder)
        for path, stamp in found.items():
            if seen.get(path) != stamp:
                changed(path)
        for path in seen.keys() - found.keys():
            gone(path)
        seen = found
        await asyncio.sleep(POLL_S)
