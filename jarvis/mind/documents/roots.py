"""What the user may add: it exists, is no link, and is not followed already as part of something else."""

import os
from collections.abc import Iterable, Sequence
from pathlib import Path

from jarvis.errors import BadInputError
from jarvis.mind.documents.kinds import known
from jarvis.mind.documents.walk import passed_by, shown, storable, within

_SHOWN = 200


def check(wanted: Sequence[str], roots: Iterable[str]) -> None:
    """Raises BadInputError for the first path that cannot be added beside `roots`."""
    followed = list(roots)
    for path in wanted:
        place = _usable(path)
        around = next((root for root in followed if path != root and covers(root, place)), "")
        if around:
            raise BadInputError(
                f"{path[:_SHOWN]} lies in {around[:_SHOWN]}, which I follow already. "
                "`jarvis docs list` shows what I read."
            )


def covers(root: str, place: Path) -> bool:
    """Whether following the root finds it: nothing on the way is passed by."""
    if not within(str(place), root):
        return False
    passed = any(passed_by(name) for name in place.relative_to(root).parts)
    return not passed and (place.is_dir() or known(place))


def _usable(path: str) -> Path:
    """Raises BadInputError if this cannot be followed, whatever else is."""
    place = Path(path)
    if not storable(path):
        raise BadInputError(f"{shown(path)[:_SHOWN]} has a name that is not UTF-8. Rename it.")
    try:
        there = place.is_absolute() and place.exists()
    except OSError:  # a name that no disk could have
        there = False
    if not there:
        raise BadInputError(f"There is no file or folder {path[:_SHOWN]}. Check its name.")
    if place.is_symlink():
        raise BadInputError(f"{path[:_SHOWN]} is a link. Add what it leads to.")
    if not os.access(place, os.R_OK):
        raise BadInputError(f"{path[:_SHOWN]} is not yours to read. Change its permissions first.")
    return place
