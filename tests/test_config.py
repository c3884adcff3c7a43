"""Settings, and what a person is told who got one wrong."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jarvis import paths
from jarvis.config import Config, load
from jarvis.errors import ConfigError

PIECES = st.sampled_from(
    [
        *":-{}[]'\"#|?,~<=%9 \t\n\0é",
        "listen",
        "silence_ms",
        "!!int ",
        "!!bool ",
        "&a",
        "*a",
        "0x_",
        "2001-99-99",
    ]
)
"""What YAML is made of, and what breaks it."""


@pytest.fixture
def file() -> Path:
    """Where the user's settings are."""
    found = paths.config_file()
    found.parent.mkdir(parents=True)
    return found


def complaint(environ: dict[str, str] | None = None) -> str:
    """What a user is told: one line."""
    with pytest.raises(ConfigError) as caught:
        load(environ or {})
    assert "\n" not in str(caught.value)
    assert str(caught.value)[-1] in ".?"
    assert len(str(caught.value)) < 600
    return str(caught.value)


def complaint_or_nothing() -> str:
    try:
        load({})
    except ConfigError as error:
        return str(error)
    return ""


def test_without_a_file_everything_has_its_default() -> None:
    assert load({}) == Config()


@pytest.mark.parametrize(
    "text", ["", "# nothing yet\n", "---\n", "listen: {}\n", "listen:\n  # silence_ms: 900\n"]
)
def test_a_file_that_sets_nothing_is_fine(file: Path, text: str) -> None:
    file.write_text(text)
    assert load({}) == Config()


def test_the_file_beats_the_default_and_the_environment_beats_the_file(file: Path) -> None:
    file.write_text("listen:\n  silence_ms: 900\n  patience_ms: 9000\nlog:\n  level: ERROR\n")
    found = load({"JARVIS_LISTEN__SILENCE_MS": "800", "LOG_LEVEL": "DEBUG", "JARVIS_WAKE__MODEL": "alexa"})
    assert (found.listen.silence_ms, found.listen.patience_ms, found.listen.longest_ms) == (
        800,
        9_000,
        15_000,
    )
    assert (found.log.level, found.wake.models) == ("DEBUG", ("alexa",))


@pytest.mark.parametrize(
    ("variable", "section", "key", "value"),
    [
        ("FIRST_TOKEN_LATENCY_MS", "latency", "first_token_ms", 400),
        ("END_TO_END_LATENCY_MS", "latency", "end_to_end_ms", 1_500),
        ("MAX_LATENCY_MS", "latency", "max_ms", 8_000),
        ("VAD_THRESHOLD", "interruption", "vad_threshold", 0.6),
        ("VAD_DURATION_MS", "interruption", "vad_duration_ms", 200),
        ("INTERRUPTION_COOLDOWN_MS", "interruption", "cooldown_ms", 0),
        ("LOG_LEVEL", "log", "level", "DEBUG"),
    ],
)
def test_each_well_known_name_sets_one_thing(
    file: Path, variable: str, section: str, key: str, value: object
) -> None:
    file.write_text(f"{section}: {{{key}: 1000}}\n")  # beaten by the environment, so it need not fit
    found = load({variable: str(value)})
    assert getattr(getattr(found, section), key) == value
    assert found == Config.model_validate({section: {key: value}})
    own_name = {variable: "wrong", f"JARVIS_{section}__{key}".upper(): str(value)}
    assert load(own_name) == found  # the name that says more is heard


def test_the_budgets_of_the_contract_are_the_defaults() -> None:
    found = load({})
    assert found.latency.model_dump() == {
        "first_token_ms": 500, "audio_to_asr_ms": 50, "asr_to_llm_ms": 100, "llm_first_token_ms": 300,
        "llm_to_tts_ms": 50, "tts_to_client_ms": 100, "end_to_end_ms": 2_000, "interruption_ms": 150,
        "max_ms": 10_000, "trace": False,
    }  # fmt: skip
    assert found.interruption.model_dump() == {
        "by_voice": "auto", "vad_threshold": 0.7, "vad_duration_ms": 150, "cooldown_ms": 1_000,
    }  # fmt: skip
    assert found.log.slow_callback_ms == 0


