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
        "other": partial(_other, config),
    }
    first = config.engine
    if first == "auto":
        first = "vosk" if has_vosk(config) else "moonshine"
    order = [first, *(name for name in ("moonshine", "sphinx") if name != first)]
    return tuple(RemoteRecognizer(name, find[name], tell, listens_along=name == "vosk") for name in order)


def has_vosk(config: RecognitionConfig) -> bool:
    """Whether there is a model for Vosk."""
    try:
        return bool(config.vosk_model) or bool(Models().path_of(VOSK_MODEL))
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
    folder = Path(config.vosk_model).expanduser() if config.vosk_model else _only_folder(checked(VOSK_MODEL))
    grammar = (("grammar", "yes"),) if config.vosk_grammar else ()
    return Setup(folder, phrases() if config.vosk_grammar else (), grammar)


def _only_folder(place: Path) -> Path:
    """An archive holds the model in a folder with the model's full name."""
    inside = [path for path in place.iterdir() if path.is_dir()]
    return inside[0] if len(inside) == 1 and not (place / "am").is_dir() else place


def _other(config: RecognitionConfig) -> Setup:
    allowed = tuple(("allow", name) for name in config.allow_network)
    return Setup(options=(("engine", config.other), *allowed))
