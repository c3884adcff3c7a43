"""Engines that SpeechRecognition brings, by explicit choice: some run here, most send what is said away.

The option ("engine", NAME) chooses one. One that sends sound over the network is only used after a yes to
just that one: the option ("allow", NAME). Keys come from the environment and go nowhere but to the service.
Silence and noise are not given to any of them: most would find words in it.
"""

import importlib.util
import os
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from jarvis.ports import CHUNK_BYTES, RATE_HZ, Pcm, Transcript
from voice.activity import Silero
from voice.recognize.engine import EngineBrokenError, Setup

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)  # it wants aifc and audioop
    import speech_recognition

LONGEST_S = 60
"""What is said after that is not heard."""
LEAST_SPEECH = 0.5
"""The probability of speech that some moment of an utterance must reach."""
_PATIENCE_S = 10


@dataclass(frozen=True)
class Service:
    """One of its engines. Where sound is sent to is "" for one that runs here."""

    sends_to: str = ""
    unencrypted: bool = False
    keys: tuple[tuple[str, str], ...] = ()
    """Environment variables it needs, and the argument each is for ("" if the package reads it itself)."""
    package: str = ""
    """A Python package that must be installed as well."""
    needs_model: bool = False
    """Without one named, it would fetch its own."""
    fixed: tuple[tuple[str, str], ...] = ()
    """Arguments that are always the same."""


SERVICES: Mapping[str, Service] = {
    "azure": Service(
        "Microsoft Azure", keys=(("AZURE_SPEECH_KEY", "key"), ("AZURE_SPEECH_REGION", "location"))
    ),
    "cohere_api": Service(
        "Cohere", keys=(("CO_API_KEY", ""),), package="cohere", fixed=(("language", "en"),)
    ),
    "faster_whisper": Service(package="faster_whisper", needs_model=True),
    "google": Service("Google", unencrypted=True),
    "google_cloud": Service(
        "Google Cloud",
        keys=(("GOOGLE_APPLICATION_CREDENTIALS", "credentials_json_path"),),
        package="google.cloud.speech",
    ),
    "groq": Service("Groq", keys=(("GROQ_API_KEY", ""),), package="groq"),
    "houndify": Service(
        "Houndify", keys=(("HOUNDIFY_CLIENT_ID", "client_id"), ("HOUNDIFY_CLIENT_KEY", "client_key"))
    ),
    "ibm": Service("IBM Watson", keys=(("IBM_SPEECH_KEY", "key"),)),
    "openai": Service("OpenAI", keys=(("OPENAI_API_KEY", ""),), package="openai"),
    "sphinx": Service(package="pocketsphinx"),
    "vosk": Service(package="vosk"),
    "whisper": Service(package="whisper", needs_model=True),
    "wit": Service("Wit.ai (Meta)", keys=(("WIT_AI_KEY", "key"),)),
}
_SETUP = (speech_recognition.exceptions.SetupError, ImportError)
_FAILED = (
    speech_recognition.RequestError,
    speech_recognition.exceptions.TranscriptionFailed,
    speech_recognition.exceptions.TranscriptionNotReady,
    OSError,
    RuntimeError,
)
_ODD_ANSWER = (ValueError, LookupError, TypeError, AssertionError, AttributeError)


