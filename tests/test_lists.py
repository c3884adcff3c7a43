"""Lists: what one would put on the fridge, spoken."""

import pytest

from jarvis import paths
from jarvis.checklist import split
from jarvis.testing import SaidToJarvis, say
from skills import again, lists, notes, reminders, timer

pytestmark = pytest.mark.real_time
SKILLS = [lists, notes, timer, reminders, again]


async def tell(text: str) -> SaidToJarvis:
    return await say(text, skills=SKILLS)


def text(name: str = "shopping") -> str:
    return (paths.lists() / f"{name}.md").read_text()


async def test_shopping() -> None:
    said = await tell("Add milk and eggs to the shopping list, please.")
    assert said.answer == "Added milk and eggs to the shopping list."
    assert said.did == {
        "what": "added to list",
        "on": "shopping list",
        "id": "1",
        "before": "0 items",
        "after": "milk and eggs",
    }
    assert text() == "# Shopping list\n\n- [ ] milk\n- [ ] eggs\n"
    said = await said.say("put a loaf of bread, eggs and some butter on my grocery list")
    assert said.answer == "Added loaf of bread and butter to the shopping list."
    assert (await said.say("add milk to the list")).answer == "The shopping list has milk already."
    assert (await said.say("what's on my shopping list?")).answer == (
        "There are 4 things on the shopping list: milk, eggs, loaf of bread and butter."
    )
    said = await said.say("take milk and egg off the shopping list")
    assert said.answer == "Removed milk and eggs from the shopping list."
    assert said.did["before"] == "milk and eggs"
    assert (await said.say("what do I need to buy")).answer == (
        "There are 2 things on the shopping list: loaf of bread and butter."
    )
    assert (
        await said.say("remove caviar from the list")
    ).answer == "There is no caviar on the shopping list."


async def test_one_asks_what_is_on_it_and_begins_a_new_one() -> None:
    said = await tell("start a packing list")
    assert (said.answer, said.did["on"]) == ("The packing list is begun.", "packing list")
    assert text("packing") == "# Packing list\n\n"
    assert (await said.say("make a list called packing")).answer == "There is a packing list already."
    said = await said.say("add socks to the packing list")
    assert text("packing") == "# Packing list\n\n- [ ] socks\n"
    assert (await said.say("Are socks on my packing list?")).answer == "Yes, socks."
    assert (await said.say("is there any soap on the packing list")).answer == (
        "No, that is not on the packing list."
    )
    said = await (await said.say("start a birthday list")).say("undo that")
    assert said.answer == "The birthday list is as it was: nothing."
    assert (await said.say("what lists do I have")).answer == "You have one list: packing."


async def test_clearing_is_asked_about_and_can_be_undone() -> None:
    said = await tell("add milk to the shopping list")
    said = await said.say("clear the shopping list")
    assert said.answer == "There is one thing on the shopping list. Shall I clear it?"
    said = await said.say("No.")
    assert (said.answer, said.did) == ("I have left it as it was.", {})
    said = await (await said.say("clear my shopping list")).say("Yes.")
    assert said.answer == "The shopping list is empty."
    assert (said.did["before"], said.did["after"]) == ("milk", "nothing")
    assert (await said.say("read my shopping list")).answer == "There is nothing on the shopping list."
    assert (await said.say("undo that")).answer == "The shopping list is as it was: milk."
    assert (await said.say("clear the packing list")).answer == "There is nothing on the packing list."


async def test_a_change_is_undone_and_done_again() -> None:
    said = await tell("add milk to the shopping list")
    said = await said.say("add letter to the bank to the to do list")
    said = await said.say("remove milk from the shopping list")
    said = await said.say("undo that")
    assert said.answer == "The shopping list is as it was: milk."
    assert (await said.say("undo that")).answer == "The shopping list is as it was: nothing."
    assert (
        await said.say("restore the to do list")
    ).answer == "I have no such version of the to do list any more."
    said = await said.say("restore version 1 of the shopping list")
    assert (said.answer, said.did["what"]) == ("The shopping list is as it was: nothing.", "list restored")


async def test_lists_of_any_name() -> None:
    assert (await tell("what lists do I have")).answer.startswith("There is no list yet.")
    said = await tell("add the passport to my packing list")
    said = await said.say("add ring the dentist to my todo list")
    said = await said.say("we are out of coffee")
    assert said.answer == "Added coffee to the shopping list."
    assert (await said.say("what lists do I have")).answer == "You have 3 lists: packing, shopping and to do."
    assert (await said.say("read my to-do list")).answer == (
        "There is one thing on the to do list: ring the dentist."
    )
    assert said.house.documents.followed == [str(paths.notes())]


async def test_what_was_written_there_by_hand_stays() -> None:
    (paths.lists() / "shopping.md").write_text(
        "# Mine\n\nFor Sunday:\n* [x] flour\n* [ ] Mac and cheese\n- salt"
    )
    said = await tell("add milk to the shopping list")
    assert text().endswith("* [x] flour\n* [ ] Mac and cheese\n- salt\n- [ ] milk\n")
    said = await said.say("cross mac and cheese off the shopping list")
    assert said.answer == "Removed Mac and cheese from the shopping list."
    assert "For Sunday:\n* [x] flour\n- salt\n- [ ] milk\n" in text()


async def test_a_timer_is_not_put_on_a_list() -> None:
    said = await tell("set a timer for ten minutes")
    assert (await said.say("add five minutes to the timer")).skill == "timer.extend_timer"


@pytest.mark.parametrize("name", ["../../etc", "/tmp/x", "..", "a/b", ".hidden"])  # noqa: S108 - a hostile name
async def test_a_name_is_never_a_path(name: str) -> None:
    said = await tell(f"add milk to the {name} list")
    there = [file for file in paths.lists().parent.rglob("*.md") if ".before" not in file.parts]
    assert [file.parent for file in there] == ([paths.lists()] if said.did else [])


@pytest.mark.parametrize(
    ("said", "items"),
    [
        ("milk", ["milk"]),
        ("milk and eggs", ["milk", "eggs"]),
        ("milk, eggs, and some bread", ["milk", "eggs", "bread"]),
        ("milk and milk", ["milk"]),
        ("a sandwich", ["sandwich"]),
        ("# milk", ["milk"]),
        ("and", ["and"]),
        (" , ", []),
    ],
)
def test_several_things_are_told_apart(said: str, items: list[str]) -> None:
    assert split(said) == items
