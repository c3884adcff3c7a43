"""Jarvis in the menu: an entry that every desktop accepts, and icons of every size."""

import re
from pathlib import Path

import pytest
from PIL import Image

from jarvis import menu_files
from jarvis.unit import APP
from tests.test_unit import as_desktop, sections

KNOWN = {
    "Type", "Version", "Name", "Comment", "Exec", "Icon", "Terminal", "Categories", "Keywords",
    "StartupNotify", "Actions",
}  # fmt: skip
"""Keys of the Desktop Entry Specification 1.5, of those that are used."""
REGISTERED = {"Utility", "Accessibility"}


@pytest.fixture
def terminal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A desktop with one terminal emulator."""
    program = tmp_path / "bin" / "xterm"
    program.parent.mkdir()
    program.write_text("")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(program.parent))
    return program


def test_the_entry_keeps_to_the_rules_of_desktop_file_validate(terminal: Path) -> None:
    text = menu_files.entry_text(["/opt/my jarvis/jarvis"], {"PATH": str(terminal.parent)})
    assert text.isascii()
    read = sections(text)
    main = dict(read["Desktop Entry"])
    assert read.sections()[0] == "Desktop Entry"
    assert set(main) == KNOWN
    assert main["Type"] == "Application"
    assert main["Terminal"] in {"true", "false"}
    categories = main["Categories"].removesuffix(";").split(";")
    assert main["Categories"].endswith(";")
    assert set(categories) <= REGISTERED
    assert "Utility" in categories  # a main one; Accessibility has to stand beside it
    assert main["Keywords"].endswith(";")
    named = main["Actions"].removesuffix(";").split(";")
    assert named == ["listen", "mute", "unmute", "watch"]
    assert read.sections()[1:] == [f"Desktop Action {one}" for one in named]  # each once, and no other
    for section in read.sections():
        command = as_desktop(read[section]["Exec"])
        assert Path(command[0]).is_absolute()
        assert not re.search(r"(?<!%)%(?![%fFuUick])", read[section]["Exec"])
        assert read[section]["Name"].strip()
    for one in named[:3]:
        assert as_desktop(read[f"Desktop Action {one}"]["Exec"]) == ["/opt/my jarvis/jarvis", one]
    watch = as_desktop(read["Desktop Action watch"]["Exec"])
    assert watch[:2] == [str(terminal), "-e"]
    assert watch[-3:] == ["-m", "jarvis", "watch"]


def test_without_a_terminal_there_is_nothing_to_watch_in(tmp_path: Path) -> None:
    text = menu_files.entry_text(["/bin/jarvis"], {"PATH": str(tmp_path)})
    assert "watch" not in text.lower()
    assert "Actions=listen;mute;unmute;\n" in text


def test_the_icons_are_there_in_every_size_and_taken_back(own_folders: Path) -> None:
    assert menu_files.install(["/bin/jarvis"], {}, force=False)
    for size, file in menu_files.icon_files().items():
        assert file.relative_to(own_folders / "data") == Path(f"icons/hicolor/{size}x{size}/apps/{APP}.png")
        with Image.open(file) as image:
            assert (image.format, image.size, image.mode) == ("PNG", (size, size), "RGBA")
    other = menu_files.icon_files()[16].with_name("other.png")
    other.touch()
    assert menu_files.remove() == []
    assert not menu_files.entry_file().exists()
    left = [one for one in (own_folders / "data" / "icons").rglob("*") if one.is_file()]
    assert left == [other]


def test_an_entry_changed_by_hand_is_left_and_kept() -> None:
    menu_files.install(["/bin/jarvis"], {}, force=False)
    entry = menu_files.entry_file()
    entry.write_text(entry.read_text().replace("Name=Jarvis", "Name=Computer"))
    assert not menu_files.install(["/bin/jarvis"], {}, force=False)
    assert "Name=Computer" in entry.read_text()
    (kept,) = menu_files.remove()
    assert "Name=Computer" in kept.read_text()
