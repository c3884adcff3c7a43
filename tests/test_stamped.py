"""Files in folders of the desktop: what the user changed by hand is the user's."""

from pathlib import Path

import pytest

from jarvis.errors import FolderError
from jarvis.stamped import Found, content, look, put, take_back


def test_a_file_is_known_as_ours_until_somebody_changes_it(tmp_path: Path) -> None:
    file = tmp_path / "new" / "folder" / "x.service"
    assert look(file) is Found.MISSING
    assert put(file, "[A]\nb=c\n")
    assert (look(file), content(file)) == (Found.OURS, "[A]\nb=c\n")
    assert file.stat().st_mode & 0o777 == 0o644
    written = file.stat().st_mtime_ns, file.stat().st_ino
    assert put(file, "[A]\nb=c\n")
    assert (file.stat().st_mtime_ns, file.stat().st_ino) == written  # nothing to do
    assert put(file, "[A]\nb=d\n")  # a new version
    assert look(file) is Found.OURS
    file.write_text(file.read_text() + "e=f\n")
    assert look(file) is Found.CHANGED
    assert not put(file, "[A]\nb=e\n")
    assert "e=f" in file.read_text()
    assert put(file, "[A]\nb=e\n", force=True)
    assert (look(file), content(file)) == (Found.OURS, "[A]\nb=e\n")
    assert [one.name for one in file.parent.iterdir()] == ["x.service"]  # no drafts


def test_taken_back_ours_is_gone_and_the_users_is_kept_beside(tmp_path: Path) -> None:
    file = tmp_path / "x.desktop"
    assert take_back(file) is None  # there is nothing
    put(file, "a\n")
    assert take_back(file) is None
    assert not file.exists()
    file.write_text("mine\n")
    kept = take_back(file)
    assert kept == tmp_path / "x.desktop.bak"
    assert kept.read_text() == "mine\n"
    file.write_bytes(b"\xff\xfe")
    assert (look(file), content(file)) == (Found.CHANGED, "")


def test_a_link_is_never_written_through(tmp_path: Path) -> None:
    theirs, link = tmp_path / "theirs", tmp_path / "x.service"
    put(theirs, "a\n")
    link.symlink_to(theirs)
    assert look(link) is Found.CHANGED
    assert not put(link, "b\n")
    assert put(link, "b\n", force=True)
    assert content(theirs) == "a\n"


def test_a_place_that_cannot_be_written_is_told_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(FolderError, match=r"cannot be written \(.*\)\. Check who owns"):
        put(tmp_path / "file" / "x.service", "a\n")
    (tmp_path / "x.service").mkdir()
    with pytest.raises(FolderError, match="cannot be written"):
        put(tmp_path / "x.service", "a\n", force=True)
    assert not any((tmp_path / "x.service").iterdir())
