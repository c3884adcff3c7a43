"""Finding the user's files: only in three folders, never a link out of them, never what is hidden."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jarvis import file_finder
from jarvis.file_finder import find, places, runs, still_there, told
from tests.menu import Home, home

__all__ = ["home"]


def test_a_file_is_found_by_what_it_is_called(home: Home) -> None:
    home.file("Documents/Money/budget_2026.ods")
    home.file("Downloads/Letter to Anna.pdf")
    home.file("Desktop/holiday-plan.txt")
    for said, name in {
        "budget 2026": "budget_2026.ods",
        "budget": "budget_2026.ods",
        "letter to anna": "Letter to Anna.pdf",
        "letter to Anna dot pdf": "Letter to Anna.pdf",
        "holiday plan": "holiday-plan.txt",
        "hollyday plan": "holiday-plan.txt",
    }.items():
        assert [one.shown for one in find(said)] == [name], said
    assert find("tax return") == []
    assert find("../..") == []


def test_what_is_hidden_or_elsewhere_is_not_found(home: Home) -> None:
    outside = home.file("secret/budget.ods")
    home.file(".ssh/budget")
    home.file("Documents/.budget.ods")
    home.file("Documents/.private/budget.ods")
    (home.home / "Documents/budget.ods").symlink_to(outside)
    (home.home / "Documents/more").symlink_to(outside.parent)
    home.file("Documents/a/b/c/d/e/f/g/budget.ods")
    assert find("budget") == []
    (home.home / "Downloads").symlink_to("/etc")
    assert find("passwd") == []
    assert not still_there(outside)


def test_the_folders_are_those_that_the_desktop_names(home: Home) -> None:
    home.file(
        ".config/user-dirs.dirs",
        'XDG_DOCUMENTS_DIR="$HOME/Dokumente"\nXDG_DESKTOP_DIR="$HOME/"\nXDG_DOWNLOAD_DIR="$HOME/../.."\n',
    )
    home.file("Dokumente/brief.odt")
    assert [one.shown for one in find("brief")] == ["brief.odt"]
    assert places() == [home.home / "Dokumente"]


def test_files_of_one_name_are_told_apart(home: Home) -> None:
    home.file("Documents/Home/budget.ods")
    home.file("Documents/Work/budget.ods")
    home.file("Documents/Work/budget.pdf")
    home.file("Downloads/x/Work/budget.ods")
    names = told(find("budget"))
    assert len(set(names)) == len(names) == 4
    assert {"budget.ods in Home", "budget.pdf"} <= set(names)


def test_what_might_start_something_is_known(home: Home) -> None:
    assert not runs(home.file("Documents/letter.txt"))
    assert not runs(home.file("Documents/notes.py", "#!/usr/bin/python3\n"))
    for name, content in {
        "a.desktop": "", "b.EXE": "", "c.pdf": "\x7fELF", "d.txt": "[Desktop Entry]\nExec=x", "e.sh": "",
    }.items():  # fmt: skip
        assert runs(home.file(f"Documents/{name}", content)), name
    script = home.file("Documents/notes", "#!/bin/sh\n")
    script.chmod(0o755)
    assert runs(script)
    assert runs(home.home / "gone")


def test_names_with_control_characters_can_be_said(home: Home) -> None:
    home.file("Documents/budget\x1b[2J\n\u202eods.txt")
    (one,) = find("budget 2 j ods txt") or find("budget")
    assert one.shown.isprintable()


def test_a_folder_without_end_is_not_searched_to_the_end(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(file_finder, "MOST_LOOKED_AT", 5)
    for number in range(20):
        home.file(f"Documents/file {number:02}.txt")
    assert find("file 19") == []


@given(said=st.text(max_size=60))
def test_nothing_that_is_said_leads_out_of_the_folders(said: str) -> None:
    assert all(any(one.path.is_relative_to(place) for place in places()) for one in find(said))
