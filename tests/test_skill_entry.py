"""How a skill file is, and why."""

from jarvis.skill_entry import ERRORS_KEPT, Entry, Failed, Running
from tests.books import OWN
from tests.test_answerers import NOON


def test_whether_the_version_before_answers_is_part_of_the_reason() -> None:
    entry = Entry("tea", "user")
    entry.is_now("broken", "Line 3 is wrong.")
    assert entry.reason == "Line 3 is wrong."
    entry.running = Running(tuple(OWN))
    entry.is_now("broken", "Line 3 is wrong.")
    assert entry.reason == "Line 3 is wrong. The version before it still answers."
    entry.is_now("on")
    assert entry.reason == ""


async def test_all_there_is_to_tell_is_plain_values() -> None:
    entry = Entry("tea", "bundled", running=Running(tuple(OWN)), loaded_at=NOON)
    entry.errors.extend(Failed(NOON, str(number)) for number in range(ERRORS_KEPT + 1))
    told = entry.to_json()
    assert told["skills"] == [{"name": "books.clock", "help": "Tell the time.", "say": "what time is it"}]
    assert told["loaded_at"] == "2026-05-04T12:00:00+00:00"
    assert [one["sentence"] for one in told["errors"]] == ["1", "2", "3", "4", "5"]
    assert (told["wants"], told["walls"], told["process"]) == ("", [], None)
    await Running(()).end()  # nothing to end
