"""The pictures in the documents are there, show what they say, and are small."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from tests import xfce
from ui.standing import Look

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "docs/img"
MOST_BYTES = 40_000


def shown_in(document: str) -> set[str]:
    """The pictures that a document shows."""
    text = (ROOT / document).read_text()
    return {Path(target).name for target in re.findall(r"!\[[^]]+\]\(([^)]+)\)", text)}


@pytest.mark.parametrize("look", Look)
def test_the_picture_of_each_look_shows_it(look: Look) -> None:
    with Image.open(FOLDER / f"tray-{look}.png") as picture:
        small = picture.convert("RGB").resize(xfce.PHOTOGRAPHED, Image.Resampling.NEAREST)
    assert xfce.shows(look, small), xfce.seen(small)


def test_the_picture_of_watching_is_what_a_terminal_shows_today() -> None:
    command = [sys.executable, "-P", str(ROOT / "scripts/shots_watch.py")]
    drawn = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT).stdout
    assert (FOLDER / "watch.svg").read_text() == drawn, (
        "make it anew: .venv/bin/python scripts/shots.py watch"
    )


def test_the_documents_show_every_picture_and_no_other() -> None:
    looks = {f"tray-{look}.png" for look in Look}
    assert shown_in("docs/tray.md") == {*looks, "tray-menu.png"}
    assert shown_in("docs/watch.md") == {"watch.svg"}
    assert shown_in("README.md") >= {"watch.svg", "tray-menu.png", *looks}
    files = list(FOLDER.iterdir())
    assert {one.name for one in files} == shown_in("docs/tray.md") | shown_in("docs/watch.md")
    assert all(one.stat().st_size <= MOST_BYTES for one in files)


def test_pictures_of_nothing_are_refused() -> None:
    command = [sys.executable, str(ROOT / "scripts/shots.py"), "nothing"]
    told = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    assert (told.returncode, told.stdout) == (2, "")
    assert told.stderr == "There are no pictures of nothing, only of tray, watch.\n"
