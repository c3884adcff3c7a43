"""Opening programs and files, for real: what is started writes down the words that it was started with."""

import os
import signal
from collections.abc import Iterator

import pytest

from jarvis import launch as starting
from jarvis.testing import say
from skills import programs
from tests.menu import Home, home

__all__ = ["home"]
pytestmark = pytest.mark.real_time


@pytest.fixture(autouse=True)
def nothing_stays_behind() -> Iterator[None]:
    yield
    for one in starting._started:  # noqa: SLF001 - the programs of the test
        os.killpg(one.pid, signal.SIGKILL)
        one.wait()
    starting._started.clear()  # noqa: SLF001


async def test_a_program_is_opened_and_lives(home: Home) -> None:
    home.program("tunes")
    home.entry("tunes.desktop", "Tunes", "tunes --window %U", "Keywords=jukebox;")
    said = await say("please open the jukebox", skills=[programs])
    assert said.answer == "Tunes is open."
    assert (said.did["what"], said.did["on"]) == ("program opened", "Tunes")
    process = int(said.did["after"].removeprefix("runs as process "))
    assert os.getsid(process) == process
    assert home.started() == [["tunes", "--window"]]


async def test_one_that_fails_is_not_said_to_be_open(home: Home) -> None:
    home.program("broken", "exit 1")
    home.entry("broken.desktop", "Broken", "broken")
    home.entry("gone.desktop", "Vanished", "nowhere-to-be-found")
    said = await say("open broken", skills=[programs])
    assert (said.answer, said.did) == ("I could not open Broken: it ended at once.", {})
    said = await said.say("open vanished")
    assert said.answer == "I could not open Vanished: its program is not on this computer."
    assert (await said.say("open sesame")).answer == "I know no program called sesame."
    assert said.did == {}


async def test_where_several_may_be_meant_it_asks(home: Home) -> None:
    for name in ("Falkon", "Firefox"):
        home.program(name.lower(), "exit 0")
        home.entry(f"{name.lower()}.desktop", name, name.lower(), "Categories=WebBrowser;")
    said = await say("open the browser", skills=[programs])
    assert said.answer == "Which one: Falkon or Firefox?"
    assert home.started() == []
    said = await said.say("firefox")
    assert said.answer == "I told Firefox to open a window."
    assert home.started() == [["firefox"]]


async def test_what_a_menu_entry_says_never_reaches_a_shell(home: Home) -> None:
    home.program("evil", "exit 0")
    mark = home.home / "harmed"
    home.entry("evil.desktop", "Evil", f"evil ; touch {mark} && $(touch {mark}) `touch {mark}`", own=True)
    said = await say("open evil", skills=[programs])
    assert said.did["on"] == "Evil"
    assert home.started()[0][:2] == ["evil", ";"]
    assert not mark.exists()


async def test_a_program_for_the_terminal_gets_one(home: Home) -> None:
    home.program("xdg-terminal-exec")
    home.entry("top.desktop", "Top", "top -d 1", "Terminal=true")
    said = await say("launch top", skills=[programs])
    assert said.answer == "Top is open."
    assert home.started() == [["xdg-terminal-exec", "top", "-d", "1"]]


async def test_a_file_is_opened_by_whatever_opens_such_files(home: Home) -> None:
    home.program("gio", "exit 0")
    file = home.file("Documents/Money/budget $(touch x); -rf.ods")
    said = await say("open the file budget", skills=[programs])
    assert said.answer == "Here is budget $(touch x); -rf.ods."
    assert said.did["what"] == "file opened"
    assert home.started() == [["gio", "open", str(file)]]
    assert not (home.home / "x").exists()


async def test_of_several_files_it_asks_which(home: Home) -> None:
    home.program("gio", "exit 0")
    home.file("Documents/Home/budget.ods")
    wanted = home.file("Documents/Work/budget.ods")
    said = await say("open the budget file", skills=[programs])
    assert said.answer == "Which one: budget.ods in Home or budget.ods in Work?"
    said = await said.say("the one in work")
    said = await said.say("the second one") if said.asks else said
    assert home.started() == [["gio", "open", str(wanted)]]


async def test_no_file_is_ever_executed(home: Home) -> None:
    home.program("gio", "exit 0")
    script = home.file("Downloads/holiday pictures", "#!/bin/sh\ntouch harmed\n")
    script.chmod(0o755)
    home.file("Downloads/invoice.desktop", "[Desktop Entry]\nExec=evil\n")
    said = await say("open the file holiday pictures", skills=[programs])
    assert said.answer.startswith("holiday pictures is a program, or starts one. I only open files.")
    said = await said.say("open the document invoice")
    assert "I only open files" in said.answer
    assert (said.did, home.started()) == ({}, [])


async def test_what_is_not_there_or_cannot_be_opened_is_said(home: Home) -> None:
    home.program("gio", "exit 2")
    home.file("Documents/odd.xyz")
    said = await say("open the file nothing", skills=[programs])
    assert said.answer == "I find no such file in your documents, on your desktop or among your downloads."
    said = await said.say("open the file odd")
    assert (said.answer, said.did) == ("No program here opens odd.xyz.", {})


async def test_the_file_manager_is_a_program(home: Home) -> None:
    home.program("files", "exit 0")
    home.entry("files.desktop", "Nemo", "files", "Categories=FileManager;")
    assert (await say("open the file manager", skills=[programs])).did["on"] == "Nemo"
