"""Settings: defaults, then the YAML file, then the environment; every complaint names its remedy.

`listen.silence_ms` in the file is `JARVIS_LISTEN__SILENCE_MS` in the environment.
"""

import difflib
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError

from jarvis import paths
from jarvis.config_file import read_file
from jarvis.echo_config import EchoConfig, InterruptionConfig
from jarvis.errors import ConfigError
from jarvis.hotkey_config import HotkeyConfig
from jarvis.manners_config import CaptionsConfig, DuckingConfig, EarconsConfig, QuietConfig
from jarvis.memory_config import MemoryConfig
from jarvis.mind_config import MindConfig
from jarvis.section import Names, Section
from jarvis.speech_config import SpeechConfig
from jarvis.wake_config import WakeConfig
from jarvis.weather_config import WeatherConfig

_PREFIX = "JARVIS_"
_OTHER_NAMES = {
    "LOG_LEVEL": ("log", "level"),
    "FIRST_TOKEN_LATENCY_MS": ("latency", "first_token_ms"),
    "END_TO_END_LATENCY_MS": ("latency", "end_to_end_ms"),
    "MAX_LATENCY_MS": ("latency", "max_ms"),
    "VAD_THRESHOLD": ("interruption", "vad_threshold"),
    "VAD_DURATION_MS": ("interruption", "vad_duration_ms"),
    "INTERRUPTION_COOLDOWN_MS": ("interruption", "cooldown_ms"),
}


class ListenConfig(Section):
    """When an utterance starts and ends; all of it counted in sound."""

    silence_ms: Annotated[int, Field(ge=200, le=5_000)] = 700
    """So much silence ends what is being said, until the pauses of the speaker are known."""
    complete_ms: Annotated[int, Field(ge=100, le=5_000)] = 250
    """So much is enough after what is a whole command already."""
    unfinished_ms: Annotated[int, Field(ge=200, le=10_000)] = 1_500
    """So much is needed after what is plainly not all, such as "set a timer for"."""
    patience_ms: Annotated[int, Field(ge=1_000, le=60_000)] = 5_000
    """So long a listener waits for the first word."""
    longest_ms: Annotated[int, Field(ge=2_000, le=60_000)] = 15_000
    """An utterance is ended here even if nobody falls silent."""
    speech_threshold: Annotated[float, Field(ge=0.1, le=0.95)] = 0.5
    """Probability above which sound counts as speech."""
    keep_turns: Annotated[int, Field(ge=0, le=10)] = 10
    """The sound of so many turns stays in memory, for `jarvis replay`; 0 keeps none."""


class RecognitionConfig(Section):
    """Which engine turns speech into text. All of them work on this computer unless allowed otherwise."""

    engine: Literal["auto", "vosk", "moonshine", "sphinx", "speech_recognition"] = "auto"
    """"auto" takes Vosk as soon as there is a model for it, else Moonshine."""
    model: str = ""
    """The folder of a model of your own, for Vosk or Whisper; empty takes those of `jarvis models`."""
    grammar: bool = False
    """Whether Vosk understands nothing but the commands that are known word for word."""
    service: str = ""
    """Which engine of SpeechRecognition to use."""
    allow_network: Names = ()
    """Engines that may send what was said to their service. Nothing is sent without being named here."""


class AudioConfig(Section):
    """Which devices; part of a device's name is enough. Empty takes the system's default.

    The microphone can be a sound file: `file:/path/to/speech.flac`, see `voice/filemic.py`.
    """

    microphone: str = ""
    loudspeaker: str = ""
    volume: Annotated[int, Field(ge=0, le=100)] = 100
    """How loud everything Jarvis plays is, in percent."""
    silent_s: Annotated[int, Field(ge=5, le=3_600)] = 30
    """A microphone that delivers nothing but zeros for so long is told to be muted in the system."""


_Budget = Annotated[int, Field(ge=1, le=60_000)]


