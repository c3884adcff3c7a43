"""Notes: spoken, on disk as Markdown before they are confirmed, and found again."""

import stat
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from jarvis import paths
from jarvis.testing import SaidToJarvis, say
from skills import again, lists, memory, notes

pytestmark = pytest.mark.real_time
SKILLS = [notes, lists, memory, again]


async def tell(text: str) -> SaidToJarvis:
    return await say(text, skills=SKILLS)


def files() -> dict[str, str]:
    return {file.name: file.read_text() for file in sorted(paths.notes().glob("*.md"))}


def left_over(folder: Path) -> list[Path]:
    return list(folder.rglob("*.new"))


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("Take a note: the boiler was serviced today.", "The boiler was serviced today"),
        ("make a note saying milk is cheaper on Fridays", "Milk is cheaper on Fridays"),
        ("Jarvis, write down the code is 4711", "The code is 4711"),
        ("note to self call the plumber", "Call the plumber"),
        ("Jot this down: seat 12.5", "Seat 12.5"),
        ("new note the meter shows 300", "The meter shows 300"),
    ],
)
async def test_a_note_is_a_file_as_soon_as_it_is_confirmed(said: str, kept: str) -> None:
    told = await tell(said)
    words = kept[0].lower() + kept[1:]
    assert told.answer == f"Noted: {words}."
    assert told.did == {"what": "note taken", "on": "note 1", "after": words, "id": "1"}
    assert files() == {"note 1.md": f"# May 4, 2026 at 12:00\n\n{kept}\n"}
    assert stat.S_IMODE((paths.notes() / "note 1.md").stat().st_mode) == 0o600
    assert stat.S_IMODE(paths.notes().stat().st_mode) == 0o700


async def test_without_words_it_asks_for_them() -> None:
    asked = await tell("Take a note.")
    assert asked.answer == "What shall I write down?"
    said = await asked.say("The spare key is under the pot.")
    assert said.answer == "Noted: The spare key is under the pot."
    assert "The spare key is under the pot" in files()["note 1.md"]


async def test_the_documents_follow_the_notes_from_the_first_one_on() -> None:
    said = await tell("take a note the first one")
    said = await said.say("take a note the second one")
    assert said.house.documents.followed == [str(paths.notes())]


async def test_notes_are_read_the_newest_first_or_by_what_they_are_about() -> None:
    said = await tell("read my notes")
    assert said.answer == "There is no note."
    for text in ("the boiler is fixed", "buy a new kettle", "the boiler needs oil", "call mum"):
        said = await said.say(f"take a note {text}")
    said = await said.say("read my notes")
    assert said.answer == (
        "You have 4 notes. Number 4, at 12 PM: Call mum. Number 3, at 12 PM: The boiler needs oil."
        " Number 2, at 12 PM: Buy a new kettle. And 1 more."
    )
    for text in ("read me my last note", "what is my latest note"):
        assert (await said.say(text)).answer == "Number 4, at 12 PM: Call mum."
    assert (await said.say("read note number two")).answer == "Number 2, at 12 PM: Buy a new kettle."
    about = await said.say("what did I write down about the boiler")
    assert about.answer.startswith("You have 2 notes. Number 3, at 12 PM: The boiler needs oil.")
    assert (await said.say("read the note about the moon")).answer == "There is no note about the moon."
    assert (await said.say("read note number nine")).answer == "There is no note with the number 9."


async def test_what_was_deleted_by_mistake_is_back_after_undo_that() -> None:
    said = await tell("take a note the boiler is fixed")
    said = await said.say("take a note call mum")
    said = await said.say("delete the note about the boiler")
    assert said.answer == "Note 1 is deleted: The boiler is fixed."
    assert (said.did["on"], said.did["before"]) == ("note 1", "The boiler is fixed")
    assert list(files()) == ["note 2.md"]
    said = await said.say("undo that")
    assert said.answer == "Note 1 is back: The boiler is fixed."
    assert files()["note 1.md"].endswith("The boiler is fixed\n")


async def test_a_note_is_undone_too_and_its_number_never_given_again() -> None:
    said = await tell("take a note one")
    said = await said.say("undo that")
    assert (said.answer, files()) == ("Note 1 is deleted: One.", {})
    await said.say("take a note two")
    assert list(files()) == ["note 2.md"]
    assert (await said.say("restore note number 1")).answer == "Note 1 is back: One."
    assert (await said.say("restore note number 1")).answer == "Note 1 is there."
    gone = await said.say("restore note 7")
    assert (gone.answer, gone.did) == ("There is no deleted note 7 that I still have.", {})


async def test_which_of_several_is_asked_before_any_is_deleted() -> None:
    said = await tell("take a note the red boat")
    said = await said.say("take a note the blue boat")
    said = await said.say("delete the note about the boat")
    assert said.answer.startswith("Which one? Number 2, ")
    assert (said.did, len(files())) == ({}, 2)
    said = await said.say("delete the last note")
    assert (said.answer, list(files())) == ("Note 2 is deleted: The blue boat.", ["note 1.md"])


async def test_what_another_editor_wrote_is_read_and_left_as_it_is(tmp_path: Path) -> None:
    for name, text in (("note 3", "# My garden\n\nWater the roses.\n"), ("Garden plan", "Not mine.")):
        (paths.notes() / f"{name}.md").write_text(text)
    said = await tell("read my notes")
    assert said.answer == "Number 3: # My garden Water the roses."
    said = await said.say("take a note four")
    assert list(files()) == ["Garden plan.md", "note 3.md", "note 4.md"]
    assert not left_over(tmp_path)


async def test_a_full_disk_is_told_and_nothing_is_confirmed(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("jarvis.notebook.os.fsync", full)
    said = await tell("take a note this is lost")
    assert said.did == {}
    assert "No space left on device" in said.error
    assert files() == {}


async def test_a_note_cannot_be_made_into_markdown_or_another_file() -> None:
    said = await tell("take a note # <b>../../etc</b> ```")
    assert said.did["on"] == "note 1"
    assert files()["note 1.md"].count("#") == 1


async def test_yesterdays_note_is_told_with_its_day() -> None:
    said = await tell("take a note the cat is ill")
    tomorrow = datetime.fromisoformat("2026-05-05T12:00+00:00") + timedelta(hours=1)
    said = await say("read my notes", skills=SKILLS, now=tomorrow)
    assert said.answer == "Number 1, yesterday at 12 PM: The cat is ill."
