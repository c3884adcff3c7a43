"""What the user may add: it exists, is no link, and is not followed already as part of something else."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from jarvis.errors import BadInputError
from jarvis.mind.documents.kinds import known
from jarvis.mind.documents.walk import passed_by, within

_SHOWN = 200


def check(wanted: Sequence[str], roots: Iterable[str]) -> None:
    """Raises BadInputError for the first path that cannot be added beside `roots`."""
    followed = list(roots)
    for path in wanted:
        place, shown = Path(path), path[:_SHOWN]
        if not place.is_absolute() or not place.exists():
            raise BadInputError(f"There is no file or folder {shown}. Check its name.")
        if place.is_symlink():
            raise BadInputError(f"{shown} is a link. Add what it leads to.")
        around = next((root for root in followed if path != root and covers(root, place)), "")
        if around:
            raise BadInputError(
                f"{shown} lies in {around[:_SHOWN]}, which I follow already. "
                "`jarvis docs list` shows what I read."
            )


def covers(root: str, place: Path) -> bool:
    """Whether following the root finds it: nothing on the way is passed by."""
    if not within(str(place), root):
        return False
    passed = any(passed_by(name) for name in place.relative_to(root).parts)
    return not passed and (place.is_dir() or known(place))
