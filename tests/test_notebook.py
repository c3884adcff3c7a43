"""The pages of notes and lists: whole on disk, private, put aside for a day, and never anywhere else."""

import os
import stat
import threading
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jarvis.errors import BadInputError, StoreError
from jarvis.notebook import KEPT_S, LARGEST, Notebook, line, page


class Time:
    """Seconds since 1970, moved by hand."""

    now_s = 1_800_000_000.0

    def __call__(self) -> float:
        """Now."""
        return self.now_s


def book(folder: Path, time: Time | None = None) -> Notebook:
    return Notebook(folder, time or Time())


def test_what_was_written_is_read_by_the_next_start_too(tmp_path: Path) -> None:
    book(tmp_path).change("shopping", lambda before: f"{before}milk\n")
    book(tmp_path).change("shopping", lambda before: f"{before}eggs\n")
    assert book(tmp_path).read("shopping") == "milk\neggs\n"
    assert book(tmp_path).names() == ["shopping"]
    modes = {stat.S_IMODE(file.stat().st_mode) for file in tmp_path.rglob("*.md")}
    assert modes == {0o600}


def test_each_version_is_kept_for_a_day(tmp_path: Path) -> None:
    time = Time()
    at = book(tmp_path, time)
    follows = {"": "one", "one": "two", "two": "three"}
    numbers = [at.change("list", follows.__getitem__) for _ in range(3)]
    assert [at.before("list", number) for number in numbers] == ["", "one", "two"]
    assert at.before("list") == "two"
    assert at.before("list", 99) is None
    assert at.before("other") is None
    time.now_s += KEPT_S + 1
    assert at.change("list", lambda _: "four") > max(numbers), "no number is given twice"
    assert at.before("list", numbers[0]) is None
    assert at.before("list") == "three"


def test_a_page_that_is_gone_is_known_as_long_as_it_can_be_restored(tmp_path: Path) -> None:
    at = book(tmp_path)
    at.change("note 1", lambda _: "Call mum.")
    at.change("note 1", lambda _: "")
    assert (at.names(), at.known(), at.before("note 1")) == ([], {"note 1"}, "Call mum.")


def test_a_disk_that_fails_in_the_middle_leaves_the_old_page_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = book(tmp_path)
    at.change("list", lambda _: "old")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr(os, "fsync", full)
        with pytest.raises(StoreError, match="No space left"):
            at.change("list", lambda _: "new")
    assert (at.read("list"), at.names()) == ("old", ["list"])
    at.change("list", lambda _: "new")
    assert at.read("list") == "new"


def test_two_who_change_a_page_at_once_both_do(tmp_path: Path) -> None:
    def add(number: int) -> None:
        book(tmp_path).change("list", lambda before: f"{before}{number}\n")

    threads = [threading.Thread(target=add, args=(number,)) for number in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(book(tmp_path).read("list").split()) == list("01234567")


def test_other_bytes_of_another_editor_stay(tmp_path: Path) -> None:
    (tmp_path / "list.md").write_bytes(b"caf\xe9\n")
    book(tmp_path).change("list", lambda before: f"{before}milk\n")
    assert (tmp_path / "list.md").read_bytes() == b"caf\xe9\nmilk\n"


def test_a_page_that_is_far_too_large_is_refused(tmp_path: Path) -> None:
    (tmp_path / "list.md").write_bytes(b"x" * (LARGEST + 1))
    with pytest.raises(BadInputError, match="too large"):
        book(tmp_path).read("list")


def test_a_link_is_not_written_through(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("keep")
    (tmp_path / ".list.md.new").symlink_to(tmp_path / "secret")
    with pytest.raises(StoreError):
        book(tmp_path).change("list", lambda _: "milk")
    assert (tmp_path / "secret").read_text() == "keep"


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.text(max_size=80))
def test_no_name_leads_out_of_the_folder(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "pages"
    folder.mkdir(exist_ok=True)
    try:
        known = page(name)
    except BadInputError:
        return
    assert page(known) == known
    book(folder).change(name, lambda _: "text")
    assert (folder / f"{known}.md").read_text() == "text"
    assert [one.name for one in tmp_path.rglob("*.md") if folder not in one.parents] == []
    book(folder).change(name, lambda _: "")


@given(st.text(max_size=80))
def test_words_become_one_line_without_marks(text: str) -> None:
    made = line(text)
    assert len(made.splitlines()) <= 1
    assert made[:1] not in set("#>*+_~=-` ")
    assert line(made) == made
