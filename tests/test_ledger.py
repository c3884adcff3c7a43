"""What woke Jarvis and what nearly did: kept for a while, judged, never written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jarvis.errors import BadInputError
from tests.sound import chunks, noise, silence
from voice.entry import Outcome, Verdict
from voice.ledger import MOST, Ledger

WRONG, ME = Verdict.WRONG, Verdict.ME
WOKE, NEAR = Outcome.WOKE, Outcome.NEAR


class Day:
    """A ledger, and a clock that one can set."""

    def __init__(self) -> None:
        self.now_s = 1_000.0
        self.ledger = Ledger(lambda: self.now_s, 0.97, 0.5)

    def happens(self, outcome: Outcome = WOKE, turn: str = "", *, after_s: float = 10) -> int:
        """Something is noted; gives its number."""
        self.now_s += after_s
        score = 0.99 if outcome is WOKE else 0.8
        entry = self.ledger.note("hey jarvis", score, 0.97, outcome)
        if turn:
            self.ledger.started(turn)
        return entry.number

    @property
    def verdicts(self) -> dict[int, Verdict | None]:
        """What the user said."""
        return {entry.number: entry.verdict for entry in self.ledger.entries()}


def test_an_entry_keeps_the_two_seconds_of_sound_before_it() -> None:
    day, sound = Day(), noise(3, 0.1)
    for chunk in chunks(sound):
        day.ledger.hear(chunk)
    day.happens()
    assert day.ledger.entries()[0].sound == sound[-64_000:]


def test_sound_from_before_an_interruption_is_not_joined_to_what_came_after() -> None:
    day = Day()
    day.ledger.hear(noise(0.02))
    day.ledger.interrupted()
    day.ledger.hear(silence(0.02))
    day.happens()
    assert day.ledger.entries()[0].sound == silence(0.02)


def test_fifty_are_kept_and_the_numbers_go_on() -> None:
    day = Day()
    for _ in range(MOST + 3):
        day.happens()
    assert [entry.number for entry in day.ledger.entries()] == list(range(4, MOST + 4))
    with pytest.raises(BadInputError, match="no wake number 3"):
        day.ledger.get(3)


@given(st.integers().filter(lambda number: number != 1))
def test_a_number_that_never_was_is_a_sentence(number: int) -> None:
    day = Day()
    day.happens()
    with pytest.raises(BadInputError, match="`jarvis wake review` lists"):
        day.ledger.judge(number, WRONG)
    assert day.verdicts == {1: None}


def test_that_was_wrong_is_said_of_what_woke_it_and_that_was_me_of_what_did_not() -> None:
    day = Day()
    first, near, woke, nearer = day.happens(), day.happens(NEAR), day.happens(), day.happens(NEAR)
    assert day.ledger.judge(None, WRONG).number == woke
    assert day.ledger.judge(None, ME).number == nearer
    assert day.verdicts == {first: None, near: None, woke: WRONG, nearer: ME}


def test_where_there_is_only_the_other_kind_that_is_meant() -> None:
    day = Day()
    assert day.ledger.judge(day.happens(NEAR), WRONG).verdict is WRONG
    assert day.ledger.judge(None, WRONG).number == 1
    other = Day()
    other.happens()
    assert other.ledger.judge(None, ME).number == 1


def test_one_may_change_ones_mind() -> None:
    day = Day()
    number = day.happens()
    day.ledger.judge(number, WRONG)
    day.ledger.judge(number, ME)
    assert day.verdicts == {number: ME}


def test_with_nothing_to_judge_that_is_said() -> None:
    with pytest.raises(BadInputError, match="nothing to judge"):
        Day().ledger.judge(None, WRONG)
    assert Day().ledger.judge_aloud("", meant=False) == ""


def test_who_calls_to_say_that_the_wake_before_was_wrong_means_the_one_before() -> None:
    day = Day()
    before, _ = day.happens(turn="t1"), day.happens(turn="t2", after_s=12)
    assert day.ledger.judge_aloud("t2", meant=False) == "the “hey jarvis” 12 seconds ago"
    assert day.verdicts[before] is WRONG


def test_who_was_listened_to_without_having_called_means_the_wake_that_took_these_words() -> None:
    day = Day()
    day.happens(turn="t1")
    number = day.happens(turn="t2", after_s=3_600)
    day.now_s += 1
    assert day.ledger.judge_aloud("t2", meant=False) == "the “hey jarvis” 1 second ago"
    assert day.verdicts[number] is WRONG


def test_who_had_to_call_twice_means_the_call_that_was_not_heard() -> None:
    day = Day()
    near, woke = day.happens(NEAR), day.happens(turn="t1", after_s=3)
    day.now_s += 200
    assert day.ledger.judge_aloud("t1", meant=True) == "the “hey jarvis” 3 minutes ago"
    assert day.verdicts == {near: ME, woke: None}


def test_a_turn_belongs_to_the_wake_that_started_it_only() -> None:
    day = Day()
    day.happens(turn="t1")
    day.ledger.started("t2")  # by something that is no entry
    day.happens(NEAR)
    assert [entry.turn for entry in day.ledger.entries()] == ["t1", ""]


def test_it_is_told_newest_first_with_advice_and_without_sound() -> None:
    day = Day()
    day.ledger.hear(noise(0.02))
    day.happens()
    day.happens(NEAR)
    told = day.ledger.to_json()
    assert [entry["number"] for entry in told["entries"]] == [2, 1]
    assert told["advice"].startswith("Nothing to advise")
    assert (told["threshold"], told["better"], len(told["candidates"])) == (0.97, None, 50)
    day.ledger.judge(2, ME)
    assert day.ledger.to_json()["better"] == 0.79
    assert "sound" not in told["entries"][0]