class LatencyConfig(Section):
    """How long each stage of a turn may take, in milliseconds, before that is told."""

    first_token_ms: _Budget = 500
    """From the end of the request to the first word of the answer."""
    audio_to_asr_ms: _Budget = 50
    asr_to_llm_ms: _Budget = 100
    llm_first_token_ms: _Budget = 300
    llm_to_tts_ms: _Budget = 50
    tts_to_client_ms: _Budget = 100
    end_to_end_ms: _Budget = 2_000
    """From the end of the request to the first sound."""
    interruption_ms: _Budget = 150
    """From the interruption to silence."""
    max_ms: Annotated[int, Field(ge=1_000, le=120_000)] = 10_000
    """An answer that has not begun by then is given up, with an apology."""
    trace: bool = False
    """Whether the times of each turn are written to trace.jsonl; nothing of what was said is."""


class LogConfig(Section):
    """What is written to the log."""

    level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    slow_callback_ms: Annotated[int, Field(ge=0, le=10_000)] = 0
    """Tell what holds up the event loop for longer than this; 0 looks for nothing. Costs speed."""


class Config(Section):
    """All settings."""

    wake: WakeConfig = WakeConfig()
    listen: ListenConfig = ListenConfig()
    recognition: RecognitionConfig = RecognitionConfig()
    mind: MindConfig = MindConfig()
    speech: SpeechConfig = SpeechConfig()
    audio: AudioConfig = AudioConfig()
    memory: MemoryConfig = MemoryConfig()
    latency: LatencyConfig = LatencyConfig()
    interruption: InterruptionConfig = InterruptionConfig()
    echo: EchoConfig = EchoConfig()
    earcons: EarconsConfig = EarconsConfig()
    ducking: DuckingConfig = DuckingConfig()
    quiet: QuietConfig = QuietConfig()
    captions: CaptionsConfig = CaptionsConfig()
    weather: WeatherConfig = WeatherConfig()
    hotkey: HotkeyConfig = HotkeyConfig()
    log: LogConfig = LogConfig()


def load(environ: Mapping[str, str] | None = None) -> Config:
    """Read all settings. Raises ConfigError with one sentence that names file, key and remedy."""
    environ = os.environ if environ is None else environ
    file = paths.config_file()
    values, lines = read_file(file, required=bool(environ.get("CONFIG_PATH")))
    sources = {key: f"{file}, line {line}" for key, line in lines.items()}
    for (section, key), (name, value) in _from_environment(environ).items():
        group = values.setdefault(section, {})
        if isinstance(group, dict):
            group[key] = value
        sources[section, key] = f"the environment variable {name}"
        sources.setdefault((section,), sources[section, key])
    try:
        return Config.model_validate(values)
    except ValidationError as error:
        raise ConfigError(_sentence(error.errors()[0], sources, file)) from None


def _from_environment(environ: Mapping[str, str]) -> dict[tuple[str, str], tuple[str, str]]:
    found = {place: (name, environ[name]) for name, place in _OTHER_NAMES.items() if name in environ}
    for name, value in environ.items():
        section, divider, key = name.removeprefix(_PREFIX).lower().partition("__")
        if name.startswith(_PREFIX) and divider:
            found[section, key] = (name, value)
    return found


def _sentence(error: Any, sources: Mapping[tuple[str, ...], str], file: Path) -> str:  # noqa: ANN401
    """One pydantic complaint (an ErrorDetails) as a sentence."""
    path = tuple(part for part in error["loc"] if isinstance(part, str) and part != "[key]")
    where = sources.get(path[:2]) or sources.get(path[:1]) or str(file)
    key = _shown(".".join(path))
    if error["type"] == "extra_forbidden":
        known = _known_keys(path[:-1])
        near = difflib.get_close_matches(path[-1], known, n=1, cutoff=0.5)
        remedy = f"Did you mean `{near[0]}`?" if near else f"Known here: {', '.join(known)}."
        return f"{where}: there is no setting `{key}`. {remedy}"
    return f"{where}: `{key}` cannot be {_quoted(error['input'])}. {error['msg']}."


def _quoted(value: object) -> str:
    plain = not isinstance(value, str) or value.lstrip("-").replace(".", "").isdigit()
    return _shown(value) if plain else f"'{_shown(value)}'"


def _shown(value: object) -> str:
    """Somebody's text, short, and without what a terminal would obey."""
    return "".join(letter if letter.isprintable() else "?" for letter in str(value)[:80])


def _known_keys(section: tuple[str, ...]) -> list[str]:
    model: Any = Config
    for part in section:
        model = model.model_fields[part].annotation
    return sorted(model.model_fields)
