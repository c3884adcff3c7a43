"""What is noted before a volume is changed can be read by whoever comes after, however the file looks."""

import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voice.ducking_notes import STEPS, Lowered, Notes, read, write
from voice.soundwords import FULL, Player

MUSIC = Lowered(3, 77, "Music", "music", (FULL, FULL // 2), STEPS)
RADIO = Lowered(4, None, "Radio", "radio", (FULL,), STEPS)


def test_what_is_written_is_read_and_nobody_else_may_look(tmp_path: Path) -> None:
    file = tmp_path / "ducked.json"
    write(file, Notes(30, [MUSIC], [RADIO]))
    assert read(file) == Notes(30, [MUSIC], [RADIO])
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert list(tmp_path.glob("ducked*")) == [file]


def test_no_notes_no_file(tmp_path: Path) -> None:
    file = tmp_path / "ducked.json"
    write(file, Notes(30, [MUSIC], []))
    write(file, Notes(30, [], []))
    assert not file.exists()
    assert read(file) is None


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe",
        b"[]",
        b'{"percent": 30}',
        b'{"percent": 30, "lowered": [1], "ended": []}',
        b'{"percent": 30, "lowered": 7, "ended": []}',
        b'{"percent": "x", "lowered": [], "ended": []}',
        b'{"percent": 30, "lowered": [{"index": 1}], "ended": []}',
    ],
)
def test_a_damaged_file_is_no_reason_to_touch_anybody(content: bytes, tmp_path: Path) -> None:
    file = tmp_path / "ducked.json"
    file.write_bytes(content)
    assert read(file) is None


def test_a_leftover_of_a_write_that_was_cut_short_is_no_hindrance(tmp_path: Path) -> None:
    (tmp_path / "ducked.new").write_bytes(b'{"perc')
    write(tmp_path / "ducked.json", Notes(30, [MUSIC], []))
    assert read(tmp_path / "ducked.json") == Notes(30, [MUSIC], [])


@given(st.integers(0, 99), st.integers(0, STEPS), st.integers(FULL // 10, FULL))
def test_a_player_tells_by_its_volume_on_which_rung_it_stands(percent: int, rung: int, usual: int) -> None:
    one = Lowered(1, 1, "Music", "music", (usual, usual))
    found = one.rung_of(one.at(rung, percent), percent)
    # Where the rungs are nearer to each other than a server can tell, any of them will do.
    assert found == rung or abs(one.at(found, percent)[0] - one.at(rung, percent)[0]) <= 16 * STEPS


def test_a_volume_of_another_hand_is_on_no_rung() -> None:
    assert MUSIC.rung_of((FULL // 3, FULL // 3), 30) == 0
    assert MUSIC.rung_of((FULL,), 30) == 0
    assert MUSIC.rung_of((), 30) == 0


def test_another_player_with_the_same_number_is_another_one() -> None:
    assert MUSIC.is_of(Player(3, 77, "Music", "music", "", busy=True, volumes=(1,)))
    assert not MUSIC.is_of(Player(3, 78, "Music", "music", "", busy=True, volumes=(1,)))
    assert not MUSIC.is_of(Player(3, 77, "Film", "film", "", busy=True, volumes=(1,)))
