"""The mind: how soon a model speaks, what documents answer, which rung takes what, what is kept."""

from collections.abc import Iterator
from typing import Any

from tests.bench import mind_docs, mind_ladder, mind_models, mind_spoken, mind_store

Row = dict[str, Any]


def rows(*, quick: bool) -> Iterator[Row]:
    """All rows of this bench."""
    yield from mind_models.rows(quick=quick)
    yield from mind_spoken.rows(quick=quick)
    yield from mind_docs.rows(quick=quick)
    yield from mind_ladder.rows(quick=quick)
    yield from mind_store.rows(quick=quick)
