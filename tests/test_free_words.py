"""What takes nearly any words leaves alone what another command is about."""

import pytest

import skills
from jarvis import plugins
from jarvis.free_words import Fact, ProgramName
from jarvis.templates import Templates

TEMPLATES = Templates()
for one in plugins.find(skills):
    TEMPLATES.add(one.name, list(one.phrases), one.places)


@pytest.mark.parametrize(
    ("said", "skill"),
    [
        ("bring up the file manager", "programs.open_program"),
        ("start firefox for me", "programs.open_program"),
        ("i need the calculator", "programs.open_program"),
        ("pull up the file shopping", "programs.open_file"),
        ("write this down for me in the window", "dictation.dictate"),
        ("continue the music", "media.play"),
        ("start playing", "media.play"),
        ("turn the music off", "media.pause"),
        ("quieter", "volume.softer"),
        ("turn the volume up ten percent", "volume.louder"),
        ("bring the volume down to thirty", "volume.set_volume"),
        ("turn the volume all the way up", "volume.set_volume"),
        ("turn the sound off", "volume.silence"),
        ("turn the sound back on", "volume.sound_on"),
        ("mute", "volume.mute"),
        ("delete the last note", "notes.delete_note"),
        ("delete everything on the to do list", "lists.clear_list"),
        ("i've got the butter take it off the list", "lists.remove_item"),
        ("we're running low on sugar", "lists.add_item"),
        ("did i write anything down about the boiler", "notes.read_notes"),
        ("what's the most recent note", "notes.read_notes"),
        ("do you remember where i parked", "memory.recall"),
        ("remember i parked on level three", "memory.remember"),
        ("strike that from your memory", "memory.forget"),
        ("what do my documents say about insurance", "documents.search"),
        ("i'm leaving my desk lock the screen", "desktop.lock_screen"),
        ("next window", "desktop.switch_window"),
        ("what is open at the moment", "desktop.list_windows"),
        ("do i need to plug in", "system.battery"),
        ("which wifi am i on", "system.network"),
        ("should i take an umbrella", "weather.weather"),
        ("how much would four times nineteen be", "calculator.calculate"),
        ("how much does one kilo weigh in pounds", "units.convert"),
    ],
)
def test_people_say_it_in_their_own_words(said: str, skill: str) -> None:
    match = TEMPLATES.match(said)
    assert match is not None
    assert match.name == skill


@pytest.mark.parametrize(
    ("said", "never"),
    [
        ("run the stopwatch", "programs"),
        ("start stopping the time", "programs"),
        ("start the avatar movie", "programs"),
        ("start a call to cynthia", "programs"),
        ("change over to the female voice", "desktop"),
        ("remember to call mum", "memory"),
        ("remember when we met", "memory"),
        ("turn off the timer", "volume"),
        ("begin timing", "dictation"),
        ("translate hello into french", "units"),
    ],
)
def test_what_is_somebody_elses_is_left_alone(said: str, never: str) -> None:
    match = TEMPLATES.match(said)
    assert match is None or not match.name.startswith(f"{never}.")


def test_names_and_facts() -> None:
    assert ProgramName.from_words("sound recorder") == "sound recorder"
    assert ProgramName.from_words("the shopping list over") is None
    assert Fact.from_words("that when it rains the roof leaks") == "when it rains the roof leaks"
    assert Fact.from_words("to call") is None
