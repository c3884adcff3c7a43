"""T50: settings are data; nothing that stands in them is ever executed, expanded or taken for more."""

from pathlib import Path

import pytest

from jarvis import paths
from jarvis.config import load
from jarvis.errors import ConfigError


@pytest.fixture
def file() -> Path:
    """Where the user's settings are."""
    found = paths.config_file()
    found.parent.mkdir(parents=True)
    return found


def complaint(environ: dict[str, str] | None = None) -> str:
    with pytest.raises(ConfigError) as caught:
        load(environ or {})
    return str(caught.value)


@pytest.mark.parametrize(
    "tag",
    [
        '!!python/object/apply:os.system ["touch {mark}"]',
        '!!python/object/new:os.system ["touch {mark}"]',
        "!!python/object:pathlib.Path {{}}",
        '!!python/object/apply:pathlib.Path.touch [!!python/object/apply:pathlib.Path ["{mark}"]]',
        '!!python/name:os.system ""',
        '!!python/module:os ""',
        "!!python/tuple [900]",
        "!include {mark}",
        "!ENV LOG_LEVEL",
    ],
)
@pytest.mark.parametrize(
    "place", ["listen: {{silence_ms: {tag}}}", "{tag}", "? {tag}\n: 1", "log: {{level: {tag}}}"]
)
def test_a_tag_is_refused_and_not_executed(file: Path, tmp_path: Path, place: str, tag: str) -> None:
    mark = tmp_path / "executed"
    file.write_text(place.format(tag=tag.format(mark=mark)))
    assert str(file) in complaint()
    assert not mark.exists()


def test_an_alias_that_multiplies_itself_is_refused_in_a_few_words(file: Path) -> None:
    laughs = ["a: &a [lol, lol, lol, lol, lol, lol, lol, lol, lol]"]
    laughs += [
        f"{new}: &{new} [{', '.join([f'*{old}'] * 9)}]" for old, new in zip("abcde", "bcdef", strict=True)
    ]
    file.write_text("\n".join(laughs) + "\n")
    assert len(complaint()) < 1_000
    file.write_text("listen: {" + ", ".join(laughs) + ", silence_ms: *f}\n")
    assert len(complaint()) < 1_000


@pytest.mark.parametrize("value", ["x" * 900_000, "[" + "9, " * 20_000 + "]"])
def test_a_long_value_is_not_repeated_in_full(file: Path, value: str) -> None:
    file.write_text(f"wake: {{model: {value}}}\n")
    assert len(complaint()) < 1_000


@pytest.mark.parametrize(
    "value", ["$HOME", "${HOME}", "~", "%h", "`id`", "$(id)", "{{ env.HOME }}", "%(HOME)s"]
)
def test_values_are_taken_as_they_stand(file: Path, value: str) -> None:
    file.write_text(f'audio:\n  microphone: "{value}"\n')
    assert load({}).audio.microphone == value
    assert load({"JARVIS_AUDIO__MICROPHONE": value}).audio.microphone == value


@pytest.mark.parametrize(
    "name",
    [
        "JARVIS_MODEL_CONFIG__EXTRA", "JARVIS___CLASS____NAME", "JARVIS_LISTEN__MODEL_CONFIG", "JARVIS___X",
        "JARVIS_LISTEN____INIT__", "JARVIS_LISTEN__", "JARVIS_LISTEN__SILENCE_MS__X",
        "JARVIS_MODEL_FIELDS__WAKE",
    ],
)  # fmt: skip
def test_a_variable_reaches_settings_only(name: str) -> None:
    assert complaint({name: "allow"}).startswith(f"the environment variable {name}: there is no setting")


@pytest.mark.parametrize(
    "name", ["JARVIS", "JARVIS_", "JARVIS_HOME", "XJARVIS_LISTEN__X", "jarvis_listen__x"]
)
def test_variables_of_others_are_left_alone(name: str) -> None:
    assert load({name: "allow"}) == load({})


@pytest.mark.parametrize(
    "value", ["../../etc/passwd", "/etc/passwd", "en us", "en;id", "en\n", "en\0", "e" * 81, "é", "-t"]
)
def test_a_voice_is_a_name_and_not_a_path(value: str) -> None:
    assert "`speech.voice` cannot be" in complaint({"JARVIS_SPEECH__VOICE": value})


@pytest.mark.parametrize("value", ["nan", "inf", "-inf", "1e999", "-1", "0", "99999999999999999999"])
@pytest.mark.parametrize(
    "name", ["JARVIS_WAKE__THRESHOLD", "JARVIS_LISTEN__SILENCE_MS", "JARVIS_LISTEN__SPEECH_THRESHOLD"]
)
def test_numbers_keep_to_their_bounds(name: str, value: str) -> None:
    assert "cannot be" in complaint({name: value})


def test_a_complaint_cannot_draw_on_the_terminal(file: Path) -> None:
    file.write_text('"\\e]0;owned\\a\\nlisten": 1\n')
    assert complaint().isprintable()
    file.write_text('listen: {silence_ms: "\\e[2J"}\n')
    assert complaint().isprintable()


def test_a_file_that_never_ends_is_not_read_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONFIG_PATH", "/dev/zero")
    assert "larger than 1 MB" in complaint({"CONFIG_PATH": "/dev/zero"})
