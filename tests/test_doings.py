"""What was done last is kept for each session, and not for ever."""

from collections.abc import Sequence

import pytest

from jarvis.doings import MOST, MOST_SESSIONS, Doings, Done
from jarvis.errors import SkillError
from jarvis.household import Outcome


class Desk:
    """A session at a time, and phrases that are noted."""

    def __init__(self) -> None:
        self.session, self.ran = "a", list[str]()
        self.doings = Doings(lambda: self.session, self.run)

    async def run(self, phrase: str) -> Sequence[Outcome]:
        """Every phrase is two commands, but "nothing"."""
        self.ran.append(phrase)
        return [] if phrase == "nothing" else [Outcome(phrase, {"what": "1"}), Outcome("", {"what": "2"})]


async def test_the_newest_that_can_be_undone_is_undone_once() -> None:
    desk = Desk()
    for number in range(MOST + 5):
        desk.doings.note("a", Done(f"do {number}", "Done.", undo=f"undo {number}"))
    desk.doings.note("a", Done("tell", "So.", reads=True))
    found = await desk.doings.undo()
    assert found == Outcome(f"undo {MOST + 4}", {"what": "1", "what 2": "2"})
    while await desk.doings.undo():
        pass
    assert desk.ran[-1] == "undo 6", "the oldest are forgotten"


async def test_sessions_do_not_undo_each_others_doings() -> None:
    desk = Desk()
    desk.doings.note("b", Done("do", "Done.", undo="undo"))
    assert await desk.doings.undo() is None
    assert await desk.doings.again() is None
    assert desk.doings.last_said() == ""
    desk.session = "b"
    assert desk.doings.last_said() == "Done."
    assert await desk.doings.undo()


async def test_the_session_that_was_quiet_for_longest_is_forgotten() -> None:
    desk = Desk()
    for number in range(MOST_SESSIONS + 1):
        desk.doings.note("a" if number == 0 else str(number), Done("do", "Done."))
    assert desk.doings.last_said() == ""


async def test_what_nobody_understands_any_more_is_a_sentence() -> None:
    desk = Desk()
    desk.doings.note("a", Done("nothing", "Done.", undo="nothing"))
    with pytest.raises(SkillError, match="any more"):
        await desk.doings.undo()


async def test_what_was_asked_for_in_one_turn_is_undone_alone() -> None:
    desk = Desk()
    for turn, undo in (("one", "undo one"), ("one", ""), ("two", "undo two")):
        desk.doings.note("a", Done("do", "Done.", undo=undo, turn=turn))
    assert (desk.doings.done_in("one"), desk.doings.done_in("three")) == (1, 0)
    assert await desk.doings.undo("one")
    assert await desk.doings.undo("one") is None
    assert desk.ran == ["undo one"]
