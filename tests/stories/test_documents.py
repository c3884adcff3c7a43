"""Somebody adds a folder of notes and asks about it aloud; nothing is made up, and changes are found."""

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from jarvis.cli import client
from tests.living import MODELS, Living, until
from tests.sound import PrivatePulse, flite, silence, understood
from tests.stories.test_a_turn import loud_part
from tests.test_documents import docx, pdf

pytestmark = pytest.mark.real_time
HEY = flite("hey jarvis", "rms") + silence(0.4)
SEARCH = "search my documents for who repaired the boiler"
ROUTER = "# Router\n\nThe password of the router is blue tractor 42.\n"


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    """What somebody has in a folder; one of the files is broken."""
    folder = tmp_path / "notes"
    (folder / "house").mkdir(parents=True)
    (folder / "router.md").write_text(ROUTER)
    (folder / "house/boiler.txt").write_text("The boiler was repaired in March by Mister Novak.\n")
    (folder / "garden.html").write_text("<title>Garden</title><p>The roses are watered on Tuesday.</p>")
    (folder / "lease.pdf").write_bytes(pdf("The rent of the flat is 900 euros a month."))
    (folder / "car.docx").write_bytes(docx("<w:p><w:r><w:t>The car needs winter tyres.</w:t></w:r></w:p>"))
    (folder / "scan.pdf").write_bytes(b"%PDF-1.4 torn apart")
    return folder


def aloud(jarvis: Living, pulse: PrivatePulse, question: str) -> str:
    """Ask by voice; gives the answer."""
    seen = jarvis.events()[-1]["number"]
    pulse.say(HEY + flite(question, "slt") + silence(1.2))
    return str(jarvis.wait_for("task_finished", seen)["answer"])


def asked(question: str) -> str:
    """Ask in writing; gives the answer."""
    return str(client.call("POST", "/ask", {"text": question})["answer"])


def at_a_terminal(jarvis: Living, *arguments: str) -> tuple[str, str]:
    """What a command that is refused something draws on a terminal, and what it says."""
    terminal, its_end = pty.openpty()
    command = [sys.executable, "-P", "-m", "jarvis", *arguments]
    environment = {**jarvis.environment, "TERM": "xterm", "COLUMNS": "100"}
    ended = subprocess.run(
        command, env=environment, stdout=subprocess.PIPE, stderr=its_end, check=False, timeout=60
    )
    drawn = os.read(terminal, 4_000).decode(errors="replace")
    os.close(its_end)
    os.close(terminal)
    assert ended.returncode == 2, "one of the files is broken"
    return drawn, ended.stdout.decode()


def test_a_newcomer_adds_a_folder_and_asks_about_it_aloud(
    jarvis: Living, pulse: PrivatePulse, notes: Path
) -> None:
    drawn, said = at_a_terminal(jarvis, "docs", "add", str(notes))
    assert "━" in drawn, "a bar moves while it reads"
    assert said == "scan.pdf is damaged or not what its name says.\nRead 5 new or changed documents.\n"

    answer = aloud(jarvis, pulse, "what is the password of the router")
    assert answer == "From your note Router: The password of the router is blue tractor 42."
    heard = until(lambda: understood(MODELS / "moonshine-tiny-en", loud_part(pulse.recorded())), "the answer")
    assert "tractor" in heard.casefold(), heard

    for question, told in (
        ("who repaired the boiler", "From your note boiler: The boiler was repaired in March by Mister"),
        ("when are the roses watered", "From your note Garden: The roses are watered on Tuesday."),
        ("how much is the rent of the flat", "From your document Lease: The rent of the flat is 900 euros"),
        ("which tyres does the car need", "From your document car: The car needs winter tyres."),
        ("what do my notes say about whales", "I have nothing on that in your notes."),
        ("what is the capital of France", "I don't know that."),
    ):
        assert asked(question).startswith(told), question


def test_notes_are_followed_as_they_change_come_and_go(deaf_jarvis: Living, notes: Path) -> None:
    jarvis = deaf_jarvis
    assert jarvis.jarvis("docs", "add", str(notes)).code == 2
    (notes / "router.md").write_text(ROUTER.replace("blue tractor 42", "green boat 7"))
    (notes / "house/boiler.txt").unlink()
    (notes / "bins.md").write_text("# Bins\n\nThe bins are emptied on Thursday.\n")
    until(lambda: "Thursday" in asked("when are the bins emptied"), "the new note is found")
    until(lambda: "green boat 7" in asked("what is the password of the router"), "the change is found")
    assert "Novak" not in asked("who repaired the boiler")
    assert jarvis.jarvis("docs", "remove", str(notes)).code == 0
    assert "boat" not in asked("what is the password of the router")
    assert (notes / "router.md").exists()


def test_wrong_input_is_told_with_a_remedy(deaf_jarvis: Living, notes: Path) -> None:
    jarvis = deaf_jarvis
    assert jarvis.jarvis("docs", "add", "--json", str(notes)).json["done"] == 6
    for wrong, told in (
        (("add", "/nowhere"), "There is no file or folder /nowhere. Check its name."),
        (("add", str(notes / "house")), "which I follow already. `jarvis docs list` shows what I read."),
        (("remove", "99"), "I have no document 99. See `jarvis docs list`."),
        (("remove", str(notes / "car.docx")), "Remove that, or move the file away."),
        (("search", " "), "Say some words: `jarvis docs search wifi password`."),
    ):
        refused = jarvis.jarvis("docs", *wrong, "--json")
        assert refused.code == refused.json["exit_code"] == 2, wrong
        assert told in refused.json["error"]
    assert jarvis.jarvis("docs", "search", "zebras").code == 1
    assert jarvis.jarvis("docs", "search", "--json", "zebras").json == []
    assert jarvis.jarvis("docs", "search", "--json", "router").json[0]["title"] == "Router"
    assert len(jarvis.jarvis("docs", "list", "--json").json["documents"]) == 6
    assert jarvis.jarvis("docs", "reindex", "--json").json["problem"] == ""
    assert jarvis.jarvis("docs", "remove", "--json", str(notes)).json["removed"]


@pytest.mark.usefixtures("jarvis")
def test_what_one_has_noted_is_found_among_the_documents() -> None:
    assert "no documents yet" in asked("search my documents for the boiler")
    assert asked("Take a note: the boiler was repaired by Mister Novak.") == (
        "Noted: the boiler was repaired by Mister Novak."
    )
    assert asked("add candles to the birthday list") == "Added candles to the birthday list."
    until(lambda: "Mister Novak" in asked(SEARCH), "the note to be read")
    assert "Mister Novak" in asked("who repaired the boiler")
    assert asked("delete the last note").startswith("Note 1 is deleted")
    until(lambda: "Mister Novak" not in asked(SEARCH), "the note to be forgotten")
