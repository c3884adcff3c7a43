"""The user's file is changed as a whole or not at all, and nobody else can read it."""

import os
import stat
import threading
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jarvis import config, paths
from jarvis.config import Config, load
from jarvis.config_change import change, mistakes
from jarvis.config_sources import Asked
from jarvis.errors import ConfigError, JarvisError

MINE = "# mine\naudio:\n  volume: 50 # enough\n"


@pytest.fixture
def file() -> Path:
    """Where the user's settings are."""
    found = paths.config_file()
    found.parent.mkdir(parents=True)
    found.write_text(MINE)
    return found


def wished(**wishes: str | None) -> None:
    change(config.asked({}), {key.replace("__", "."): value for key, value in wishes.items()})


def test_without_a_file_one_is_made_for_the_owner_alone() -> None:
    wished(audio__volume="40")
    assert load({}).audio.volume == 40
    assert stat.S_IMODE(paths.config_file().stat().st_mode) == 0o600
    assert stat.S_IMODE(paths.config_file().parent.stat().st_mode) == 0o700


def test_what_others_could_read_is_closed_to_them_and_a_link_stays_one(file: Path, tmp_path: Path) -> None:
    real = tmp_path / "dotfiles.yaml"
    file.rename(real)
    real.chmod(0o644)
    file.symlink_to(real)
    wished(audio__volume="40")
    assert file.is_symlink()
    assert real.read_text() == MINE.replace("50", "40")
    assert stat.S_IMODE(real.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("wishes", "told"),
    [
        ({"audio.volume": "loud"}, "line 3: `audio.volume` cannot be 'loud'. Input should be a valid"),
        ({"audio.volume": "101"}, "line 3: `audio.volume` cannot be 101. Input should be less than"),
        ({"audio.volume": "5", "log.level": "LOUD"}, "line 5: `log.level` cannot be 'LOUD'."),
        ({"quiet.begins": "22:00"}, "`quiet` cannot be so. Set `quiet.ends` too, or neither. Name both"),
        ({"audio.volum": "5"}, "There is no setting `audio.volum`. Did you mean audio.volume"),
        ({"audio.microphone": "a\nb"}, "`audio.microphone` is one line of text."),
        ({"mind.url": "ftp://x"}, "`mind.url` cannot be 'ftp://x'"),
    ],
)  # fmt: skip
def test_a_wrong_value_is_refused_and_nothing_is_changed(
    wishes: dict[str, str | None], told: str, file: Path
) -> None:
    with pytest.raises(JarvisError) as caught:
        change(config.asked({}), wishes)
    assert told in str(caught.value)
    assert file.read_text() == MINE


def test_what_goes_together_is_set_together(file: Path) -> None:
    wished(quiet__begins="22:00", quiet__ends="07:00")
    assert load({}).quiet.begins == "22:00"
    wished(quiet__begins=None, quiet__ends=None)
    assert file.read_text() == MINE


def test_one_mistake_can_be_mended_after_the_other(file: Path) -> None:
    file.write_text("audio:\n  volume: loud\nlog:\n  level: 7\n")
    wished(audio__volume="5")
    with pytest.raises(ConfigError):
        wished(log__level="8")
    wished(log__level="INFO")
    assert load({}).audio.volume == 5


def test_an_older_name_is_not_joined_by_todays(file: Path) -> None:
    file.write_text("wake:\n  model: alexa # hm\n")
    wished(wake__models="hey_jarvis,alexa")
    assert file.read_text() == "wake:\n  model: [hey_jarvis, alexa] # hm\n"
    wished(wake__model=None)
    assert load({}) == Config()


@pytest.mark.parametrize("content", [b"audio: {\n", b"\xff\xfe\xff", b"- a\n"])
def test_a_file_that_cannot_be_understood_is_not_touched(content: bytes, file: Path) -> None:
    file.write_bytes(content)
    with pytest.raises(ConfigError):
        wished(audio__volume="5")
    assert file.read_bytes() == content


def test_a_folder_that_cannot_be_written_is_a_sentence(tmp_path: Path) -> None:
    where = Asked(tmp_path / "file" / "config.yaml", {}, {})
    (tmp_path / "file").write_text("")
    with pytest.raises(JarvisError, match="cannot be"):
        change(where, {"audio.volume": "5"})


def test_many_who_change_it_at_once_all_get_their_wish(file: Path) -> None:
    keys = ["audio.silent_s", "memory.keep_days", "listen.keep_turns", "ducking.percent", "earcons.volume"]
    threads = [threading.Thread(target=wished, kwargs={key.replace(".", "__"): "7"}) for key in keys]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    text = file.read_text()
    assert text.startswith(MINE.removesuffix("\n"))
    assert text.count(": 7\n") == len(keys)
    assert os.listdir(file.parent) == ["config.yaml"]  # noqa: PTH208 - names are enough


def test_the_environment_does_not_hide_what_is_wrong_in_the_file(file: Path) -> None:
    file.write_text("audio:\n  volume: loud\n")
    told = mistakes(config.asked({"JARVIS_AUDIO__VOLUME": "5", "LOG_LEVEL": "x"}), file.read_text())
    assert [one.key for one in told] == ["audio.volume", "log.level"]
    place = {"JARVIS_WEATHER__LATITUDE": "1", "JARVIS_WEATHER__LONGITUDE": "2"}
    assert not mistakes(config.asked(place), "weather: {allow_network: true}")


VALUES = st.sampled_from(
    [("audio.volume", "7"), ("log.level", "DEBUG"), ("mind.model", "a: b # c"), ("wake.phrases", "x, y z")]
)


@settings(deadline=None, max_examples=60)
@given(wishes=st.lists(VALUES | VALUES.map(lambda pair: (pair[0], None)), max_size=8))
def test_whatever_is_set_and_unset_what_is_left_is_what_was_wished_last(
    wishes: list[tuple[str, str | None]],
) -> None:
    file = paths.config_file()
    file.unlink(missing_ok=True)
    left: dict[str, str] = {}
    for key, value in wishes:
        change(config.asked({}), {key: value})
        left.pop(key, None)
        left |= {key: value} if value is not None else {}
    found = load({})
    assert found.audio.volume == int(left.get("audio.volume", 100))
    assert found.log.level == left.get("log.level", "INFO")
    assert found.mind.model == left.get("mind.model", "")
    assert found.wake.phrases == (("x", "y z") if "wake.phrases" in left else ())
    assert bool(left) is bool(file.exists() and file.read_text())
