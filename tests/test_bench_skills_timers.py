"""The benchmark of kills counts what is lost and what rings twice."""

import pytest

from jarvis import paths
from jarvis.store import open_store
from tests.bench import skills_timers
from tests.bench.skills_timers import Witness


async def witnessed(told: list[int], sentences: list[str]) -> dict[str, object]:
    """The row after three confirmed timers, of which the first two are on disk as told."""
    async with open_store(paths.database()) as store:
        for number in (1, 2, 3):
            at_s = number if number < 3 else None
            await store.write(
                "INSERT INTO reminders (due_unix_s, text, told_unix_s) VALUES (1, '', ?)", (at_s,)
            )
    witness = Witness()
    witness.set = {1, 2, 3}
    for key in told:
        witness._note({"event": "reminder_told", "reminder": key})  # noqa: SLF001
    for text in sentences:
        witness._note({"event": "announcement_made", "heard": True, "text": text})  # noqa: SLF001
    return skills_timers._row(witness, 5)  # noqa: SLF001


@pytest.mark.parametrize(
    ("told", "sentences", "value"),
    [
        ([1, 2, 3], ["Your zaa timer is done.", "Your zab timer is done."], 0),
        ([1, 3], [], 0),  # the second was on disk when a kill cut the telling
        ([1, 2], [], 1),  # the third is lost
        ([1, 2, 3, 3], [], 1),
        ([1, 2, 3], ["Your zaa timer is done.", "While I was off, at 7 AM, your zaa timer ended."], 1),
    ],
)
async def test_what_is_lost_and_what_rings_twice_is_counted(
    told: list[int], sentences: list[str], value: int
) -> None:
    row = await witnessed(told, sentences)
    assert (row["row"], row["value"], row["met"], row["n"]) == ("kill_timers", value, value == 0, 5)
