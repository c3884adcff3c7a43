"""All settings, their defaults and what they may be; where they come from: `jarvis.config_sources`."""

import os
from collections.abc import Mapping, Sequence
from typing import Annotated, Literal

from pydantic import Field

from jarvis import paths
from jarvis.config_mistakes import is_secret, judge
from jarvis.config_sources import Asked, Place, from_words
from jarvis.echo_config import EchoConfig, InterruptionConfig
from jarvis.errors import BadInputError, ConfigError
from jarvis.hotkey_config import HotkeyConfig
from jarvis.manners_config import CaptionsConfig, DuckingConfig, EarconsConfig, QuietConfig
from jarvis.memory_config import MemoryConfig
from jarvis.mind_config import MindConfig
from jarvis.section import Names, Section
from jarvis.speech_config import SpeechConfig
from jarvis.wake_config import WakeConfig
from jarvis.weather_config import WeatherConfig
from jarvis.web_config import WebConfig


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
    """Part of a microphone's name, or `file:` and the path of a sound file; empty takes the usual one."""
    loudspeaker: str = ""
    """Part of a loudspeaker's name; empty takes the usual one."""
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
    """From the end of the request to its text."""
    asr_to_llm_ms: _Budget = 100
    """From its text to the beginning of work on it."""
    llm_first_token_ms: _Budget = 300
    """From there to the first word of the answer."""
    llm_to_tts_ms: _Budget = 50
    """From the first word until it is turned into speech."""
    tts_to_client_ms: _Budget = 100
    """From there to the first sound."""
    end_to_end_ms: _Budget = 2_000
    """From the end of the request to the first sound."""
    interruption_ms: _Budget = 150
    """From the interruption to silence."""
    max_ms: Annotated[int, Field(ge=1_000, le=120_000)] = 10_000
    """An answer that has not begun by then is given up, with an apology."""
    trace: bool = False
    """Whether the times of each turn are written to trace.jsonl; nothing of what was said is."""

    def budgets_ms(self) -> dict[str, float]:
        """The stages and what each may take."""
        stages = self.model_dump(exclude={"max_ms", "trace"})
        return {name.removesuffix("_ms"): float(value) for name, value in stages.items()}


class LogConfig(Section):
    """What is written to the log."""

    level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    """How much is written: this, and what is worse."""
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
    web: WebConfig = WebConfig()
    hotkey: HotkeyConfig = HotkeyConfig()
    log: LogConfig = LogConfig()


def said(words: Sequence[str]) -> dict[Place, str]:
    """What `--set KEY=VALUE` says. Raises BadInputError, for a secret too: every program sees it."""
    found = from_words(words)
    for place in found:
        if is_secret(Config, place):
            raise BadInputError(
                f"`{'.'.join(place)}` is a secret. Use `jarvis config set {'.'.join(place)}`."
            )
    return found


def asked(environ: Mapping[str, str] | None = None, said: Mapping[Place, str] | None = None) -> Asked:
    """Where to look for settings. `said` is what the command line set."""
    environ = os.environ if environ is None else environ
    return Asked(paths.config_file(), dict(environ), said or {}, required=bool(environ.get("CONFIG_PATH")))


def load(environ: Mapping[str, str] | None = None, said: Mapping[Place, str] | None = None) -> Config:
    """Read all settings. Raises ConfigError with one sentence that names file, key and remedy."""
    where = asked(environ, said)
    found, mistakes = judge(Config, where.gather(Config, where.read()))
    if found is None:
        raise ConfigError(str(mistakes[0]))
    return found
