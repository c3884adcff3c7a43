"""The pictures in the documents are there, show what they say, and are small."""

import re
from pathlib import Path

import pytest
from PIL import Image

from scripts import shots, shots_watch
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
    drawn = f"{shots_watch.picture()}\n"
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


def test_what_is_made_is_written_where_it_is_looked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(shots, "FOLDER", tmp_path / "img")
    monkeypatch.setitem(shots.SETS, "tray", lambda: iter([("icon", Image.new("RGB", (2, 2), "red"))]))
    assert shots.main([]) == 0
    assert {one.name for one in (tmp_path / "img").iterdir()} == {"icon.png", "watch.svg"}
    assert capsys.readouterr().out == f"{tmp_path}/img/icon.png\n{tmp_path}/img/watch.svg\n"
    assert shots.main(["nothing"]) == 2
    assert capsys.readouterr().err == "There are no pictures of nothing, only of tray, watch.\n"
