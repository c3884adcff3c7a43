"""Skills: how soon a sentence is known, what people's own words do, walls, reloading, timers under kills."""

from collections.abc import Iterator

from tests.bench import skills_match, skills_paraphrases, skills_reload, skills_timers, skills_walls
from tests.bench.goals import Row


def rows(*, quick: bool) -> Iterator[Row]:
    """All rows of this bench."""
    yield from skills_match.rows(quick=quick)
    yield from skills_paraphrases.rows(quick=quick)
    yield from skills_walls.rows(quick=quick)
    yield from skills_reload.rows(quick=quick)
    yield from skills_timers.rows(quick=quick)