@pytest.mark.parametrize(
    ("text", "line", "told"),
    [
        ("listen:\n  silense_ms: 9", 2, "no setting `listen.silense_ms`. Did you mean `silence_ms`?"),
        ("log:\n  level: INFO\nlissen:\n  silence_ms: 9", 3, "no setting `lissen`. Did you mean `listen`?"),
        ("xyz: 1", 1, "no setting `xyz`. Known here: audio, captions, ducking, "),
        ("listen:\n\n  silence_ms: 100", 3, "`listen.silence_ms` cannot be 100. Input should be"),
        ("listen:\n  silence_ms: soon", 2, "`listen.silence_ms` cannot be 'soon'. Input should be a"),
        ("wake:\n  model: siri", 2, "`wake.model` cannot be 'siri'. Input should be 'hey_jarvis', 'alexa'"),
        ("wake: {threshold: 1.0}", 1, "`wake.threshold` cannot be 1.0. Input should be less than"),
        ("speech:\n  voice: ../../passwd", 2, "`speech.voice` cannot be '../../passwd'"),
        ("latency:\n  max_ms: 999", 2, "`latency.max_ms` cannot be 999. Input should be greater than"),
        ("latency:\n  first_token_ms: 0.5", 2, "`latency.first_token_ms` cannot be 0.5"),
        ("latency: {trace: perhaps}", 1, "`latency.trace` cannot be 'perhaps'"),
        ("interruption:\n  vad_threshold: 7", 2, "`interruption.vad_threshold` cannot be 7. Input should be"),
        ("log:\n  slow_callback_ms: -1", 2, "`log.slow_callback_ms` cannot be -1. Input should be greater"),
        ("audio:\n  microphone: [USB]", 2, "`audio.microphone` cannot be ['USB']. Input should be a valid"),
        ("log: loud", 1, "`log` cannot be 'loud'"),
        ("5: x", 1, "there is no setting `5`"),
        ("listen:\n silence_ms: 9\n  x: 1", 3, "not valid YAML. Check indentation and colons."),
        ("listen: {\n", 2, "not valid YAML"),
        ("log:\n\tlevel: INFO", 2, "not valid YAML"),
        ("- listen", 1, "expected sections such as `listen:`"),
        ("listen", 1, "expected sections such as `listen:`"),
    ],
)  # fmt: skip
def test_a_complaint_names_file_line_key_and_remedy(file: Path, text: str, line: int, told: str) -> None:
    file.write_text(text)
    said = complaint()
    assert said.startswith(f"{file}, line {line}: ")
    assert told in said


@pytest.mark.parametrize(
    ("variable", "value", "told"),
    [
        ("JARVIS_LISTEN__SILENCE_MS", "soon", "`listen.silence_ms` cannot be 'soon'"),
        ("JARVIS_LISTEN__SILENCE", "900", "no setting `listen.silence`. Did you mean `silence_ms`?"),
        ("JARVIS_LISTN__SILENCE_MS", "900", "no setting `listn`. Did you mean `listen`?"),
        ("MAX_LATENCY_MS", "", "`latency.max_ms` cannot be ''. Input should be a valid integer"),
        ("FIRST_TOKEN_LATENCY_MS", "0", "`latency.first_token_ms` cannot be 0. Input should be greater"),
        ("VAD_THRESHOLD", "loud", "`interruption.vad_threshold` cannot be 'loud'. Input should be a valid"),
        ("LOG_LEVEL", "loud", "`log.level` cannot be 'loud'. Input should be 'DEBUG', 'INFO'"),
    ],
)  # fmt: skip
def test_a_complaint_about_the_environment_names_the_variable(
    file: Path, variable: str, value: str, told: str
) -> None:
    file.write_text("listen:\n  silence_ms: 900\n")
    said = complaint({variable: value})
    assert said.startswith(f"the environment variable {variable}: ")
    assert told in said


def test_the_environment_is_not_blamed_for_the_file(file: Path) -> None:
    file.write_text("log:\n  level: INFO\nlisten: soon\n")
    assert complaint({"JARVIS_LISTEN__SILENCE_MS": "900"}).startswith(f"{file}, line 3: ")


@pytest.mark.parametrize(
    "value", ["2001-99-99", "!!int soon", "!!bool perhaps", "!!timestamp soon", "0x_", "9" * 5_000]
)
def test_a_value_that_yaml_itself_stumbles_over_is_a_complaint(file: Path, value: str) -> None:
    file.write_text(f"listen:\n  silence_ms: {value}\n")
    assert str(file) in complaint()


@pytest.mark.parametrize(
    "content", [b"\x00\x01\x02", b"\x89PNG\r\n\x1a\n\x00\x00", b"listen: \xc3\x28", b"[" * 100_000]
)
def test_a_file_that_is_no_text_is_a_complaint(file: Path, content: bytes) -> None:
    file.write_bytes(content)
    assert "not valid YAML" in complaint()


@settings(deadline=None, max_examples=200)
@given(text=st.lists(PIECES).map("".join))
def test_whatever_stands_in_the_file_there_are_settings_or_a_complaint(text: str) -> None:
    paths.config_file().parent.mkdir(parents=True, exist_ok=True)
    paths.config_file().write_text(text)
    said = complaint_or_nothing()
    assert not said or str(paths.config_file()) in said


def test_a_huge_file_is_not_read_to_its_end(file: Path) -> None:
    file.write_text("#" * 1_000_001)
    assert complaint() == f"The settings file {file} is larger than 1 MB. Is it the right file?"


@pytest.mark.parametrize(
    ("chosen", "reason"),
    [
        (".", "Is a directory"),
        ("nowhere.yaml", "No such file"),
        ("x" * 300, "File name too long"),
        ("/proc/self/mem", "Input/output error"),
    ],
)
def test_a_chosen_file_that_cannot_be_read_is_a_complaint(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, chosen: str, reason: str
) -> None:
    monkeypatch.setenv("CONFIG_PATH", str(tmp_path / chosen))
    said = complaint({"CONFIG_PATH": str(tmp_path / chosen)})
    assert reason in said
    assert "Correct CONFIG_PATH or the file's permissions." in said


def test_an_empty_choice_is_no_choice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONFIG_PATH", "")
    assert load({"CONFIG_PATH": ""}) == Config()


def test_settings_cannot_be_changed_while_jarvis_runs() -> None:
    with pytest.raises(ValueError, match="frozen"):
        load({}).listen.silence_ms = 1
