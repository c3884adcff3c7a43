"""What may be added to the documents."""

from pathlib import Path

import pytest

from jarvis.errors import BadInputError
from jarvis.mind.documents.roots import check


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    """A folder of notes with a folder in it."""
    (tmp_path / "notes/house/.old").mkdir(parents=True)
    (tmp_path / "notes/house/boiler.md").write_text("It is old.")
    (tmp_path / "notes/photo.xyz").write_text("?")
    (tmp_path / "notebook").mkdir()
    return tmp_path / "notes"


def refused(path: Path | str, *roots: Path) -> str:
    with pytest.raises(BadInputError) as told:
        check([str(path)], map(str, roots))
    return str(told.value)


def test_what_is_not_there_and_what_is_a_link_is_refused_with_a_remedy(notes: Path) -> None:
    (notes.parent / "link").symlink_to(notes)
    assert refused("/nowhere") == "There is no file or folder /nowhere. Check its name."
    assert "no file or folder" in refused("notes"), "where the user stands only the command knows"
    assert refused(notes.parent / "link").endswith("is a link. Add what it leads to.")


def test_what_lies_in_a_followed_folder_is_followed_already(notes: Path) -> None:
    for inside in (notes / "house", notes / "house/boiler.md"):
        assert refused(inside, notes) == (
            f"{inside} lies in {notes}, which I follow already. `jarvis docs list` shows what I read."
        )


def test_the_same_again_what_is_around_it_and_what_is_passed_by_may_be_added(notes: Path) -> None:
    check([str(notes)], [str(notes)])
    check([str(notes)], [str(notes / "house")])
    check([str(notes.parent / "notebook")], [str(notes)])
    check([str(notes / "house/.old"), str(notes / "photo.xyz")], [str(notes)])