class Borrowed:
    """An engine. It listens to whole utterances only: there is no text before the end."""

    name = "speech_recognition"

    def __init__(self) -> None:
        self._recognizer: Any = None
        self._engine = ""
        self._arguments: dict[str, str] = {}
        self._heard: bytearray | None = None

    def load(self, setup: Setup) -> None:
        """Choose the engine. Nothing is sent; keys are not tried."""
        self.close()
        options = dict(option for option in setup.options if option[0] != "allow")
        engine = options.get("engine", "")
        service = SERVICES.get(engine)
        if service is None:
            raise EngineBrokenError(
                f"SpeechRecognition has no engine called {engine[:40]!r}. "
                f"Choose one of: {', '.join(SERVICES)}."
            )
        if service.sends_to and ("allow", engine) not in setup.options:
            raise EngineBrokenError(_what_it_would_do(engine, service))
        self._arguments = dict(service.fixed) | _arguments(engine, service, setup)
        self._recognizer = speech_recognition.Recognizer()
        self._recognizer.operation_timeout = _PATIENCE_S
        self._engine = engine

    def start(self) -> None:
        """A new utterance."""
        if self._recognizer is None:
            raise EngineBrokenError("No engine of SpeechRecognition is loaded. Please report this.")
        self._heard = bytearray()

    def feed(self, pcm: Pcm) -> None:
        """More sound; it is kept until the end."""
        heard = self._listening()
        heard += pcm[: LONGEST_S * RATE_HZ * 2 - len(heard)]

    def partial(self) -> str:
        """Nothing: each attempt would take as long, and send as much, as the whole."""
        self._listening()
        return ""

    def final(self) -> Transcript:
        """What the engine understands, "" without asking it when nobody spoke."""
        heard, self._heard = bytes(self._listening()), None
        return self._ask(heard) if _is_speech(heard) else Transcript("")

    def close(self) -> None:
        """Forget keys and sound."""
        self._recognizer = self._heard = None
        self._engine, self._arguments = "", {}

    def _ask(self, pcm: Pcm) -> Transcript:
        sound = speech_recognition.AudioData(pcm, RATE_HZ, 2)
        recognize = getattr(self._recognizer, f"recognize_{self._engine}")
        try:
            return _transcript(recognize(sound, **self._arguments))
        except speech_recognition.UnknownValueError:
            return Transcript("")
        except _SETUP as error:
            raise EngineBrokenError(
                f"The engine {self._engine} is not set up ({error}). Set it up, or choose another engine."
            ) from None
        except _FAILED as error:
            raise self._failed(str(error)) from None
        except _ODD_ANSWER as error:  # no text of it: there may be a key in that
            raise self._failed(type(error).__name__) from None

    def _failed(self, why: str) -> EngineBrokenError:
        remedy = (
            "Check the network and the key, or choose an engine that needs neither."
            if SERVICES[self._engine].sends_to
            else "Choose another engine if it stays so."
        )
        return EngineBrokenError(f"The engine {self._engine} failed ({why}). {remedy}")

    def _listening(self) -> bytearray:
        if self._heard is None:
            raise EngineBrokenError("An engine got sound before an utterance began. Please report this.")
        return self._heard


def _what_it_would_do(engine: str, service: Service) -> str:
    how = ", unencrypted: anybody on the way can listen" if service.unencrypted else ", encrypted"
    return (
        f"The engine {engine} would send a recording of everything you say to {service.sends_to} "
        f"over the internet{how}. If you want that, set `recognition.allow_network: [{engine}]`; "
        "if not, choose another engine."
    )


def _arguments(engine: str, service: Service, setup: Setup) -> dict[str, str]:
    """What the engine is called with. Raises EngineBrokenError when something is missing."""
    if service.package and not _is_installed(service.package):
        raise EngineBrokenError(
            f"The engine {engine} needs the Python package {service.package}, which is not installed. "
            "Install it beside Jarvis, or choose another engine."
        )
    missing = [variable for variable, _ in service.keys if not os.environ.get(variable)]
    if missing:
        raise EngineBrokenError(
            f"The engine {engine} needs a key that is not there. "
            f"Set {' and '.join(missing)} in Jarvis's environment, or choose another engine."
        )
    arguments = {argument: os.environ[variable] for variable, argument in service.keys if argument}
    if service.needs_model:
        if setup.model is None or not setup.model.exists():
            raise EngineBrokenError(
                f"The engine {engine} needs a model on this computer. Name an existing one in "
                "`recognition.model`, or choose another engine."
            )
        arguments["model"] = str(setup.model)
    return arguments


def _is_installed(package: str) -> bool:
    try:
        return importlib.util.find_spec(package) is not None
    except ModuleNotFoundError:  # of a.b.c, a is missing
        return False


def _is_speech(pcm: Pcm) -> bool:
    silero = Silero()
    chunks = (pcm[i : i + CHUNK_BYTES] for i in range(0, len(pcm) - CHUNK_BYTES + 1, CHUNK_BYTES))
    return any(silero.feed(chunk) >= LEAST_SPEECH for chunk in chunks)


def _transcript(answer: object) -> Transcript:
    """Some give the text, some the text and how sure they are."""
    text, confidence = answer if isinstance(answer, tuple) else (answer, None)
    if not isinstance(text, str):
        raise TypeError
    sure = min(max(float(confidence), 0.0), 1.0) if isinstance(confidence, int | float) else None
    return Transcript(" ".join(text.split()), sure)
