"""The settings of the key: what cannot be read says where it stands and what to write."""

from pathlib import Path

import pytest

from jarvis import config
from jarvis.errors import ConfigError


def test_no_key_is_watched_unless_one_is_set() -> None:
    assert config.load({}).hotkey.chord == ""


def test_a_chord_is_kept_as_one_writes_it() -> None:
    found = config.load({"JARVIS_HOTKEY__CHORD": "Alt+CONTROL+j", "JARVIS_HOTKEY__MODE": "toggle"}).hotkey
    assert (found.chord, found.mode) == ("ctrl+alt+j", "toggle")


def test_a_wrong_chord_names_its_line_and_the_remedy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "jarvis.yaml"
    file.write_text("log:\n  level: INFO\nhotkey:\n  mode: hold\n  chord: ctrl+foo\n")
    monkeypatch.setenv("CONFIG_PATH", str(file))
    with pytest.raises(ConfigError) as refused:
        config.load()
    assert str(refused.value) == (
        f"{file}, line 5: `hotkey.chord` cannot be 'ctrl+foo'. There is no key of this name. "
        "Write it like ctrl+alt+j, or with a key such as f9 or pause."
    )
