"""A saved turn: two files for the user's eyes, read back with care."""

import json
import stat
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jarvis.cli.saved import Outcome, load, outcome, save, to_json
from jarvis.errors import BadInputError, JarvisError

TIME = Outcome("What time is it?", "clock.tell_time", "completed", "It is noon.")


def with_(**values: str) -> Outcome:
    return outcome(to_json(TIME) | values)


@pytest.mark.parametrize(
    ("now", "different"),
    [
        (TIME, []),
        (with_(answer="It is one o'clock."), []),
        (with_(heard="what time is it"), []),
        (with_(heard="what, time is - it"), []),
        (with_(heard="what time is this"), ["heard"]),
        (with_(heard=""), ["heard"]),
        (with_(answerer="nobody"), ["answerer"]),
        (with_(status="failed"), ["status"]),
        (with_(heard="stop", answerer="stop.stop", status="failed"), ["heard", "answerer", "status"]),
    ],
)
def test_words_answerer_and_end_are_compared_and_nothing_else(now: Outcome, different: list[str]) -> None:
    assert list(TIME.differences(now)) == different


def test_who_was_cut_short_is_no_example_of_how_it_ends() -> None:
    assert with_(status="cancelled", answer="It").differences(TIME) == {}
    assert with_(status="cancelled", answerer="", answer="").differences(TIME) == {}
    assert list(with_(status="cancelled", answerer="nobody").differences(TIME)) == ["answerer"]


@settings(deadline=None, max_examples=40)
@given(st.builds(Outcome, st.text(), st.text(), st.text(), st.text()))
def test_what_was_saved_is_read_again(tmp_path_factory: pytest.TempPathFactory, known: Outcome) -> None:
    file = save(tmp_path_factory.mktemp("s"), "t", b"fLaC", {**to_json(known), "did": {"timer": "1"}})
    found = load(file)
    assert found == known or "\ufffd" in str(found) or "?" in str(found), "half a character is no text"
    assert file.with_suffix(".flac").read_bytes() == b"fLaC"


def test_both_files_and_a_new_folder_are_private(tmp_path: Path) -> None:
    file = save(tmp_path / "a" / "b", "voice_1_0", b"sound", to_json(TIME))
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in file.parent.iterdir()} == {0o600}


@pytest.mark.parametrize("there", ["t.json", "t.flac"])
def test_what_is_there_already_is_not_overwritten_and_half_a_turn_not_left(
    tmp_path: Path, there: str
) -> None:
    folder = tmp_path / "saved"
    folder.mkdir()
    (folder / there).write_text("mine")
    with pytest.raises(BadInputError, match="is there already"):
        save(folder, "t", b"sound", to_json(TIME))
    assert [(path.name, path.read_text()) for path in folder.iterdir()] == [(there, "mine")]


def test_a_link_somebody_has_laid_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "t.flac").symlink_to(tmp_path / "precious")
    with pytest.raises(BadInputError, match="is there already"):
        save(tmp_path, "t", b"sound", to_json(TIME))
    assert not (tmp_path / "precious").exists()


def test_a_folder_that_cannot_be_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(JarvisError, match="cannot be written: Not a directory"):
        save(tmp_path / "file" / "folder", "t", b"sound", to_json(TIME))


@pytest.mark.parametrize(
    "content",
    [
        b"", b"{", b"[]", b"null", b"7", b'"heard"', b"\xff\xfe", b"{}", b"[" * 90_000,
        json.dumps({**to_json(TIME), "heard": None}).encode(),
        json.dumps({**to_json(TIME), "answerer": 3}).encode(),
        json.dumps({**to_json(TIME), "more": "x" * 200_000}).encode(),
        b"1" * 90_000,
    ],
)  # fmt: skip
def test_what_is_no_saved_turn_is_told_with_its_name(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "t.json").write_bytes(content)
    with pytest.raises(BadInputError) as refused:
        load(tmp_path / "t.json")
    assert "t.json" in str(refused.value)
    assert str(refused.value).endswith(".")
    assert len(str(refused.value)) < 400


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match=r"t\.json cannot be read: No such file"):
        load(tmp_path / "t.json")
