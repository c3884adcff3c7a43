"""Which engines there are for the user's settings and models, the preferred one first."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from jarvis.config import RecognitionConfig
from jarvis.errors import ModelError
from jarvis.events import Event
from voice.models import Models
from voice.recognize.engine import Setup
from voice.recognize.remote import RemoteRecognizer

MOONSHINE_MODEL = "moonshine-tiny-en"
VOSK_MODEL = "vosk-small-en"
Phrases = Callable[[], tuple[str, ...]]


def recognizers(
    config: RecognitionConfig, phrases: Phrases, tell: Callable[[Event], None]
) -> tuple[RemoteRecognizer, ...]:
    """The engine to use, then those to fall back on. None is loaded yet.

    `phrases` gives the commands that are known word for word, for engines that understand nothing else.
    """
    find: dict[str, Callable[[], Setup]] = {
        "vosk": partial(_vosk, config, phrases),
        "moonshine": _moonshine,
        "sphinx": lambda: Setup(phrases=phrases()),
        "speech_recognition": partial(_borrowed, config),
    }
    first = config.engine
    if first == "auto":
        first = "vosk" if has_vosk(config) else "moonshine"
    order = [first, *(name for name in ("moonshine", "sphinx") if name != first)]
    return tuple(RemoteRecognizer(name, find[name], tell, listens_along=name == "vosk") for name in order)


def listens_for_phrases(config: RecognitionConfig) -> tuple[str, ...]:
    """The engines that hear nothing but known phrases with these settings."""
    return ("sphinx", "vosk") if config.grammar else ("sphinx",)


def has_vosk(config: RecognitionConfig) -> bool:
    """Whether there is a model for Vosk."""
    try:
        return bool(config.model) or bool(Models().path_of(VOSK_MODEL))
    except ModelError:
        return False


def checked(name: str) -> Path:
    """The folder of a model, every byte checked (40 ms), for a damaged one can crash. Raises ModelError."""
    models = Models()
    folder = models.path_of(name)
    if not models.verify(name).intact:
        raise ModelError(f"The model {name} is damaged. Fetch it again with `jarvis models pull {name}`.")
    return folder


def _moonshine() -> Setup:
    return Setup(checked(MOONSHINE_MODEL))


def _vosk(config: RecognitionConfig, phrases: Phrases) -> Setup:
    folder = _own(config) or checked(VOSK_MODEL)
    return Setup(folder, phrases(), (("grammar", "yes"),)) if config.grammar else Setup(folder)


def _borrowed(config: RecognitionConfig) -> Setup:
    allowed = tuple(("allow", name) for name in config.allow_network)
    return Setup(_own(config), options=(("engine", config.service), *allowed))


def _own(config: RecognitionConfig) -> Path | None:
    return Path(config.model).expanduser().absolute() if config.model else None
